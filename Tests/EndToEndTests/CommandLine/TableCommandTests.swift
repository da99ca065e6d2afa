import Foundation
import Testing

/// Tables of users and accounts on the command line.
@Suite struct TableCommandTests {
  private let directory: TemporaryDirectory

  init() throws {
    directory = try TemporaryDirectory()
    try directory.write(
      """
      user_id,event,time,company
      u1,view,2026-01-01T00:00:00Z,acme
      u1,cart,2026-01-01T00:20:00Z,acme
      u2,view,2026-01-01T01:00:00Z,beta

      """, to: "events.csv")
    try directory.write(
      """
      id,plan,last_modified
      u1,free,2026-01-01
      u1,pro,2026-01-03
      u2,free,
      u9,pro,2026-09-09

      """, to: "users.csv")
    try directory.write("company_id,tier\nacme,gold\nbeta,silver\n", to: "accounts.csv")
  }

  private func run(_ arguments: String...) throws -> CommandLineRun.Outcome {
    try CommandLineRun(arguments, in: directory).outcome()
  }

  private func ingestAll() throws {
    _ = try run("ingest", "csv", "events.csv", "--store", "shop", "--account", "company")
    _ = try run("ingest", "csv", "users.csv", "--store", "shop", "--table", "users")
    _ = try run("ingest", "csv", "accounts.csv", "--store", "shop", "--table", "accounts")
  }

  /// The rows of a CSV by the names of their columns; no field has a comma.
  private func rows(of outcome: CommandLineRun.Outcome) throws -> [[String: String]] {
    let lines = outcome.output.split(whereSeparator: \.isNewline).map {
      $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
    let columns = try #require(lines.first)
    return lines.dropFirst().map { Dictionary(uniqueKeysWithValues: zip(columns, $0)) }
  }

  /// Units of the first step by value of a breakdown.
  private func groups(by property: String) throws -> [String: Int] {
    let outcome = try run("query", "funnel view by \(property)", "--store", "shop", "--format", "json")
    let result = try #require(try outcome.objects().first?["result"] as? [String: Any])
    let groups = try #require(result["groups"] as? [[String: Any]])
    return groups.reduce(into: [:]) { counts, group in
      let key = (group["group"] as? [String: Any])?.values.first as? String ?? "(none)"
      counts[key] = ((group["steps"] as? [[String: Any]])?.first?["units"] as? Int) ?? -1
    }
  }

  @Test func `rows of tables give properties and are no events`() throws {
    try ingestAll()
    let events = try rows(of: run("query", "show events", "--store", "shop", "--format", "csv"))
    #expect(events.map { $0["event"] } == ["view", "cart"])
    #expect(try groups(by: "plan") == ["pro": 1, "free": 1])
    #expect(try groups(by: "user.plan") == ["pro": 1, "free": 1])
    #expect(try groups(by: "account.tier") == ["gold": 1, "silver": 1])
    let info = try #require(
      try run("store", "info", "--store", "shop", "--format", "json").objects().first)
    #expect(info["events"] as? Int == 3 && info["users"] as? Int == 2 && info["files"] as? Int == 3)
    #expect(info["last_time"] as? String == "2026-01-01T01:00:00Z")
    #expect((info["tables"] as? [[String: Any]])?.map { $0["rows"] as? Int } == [4, 2])
    #expect(try run("store", "verify", "--store", "shop").exit == 0)
  }

  @Test func `what was guessed is said, and what was stored`() throws {
    let users = try run("ingest", "csv", "users.csv", "--store", "shop", "--table", "users")
    #expect(users.error == "columns of users.csv: user = id (guessed), time = last_modified (guessed)\n")
    #expect(users.lines[1] == "  4 rows read = 4 stored + 0 rejected")
    #expect(users.lines[2].hasPrefix("  table users: 4 rows of 3 users, "))
    let accounts = try run(
      "ingest", "csv", "accounts.csv", "--store", "shop", "--table", "accounts", "--account-id", "company_id")
    #expect(accounts.error == "columns of accounts.csv: account = company_id\n")
  }

  @Test func `the last file of a table is skipped, an older one is read again`() throws {
    try directory.write("id,plan\nu1,pro\n", to: "a.csv")
    try directory.write("id,plan\nu1,free\n", to: "b.csv")
    _ = try run("ingest", "csv", "events.csv", "--store", "shop")
    for (file, plan) in [("a.csv", "pro"), ("b.csv", "free"), ("a.csv", "pro")] {
      _ = try run("ingest", "csv", file, "--store", "shop", "--table", "users", "--source", "crm")
      #expect(try groups(by: "plan")[plan] == 1)
    }
    let again = try run("ingest", "csv", "a.csv", "--store", "shop", "--table", "users", "--source", "crm")
    #expect(again.output == "Nothing to do: the store shop holds all of this already.\n")
  }

