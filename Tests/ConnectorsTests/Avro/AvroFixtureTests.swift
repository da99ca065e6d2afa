import EventModel
import Testing

@testable import Connectors

/// Files that fastavro wrote; see `scripts/check-avro`.
@Suite struct AvroFixtureTests {
  private static func mapping() -> AvroEventMapping {
    var mapping = AvroEventMapping(eventName: "click", user: "user_id", time: "time")
    mapping.session = "session_id"
    mapping.eventID = "event_id"
    return mapping
  }

  @Test(arguments: AvroCodec.allCases)
  func `files of every codec that another writer made are read alike`(codec: AvroCodec) {
    let readout = readAvro(
      [EventFileInput(path: fixture("Avro/\(codec.rawValue).avro"))], Self.mapping(), threads: 1)
    #expect(readout.error == nil && readout.rejects.isEmpty)
    #expect(readout.events.count == 200)
    let plain = readAvro([EventFileInput(path: fixture("Avro/null.avro"))], Self.mapping(), threads: 3)
    #expect(readout.events.map(\.cells) == plain.events.map(\.cells))
    #expect(readout.events.map(\.user) == plain.events.map(\.user))
    #expect(readout.reports.first?.contentDigest != nil)
  }

  @Test func `each type becomes the value it stands for`() {
    let events = readAvro([EventFileInput(path: fixture("Avro/null.avro"))], Self.mapping()).events
    let event = events[11]
    #expect(event.user == "1152921504606846987")
    #expect(event.name == "click")
    #expect(event.microseconds == 1_767_618_011_250_000)
    #expect(event.cells.first { $0.column == .eventID }?.value == .string("11000033"))
    #expect(event.cells.first { $0.column == .session }?.value == .string("1"))
    #expect(event["text"] == .string("Zoë 11"))
    #expect(event["flag"] == .boolean(false))
    #expect(event["small"] == .integer(-11))
    #expect(event["ratio"] == .double(1.375))
    #expect(event["amount"] == .string("n11"))
    #expect(events[1]["amount"] == .integer(1))
    #expect(events[2]["amount"] == .double(2.5))
    #expect(events[0]["amount"] == nil)
    #expect(event["raw"] == .string("0x0bff"))
    #expect(events[10]["raw"] == .string("abc"))
    #expect(event["grade"] == .string("high"))
    #expect(event["code"] == .string("ok"))
    #expect(event["tags"] == .string(#"["a","b\"11"]"#))
    #expect(events[3]["tags"] == .string("[]"))
    #expect(event["scores"] == .string(#"{"x":11}"#))
    #expect(event["page.path"] == .string("/p/11"))
    #expect(event["page.depth"] == .integer(2))
    #expect(events[12]["page.path"] == nil)
    #expect(event["at"] == .timestamp(Timestamp(microseconds: 1_767_618_011_250_000)))
    #expect(event["wall"] == .timestamp(Timestamp(microseconds: 1_767_618_011_000_000)))
    #expect(event["day"] == .timestamp(Timestamp(microseconds: 1_768_176_000_000_000)))
    #expect(event["price"] == .double(0.55))
    #expect(events[10].cells.contains { $0.column == .session } == false)
  }

  @Test func `local times are read in the zone asked for`() throws {
    var mapping = Self.mapping()
    mapping.times = TimeTextParser(zone: try #require(ZoneRules(fixedOffset: -8 * 3_600)))
    let event = readAvro([EventFileInput(path: fixture("Avro/null.avro"))], mapping).events[0]
    #expect(event["wall"] == .timestamp(Timestamp(microseconds: 1_767_646_800_000_000)))
    #expect(event.microseconds == 1_767_646_800_250_000)
    #expect(event["at"] == .timestamp(Timestamp(microseconds: 1_767_618_000_250_000)))
  }

  @Test func `columns that are left out cost nothing and change nothing else`() {
    var mapping = Self.mapping()
    mapping.ignored = ["tags", "scores", "page.path", "raw", "price", "grade", "code", "amount"]
    let readout = readAvro([EventFileInput(path: fixture("Avro/snappy.avro"))], mapping)
    let full = readAvro([EventFileInput(path: fixture("Avro/snappy.avro"))], Self.mapping())
    #expect(readout.error == nil)
    #expect(
      readout.events.map(\.cells)
        == full.events.map { $0.cells.filter { !mapping.ignored.contains($0.column.name) } })
  }
}
