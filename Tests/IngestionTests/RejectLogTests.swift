import EventModel
import Ingestion
import SegmentStore
import TestSupport
import Testing

@Suite struct RejectLogTests {
  private let directory = TemporaryDirectory()
  private var path: String { directory.path + "/store" }

  private func run(_ rejects: [RejectedRow], _ events: [SampleEvent] = []) throws -> IngestReport {
    let store = try Store(openingOrCreating: path)
    return try Ingest(into: store, options: .init(source: "app", threads: 1)).run([
      .init("in.csv", digest: "\(rejects.count)", MemorySource(events, rejects: rejects))
    ])
  }

  @Test func `every refused row is a line that says where and why`() throws {
    let position = EventBatch.Position(line: 3, byteOffset: 40)
    let reasons: [(RejectedRow.Reason, String, String)] = [
      (.missingValue(column: "user"), "missing-value", "no value in column user"),
      (.unreadableTime(column: "ts", text: "\"x\"/"), "unreadable-time", "no time in column ts: \\\"x\\\"/"),
      (
        .timeOutOfRange(column: "ts", text: "9"), "time-out-of-range",
        "time outside the years 0001 to 9999 in column ts: 9"
      ),
      (.invalidUTF8(offset: 5), "invalid-utf8", "invalid UTF-8 at byte 5 of the row"),
      (.nulByte(offset: 5), "nul-byte", "NUL byte at byte 5 of the row"),
      (.rowTooLong(bytes: 9, limit: 8), "row-too-long", "row of 9 bytes, at most 8 are read"),
      (
        .fieldTooLong(column: "c", bytes: 9, limit: 8), "field-too-long",
        "9 bytes in column c, at most 8 are kept"
      ),
      (.fieldCount(found: 2, expected: 3), "field-count", "2 fields where the header has 3"),
      (.malformedQuotes(offset: 1), "malformed-quotes", "misplaced or missing quote at byte 1 of the row"),
      (.malformedJSON(offset: 1, expected: "}"), "malformed-json", "at byte 1 of the row, expected }"),
      (.nestedTooDeep(limit: 64), "nested-too-deep", "nested deeper than 64 levels"),
    ]
    let report = try run(
      reasons.map { RejectedRow(input: "in.csv", position: position, reason: $0.0, excerpt: "a\tb ü") })
    #expect(
      report.rowsRejected == reasons.count && report.rowsRead == reasons.count && report.rejectShare == 1)
    #expect(
      report.rejectsByReason.count == reasons.count && report.rejectsByReason.values.allSatisfy { $0 == 1 })
    let log = path + "/rejects/00000001.jsonl"
    #expect(report.rejectLogPath == log)
    let lines = String(decoding: TemporaryDirectory.contents(log), as: UTF8.self).split(separator: "\n")
    #expect(
      lines.map(String.init)
        == reasons.map { reason in
          "{\"detail\":\"\(reason.2)\",\"excerpt\":\"a\\tb ü\",\"input\":\"in.csv\",\"line\":3,\"offset\":40,"
            + "\"reason\":\"\(reason.1)\"}"
        })
  }

  @Test func `an ingest without refusals leaves no log`() throws {
    let report = try run([], SampleEvent.random(10, source: "app", seed: 1))
    #expect(report.rejectLogPath == nil && report.rejectsByReason.isEmpty)
    #expect(TemporaryDirectory.names(in: path + "/rejects").isEmpty)
  }

  @Test func `rows read are rows stored and rows rejected`() throws {
    let report = try run([.sample, .sample, .sample], SampleEvent.random(9, source: "app", seed: 1))
    #expect(report.rowsRead == 12 && report.rowsStored == 9 && report.rowsRejected == 3)
    #expect(report.rejectShare == 0.25 && report.rejectsByReason == ["missing-value": 3])
    #expect(report.inputs.map(\.rowsRead) == [12])
  }
}