  @Test func `a table is replaced as a whole, but not by a file without rows`() throws {
    try ingestAll()
    try directory.write("id,plan\nu2,team\n", to: "new.csv")
    let replace = ["--store", "shop", "--table", "users", "--source", "users", "--replace-table"]
    let outcome = try CommandLineRun(["ingest", "csv", "new.csv"] + replace, in: directory).outcome()
    #expect(outcome.exit == 0)
    #expect(try groups(by: "plan") == ["team": 1, "(none)": 1])
    try directory.write("id,plan\n", to: "empty.csv")
    let empty = try CommandLineRun(["ingest", "csv", "empty.csv"] + replace, in: directory).outcome()
    #expect(empty.output == "Nothing to do: no rows were read.\n")
    #expect(empty.error.contains("empty.csv holds no rows"))
    #expect(try groups(by: "plan") == ["team": 1, "(none)": 1])
  }

  @Test func `forgetting a user takes the rows of the table along`() throws {
    try ingestAll()
    let outcome = try run("store", "forget", "--user", "u9", "--store", "shop", "--purge")
    #expect(
      outcome.output.contains(
        "1 of 1 user found\n  0 events forgotten\n  1 row of the table of users forgotten"))
    let files = directory.names(in: "shop/segments").map { "shop/segments/" + $0 }
    #expect(files.count == 3)
    for file in files {
      #expect(
        try Data(contentsOf: URL(fileURLWithPath: directory.path(file))).range(of: Data("u9".utf8)) == nil)
    }
  }

  @Test(arguments: [
    (["--table", "users", "--event", "plan"], "rows of --table users have no --event"),
    (["--table", "accounts", "--user", "company_id"], "rows of --table accounts have no --user"),
    (["--table", "users", "--session-gap", "5m"], "rows of --table users have no --session-gap"),
    (["--account-id", "company_id"], "--account-id is the column of the key of --table accounts"),
    (["--replace-table"], "--replace-table needs --table"),
  ])
  func `options that do not fit the rows are refused`(options: [String], message: String) throws {
    let outcome = try CommandLineRun(
      ["ingest", "csv", "users.csv", "--store", "shop"] + options, in: directory
    ).outcome()
    #expect(outcome.exit == 2 && outcome.error.contains(message))
  }

  @Test func `a property of accounts needs to know which property names them`() throws {
    _ = try run("ingest", "csv", "events.csv", "--store", "shop")
    _ = try run("ingest", "csv", "accounts.csv", "--store", "shop", "--table", "accounts")
    let outcome = try run("query", "funnel view by account.tier", "--store", "shop")
    #expect(outcome.exit == 2 && outcome.error.contains("--account"))
  }

  @Test func `a failed first ingest leaves no store behind`() throws {
    try directory.write("a,b\n1,2\n", to: "strange.csv")
    #expect(try run("ingest", "csv", "strange.csv", "--store", "new/shop").exit != 0)
    #expect(directory.names(in: "new") == [])
    try directory.write("user_id,event,time\n", to: "empty.csv")
    let empty = try run("ingest", "csv", "empty.csv", "--store", "other")
    #expect(empty.exit == 0 && empty.output == "Nothing to do: no rows were read.\n")
    #expect(directory.names(in: ".").contains("other") == false)
  }

  @Test func `the gap of a source ends its sessions, and rows read are told per snapshot`() throws {
    _ = try run("ingest", "csv", "events.csv", "--store", "shop", "--session-gap", "15m")
    func sessions(_ clause: String) throws -> Int? {
      let outcome = try run("query", "funnel view -> cart \(clause)", "--store", "shop", "--format", "json")
      let result = try outcome.objects().first?["result"] as? [String: Any]
      return (result?["steps"] as? [[String: Any]])?.last?["units"] as? Int
    }
    #expect(try sessions("per session") == 0)
    #expect(try sessions("per session gap 20m") == 1)
    _ = try run("ingest", "csv", "events.csv", "--store", "shop", "--source", "copy", "--dedupe", "rows")
    let list = try rows(of: run("store", "snapshots", "--store", "shop", "--format", "csv"))
    let row = try #require(list.first)
    #expect(row["rows_read"] == "3" && row["rows_stored"] == "3" && row["rows_dropped"] == "0")
  }
}
