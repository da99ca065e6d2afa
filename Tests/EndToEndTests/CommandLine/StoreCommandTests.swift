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
    try directory.write("", to: "empty.csv")
    _ = try directory.sojourn("ingest", "csv", "empty.csv", "--store", "shop")
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
    #expect(csv.output.contains(",7,1,events"))
  }

  @Test func `a store that holds nothing yet says what to do`() throws {
    let directory = try TemporaryDirectory()
    try directory.write("user_id,event,when\n", to: "bad.csv")
    _ = try directory.sojourn("ingest", "csv", "bad.csv", "--store", "shop")
    let outcome = try directory.sojourn("query", "show events", "--store", "shop")
    #expect(outcome.exit == 2)
    #expect(
      outcome.error.contains("the store 'shop' has no snapshot yet\nhint: take one first: sojourn ingest"))
  }
}
