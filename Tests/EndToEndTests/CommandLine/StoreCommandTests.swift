import Foundation
import Testing

/// `sojourn store`.
@Suite struct StoreCommandTests {
  @Test func `info gives the figures of the newest snapshot, with every user counted once`() throws {
    let directory = try SampleLog.store()
    try directory.write(
      "user_id,event,timestamp,session_id\nu1,view,2026-02-01,s1\nu9,view,2026-02-02,s2\n", to: "more.csv")
    _ = try directory.sojourn("ingest", "csv", "more.csv", "--store", "shop", "--source", "later")
    let outcome = try directory.sojourn("store", "info", "--store", "shop/", "--format", "json")
    #expect(outcome.exit == 0)
    let info = try #require(try outcome.objects().first)
    #expect(info["store"] as? String == "shop")
    #expect(info["snapshot"] as? Int == 2)
    #expect(info["snapshots"] as? Int == 2)
    #expect(info["events"] as? Int == 9)
    #expect(info["users"] as? Int == 5)
    #expect(info["files"] as? Int == 2)
    #expect(info["event_names"] as? Int == 4)
    #expect(info["first_time"] as? String == "2026-01-01T10:00:00Z")
    #expect(info["last_time"] as? String == "2026-02-02T00:00:00Z")
    #expect(info["sources"] as? [String] == ["events", "later"])
    #expect(info["columns"] as? [String] == ["session", "source"])
    #expect(info["properties"] as? [String] == ["amount", "platform"])
    let bytes = try #require(info["bytes"] as? Int)
    let sizes = try directory.names(in: "shop/segments").map { name in
      try Data(contentsOf: directory.url.appendingPathComponent("shop/segments/\(name)")).count
    }
    #expect(bytes == sizes.reduce(0, +))
    let table = try directory.sojourn("store", "info", "--store", "shop")
    #expect(table.output.contains("events           9\nusers            5\n"))
    let first = try directory.sojourn(
      "store", "info", "--store", "shop", "--snapshot", "1", "--format", "json")
    #expect(try first.objects().first?["users"] as? Int == 4)
  }

