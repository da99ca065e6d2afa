import Foundation
import Testing

/// `sojourn store identity`, `forget` and `compact`, and what ingests do about users and duplicates.
@Suite struct UserCommandTests {
  private let directory: TemporaryDirectory

  init() throws {
    directory = try TemporaryDirectory()
    try directory.write(
      """
      user_id,event,time,event_id,plan
      cookie-17,view,2026-01-01,e1,free
      cookie-17,cart,2026-01-02,e2,free
      anna,buy,2026-01-03,e3,pro
      bob,view,2026-01-01,e4,free

      """, to: "one.csv")
    try directory.write(
      """
      user_id,event,time,event_id,plan
      anna,buy,2026-01-03,e3,pro
      bob,view,2026-01-01,e4,pro
      bob,buy,2026-01-05,e5,pro

      """, to: "two.csv")
    try directory.write("raw_id,user_id\ncookie-17,anna\nanna,anna\n", to: "links.csv")
  }

  private func run(_ arguments: [String]) throws -> CommandLineRun.Outcome {
    try CommandLineRun(arguments, in: directory).outcome()
  }

  private func ingest(_ file: String, _ options: String...) throws -> CommandLineRun.Outcome {
    try run(["ingest", "csv", file, "--store", "shop", "--source", "app"] + options)
  }

  /// Users that went the whole way.
  private func buyers(_ more: String...) throws -> Int {
    let arguments = ["query", "funnel view -> buy", "--store", "shop", "--format", "json"] + more
    let result = try #require(try run(arguments).objects().first?["result"] as? [String: Any])
    let steps = try #require(result["steps"] as? [[String: Any]])
    return try #require(steps.last?["units"] as? Int)
  }

  @Test func `events of one id count once, and the newer one counts`() throws {
    _ = try ingest("one.csv")
    let second = try ingest("two.csv")
    #expect(second.exit == 0)
    #expect(second.output.contains("3 rows read = 2 stored + 1 dropped as duplicates + 0 rejected\n"))
    #expect(second.output.contains("1 earlier event replaced by newer ones of the same id\n"))
    let count = try directory.sojourn(
      "query", "funnel view where plan = 'pro'", "--store", "shop", "--format", "json")
    #expect(count.output.contains(#""events_in_snapshot":5"#))
    let old = try directory.sojourn(
      "query", "funnel view", "--store", "shop", "--format", "json", "--snapshot", "1")
    #expect(old.output.contains(#""events_in_snapshot":4"#))
    #expect(try directory.sojourn("store", "verify", "--store", "shop").exit == 0)
  }

  @Test func `an identity map joins people for all of history, and can be taken back`() throws {
    _ = try ingest("one.csv")
    #expect(try buyers() == 0)
    let joined = try directory.sojourn("store", "identity", "--add", "links.csv", "--store", "shop")
    #expect(joined.exit == 0)
    #expect(joined.output.contains("Snapshot 2 is committed to shop.\n"))
    #expect(joined.output.contains("3 events of 2 users laid anew\n"))
    #expect(joined.error.contains("1 link led from an id to itself"))
    #expect(try buyers() == 1)
    #expect(try buyers("--snapshot", "1") == 0)
    #expect(try directory.sojourn("store", "verify", "--store", "shop").exit == 0)
    let again = try directory.sojourn("store", "identity", "--add", "links.csv", "--store", "shop")
    #expect(again.output.hasPrefix("Nothing to do"))
    _ = try directory.sojourn("store", "identity", "--clear", "--store", "shop")
    #expect(try buyers() == 0)
  }

  @Test func `an ingest brings its links along`() throws {
    let outcome = try ingest("one.csv", "--identity", "links.csv")
    #expect(outcome.output.contains("identity: 2 links read, 1 in force\n"))
    #expect(try buyers() == 1)
  }