  @Test func `an empty snapshot has figures too`() throws {
    let directory = try TemporaryDirectory()
    // Rejects are remembered, though no row became an event.
    try directory.write("user_id,event,time\nu,a,never\n", to: "rejects.csv")
    _ = try directory.sojourn("ingest", "csv", "rejects.csv", "--store", "shop")
    let info = try #require(
      try directory.sojourn("store", "info", "--store", "shop", "--format", "json").objects().first)
    #expect(info["events"] as? Int == 0)
    #expect(info["bytes_per_event"] is NSNull)
    #expect(info["first_time"] is NSNull)
    #expect(try directory.sojourn("store", "info", "--store", "shop").exit == 0)
  }

  @Test func `snapshots are listed in every format`() throws {
    let directory = try SampleLog.store()
    let json = try directory.sojourn("store", "snapshots", "--store", "shop", "--format", "json")
    #expect(try json.objects().first?["kind"] as? String == "snapshots")
    let csv = try directory.sojourn("store", "snapshots", "--store", "shop", "--format", "csv")
    #expect(csv.output.contains(",ingest,7,7,1,"))
  }

  @Test func `a store that holds nothing yet says what to do`() throws {
    let directory = try TemporaryDirectory()
    // As a machine leaves it that stops before the first commit.
    for name in ["segments", "rejects", "snapshots"] {
      try FileManager.default.createDirectory(
        atPath: directory.path("shop/" + name), withIntermediateDirectories: true)
    }
    let outcome = try directory.sojourn("query", "show events", "--store", "shop")
    #expect(outcome.exit == 2)
    #expect(
      outcome.error.contains("the store 'shop' has no snapshot yet\nhint: take one first: sojourn ingest"))
  }

  @Test func `verify finds nothing in a whole store, and names file, section and byte of damage`() throws {
    let directory = try SampleLog.store()
    let whole = try directory.sojourn("store", "verify", "--store", "shop")
    #expect(whole.exit == 0)
    #expect(whole.output.hasPrefix("Checked 1 snapshot, 2 files, "))
    #expect(whole.output.hasSuffix(": no damage.\n"))
    let name = "shop/segments/00000001-0001.sjn"
    var bytes = try Data(contentsOf: directory.url.appendingPathComponent(name))
    bytes[20] ^= 4
    bytes[bytes.count - 40] ^= 1
    try directory.write(bytes, to: name)
    let broken = try directory.sojourn("store", "verify", "--store", "shop")
    #expect(broken.exit == 1)
    #expect(broken.output.hasPrefix("'\(name)' is damaged (footer): a checksum does not fit, at byte "))
    bytes[bytes.count - 40] ^= 1
    try directory.write(bytes, to: name)
    let json = try directory.sojourn("store", "verify", "--store", "shop", "--format", "json")
    #expect(json.exit == 1)
    let problems = try #require(try json.objects().first?["problems"] as? [[String: Any]])
    #expect(problems.count == 1)
    #expect(problems[0]["file"] as? String == name)
    #expect(problems[0]["section"] as? String == "row group 0, user ids")
    #expect(problems[0]["code"] as? String == "damaged-file")
    #expect((problems[0]["offset"] as? Int).map { 16...20 ~= $0 } == true)
  }

  @Test func `a manifest that is damaged is found, and older snapshots still answer`() throws {
    let directory = try SampleLog.store()
    try directory.write("user_id,event,timestamp\nu9,view,2026-02-01\n", to: "more.csv")
    _ = try directory.sojourn("ingest", "csv", "more.csv", "--store", "shop")
    let name = "shop/snapshots/00000002.json"
    try directory.write(
      try directory.text(of: name).replacing("\"rows\" : 1,", with: "\"rows\" : 2,"), to: name)
    let broken = try directory.sojourn("store", "verify", "--store", "shop")
    #expect(broken.exit == 1)
    #expect(broken.output.contains("'\(name)' is damaged (manifest): a checksum does not fit, at byte 0"))
    #expect(try directory.sojourn("query", "show events", "--store", "shop").exit == 1)
    #expect(try directory.sojourn("query", "show events", "--store", "shop", "--snapshot", "1").exit == 0)
  }

  @Test func `expire says what it would do, does it, and keeps the newest`() throws {
    let directory = try SampleLog.store()
    for number in 2...4 {
      try directory.write("user_id,event,timestamp\nu\(number),view,2026-02-01\n", to: "\(number).csv")
      _ = try directory.sojourn("ingest", "csv", "\(number).csv", "--store", "shop")
    }
    let plan = try directory.sojourn("store", "expire", "--store", "shop", "--keep", "2", "--dry-run")
    #expect(plan.output.hasPrefix("Snapshots 1 to 2 would expire; snapshots 3 to 4 stay.\n"))
    #expect(directory.names(in: "shop/snapshots").count == 4)
    let json = try directory.sojourn("store", "expire", "--store", "shop", "--keep", "2", "--format", "json")
    #expect(try json.objects().first?["expired"] as? [Int] == [1, 2])
    #expect(directory.names(in: "shop/snapshots") == ["00000003.json", "00000004.json"])
    let young = try directory.sojourn("store", "expire", "--store", "shop", "--older-than", "1h")
    #expect(young.output == "No snapshot expires; snapshots 3 to 4 stay.\n")
    let info = try directory.sojourn("store", "info", "--store", "shop", "--format", "json")
    #expect(try info.objects().first?["events"] as? Int == 10)
    #expect(try directory.sojourn("store", "verify", "--store", "shop").exit == 0)
    for arguments in [[], ["--keep", "0"], ["--older-than", "soon"], ["--older-than", "-3d"]] {
      let outcome = try CommandLineRun(["store", "expire", "--store", "shop"] + arguments, in: directory)
        .outcome()
      #expect(outcome.exit == 2, "\(arguments)")
    }
  }

  @Test func `info tells what columns, events and files take`() throws {
    let directory = try SampleLog.store()
    let info = try #require(
      try directory.sojourn("store", "info", "--store", "shop", "--format", "json").objects().first)
    func list(_ key: String) throws -> [[String: Any]] { try #require(info[key] as? [[String: Any]]) }
    let parts = try list("parts").map { try #require($0["bytes"] as? Int) }
    #expect(parts.reduce(0, +) == info["bytes"] as? Int)
    #expect(
      Set(try list("column_sizes").compactMap { $0["name"] as? String }) == ["amount", "platform", "source"])
    #expect(
      Set(try list("event_sizes").compactMap { $0["name"] as? String }) == [
        "view", "cart", "purchase", "login",
      ])
    let source = try #require(try list("column_sizes").first { $0["name"] as? String == "source" })
    #expect(source["encodings"] as? [String: Int] == ["constant": 1])
    #expect(try list("file_sizes").first?["rows"] as? Int == 7)
    let table = try directory.sojourn("store", "info", "--store", "shop").output
    #expect(table.contains("\ncolumn "))
    #expect(table.contains("constant"))
  }
}