  @Test func `forgetting and purging leave nothing of a person in any file`() throws {
    try directory.write("user_id,event,time\ncookie-17,view,never\n", to: "bad.csv")
    _ = try ingest("one.csv", "--identity", "links.csv")
    _ = try ingest("bad.csv", "--max-rejects", "100%")
    let forgotten = try directory.sojourn("store", "forget", "--user", "anna", "--store", "shop")
    #expect(forgotten.exit == 0)
    #expect(forgotten.output.contains("1 of 1 user found\n  3 events forgotten\n"))
    #expect(forgotten.output.contains("1 identity link removed\n"))
    #expect(forgotten.output.contains("1 line of reject logs without their text now\n"))
    #expect(forgotten.error.contains("sojourn store compact --purge --store shop"))
    let units = try directory.sojourn(
      "query", "funnel any by user", "--store", "shop", "--format", "json", "--snapshot", "1")
    #expect(units.output.contains("bob") && !units.output.contains("anna"))
    #expect(units.output.contains(#""events_in_snapshot":1"#))
    // Nobody else bought, so the name is not known any more.
    let gone = try directory.sojourn("query", "funnel view -> buy", "--store", "shop", "--snapshot", "1")
    #expect(gone.exit == 2 && gone.error.contains("buy"))
    #expect(try directory.sojourn("store", "verify", "--store", "shop").exit == 0)
    let purged = try directory.sojourn("store", "compact", "--purge", "--store", "shop")
    #expect(purged.exit == 0)
    let verified = try directory.sojourn("store", "verify", "--store", "shop")
    #expect(verified.exit == 0 && verified.output.contains("Checked 1 snapshot,"))
    let files = try #require(FileManager.default.enumerator(atPath: directory.path("shop")))
    for case let name as String in files {
      guard let bytes = FileManager.default.contents(atPath: directory.path("shop/\(name)")) else { continue }
      #expect(bytes.range(of: Data("anna".utf8)) == nil, "\(name)")
      #expect(bytes.range(of: Data("cookie-17".utf8)) == nil, "\(name)")
    }
    let audit = try #require(FileManager.default.contents(atPath: directory.path("shop/audit.jsonl")))
    #expect(String(decoding: audit, as: UTF8.self).contains(#""users_found":1"#))
  }

  @Test func `compaction merges files and changes no answer`() throws {
    for day in 1...6 {
      try directory.write(
        "user_id,event,time,n\nu1,view,2026-01-0\(day),\(day)\nu2,buy,2026-01-0\(day),\(day)\n",
        to: "day\(day).csv")
      _ = try run(["ingest", "csv", "day\(day).csv", "--store", "shop", "--source", "days"])
    }
    func answer() throws -> String {
      let outcome = try directory.sojourn(
        "query", "journeys", "--store", "shop", "--format", "json")
      return outcome.output.replacing(#/"snapshot":\d+|"stats":.*/#, with: "")
    }
    let before = try answer()
    let plan = try directory.sojourn("store", "compact", "--dry-run", "--store", "shop")
    #expect(plan.output.contains("6 files with") && plan.output.contains("12 events\n"))
    let done = try directory.sojourn("store", "compact", "--store", "shop")
    #expect(done.output.contains("Snapshot 7 is committed to shop.\n  6 files with"))
    #expect(done.output.contains("became 1 file with"))
    #expect(try answer() == before)
    #expect(
      try directory.sojourn("store", "compact", "--store", "shop").output == "Nothing to merge.\n")
  }

  @Test func `columns of user properties are the user's, and unknown ones are refused`() throws {
    let outcome = try ingest("one.csv", "--user-properties", "plan", "--account", "plan")
    #expect(outcome.exit == 0)
    let list = try directory.sojourn("query", "show properties", "--store", "shop", "--format", "csv")
    #expect(list.output.contains("user.plan,"))
    let wrong = try ingest("two.csv", "--user-properties", "plam")
    #expect(wrong.exit == 2)
    #expect(wrong.error.contains("has no column 'plam', which --user-properties names"))
    #expect(wrong.error.contains("did you mean 'plan'?"))
  }

  @Test(arguments: [
    ("raw_id,person\na,b\n", "has no column 'user_id'"), ("raw_id,user_id\na\n", "has 1 field where"),
    ("raw_id,user_id\n,b\n", "has nothing in column 'raw_id'"),
    ("{\"raw_id\": \"a\", \"user_id\": [1]}\n", "expected a text, a number or null"),
    ("raw_id,user_id\n\"a,b\n", "expected a closing quote"),
  ])
  func `a file of links that cannot be read is refused with its place`(text: String, words: String) throws {
    _ = try ingest("one.csv")
    try directory.write(text, to: "bad-links.csv")
    let outcome = try directory.sojourn("store", "identity", "--add", "bad-links.csv", "--store", "shop")
    #expect(outcome.exit == 2)
    #expect(outcome.error.contains(words), "\(outcome.error)")
    #expect(outcome.error.contains("at bad-links.csv:"))
  }
}
