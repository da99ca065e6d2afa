import DatasetGenerator
import EventModel
import Testing

@testable import Connectors

/// Values that are read many bytes at a time, at every length.
@Suite struct AvroShortValueTests {
  private static let texts = """
    {"type": "record", "name": "r", "fields": [
      {"name": "a", "type": ["null", "string"]}, {"name": "b", "type": "string"},
      {"name": "c", "type": ["string", "null"]}]}
    """

  private static func row(_ middle: [UInt8], _ last: String?) -> AvroRowEncoder {
    var row = AvroRowEncoder()
    row.append(1)
    row.append("first")
    row.append(middle)
    row.append(last == nil ? 1 : 0 as Int64)
    if let last { row.append(last) }
    return row
  }

  @Test func `a byte that is no text is found at every place of texts of every length`() throws {
    var rows: [AvroRowEncoder] = []
    var codes: [String?] = []
    for length in 0...70 {
      let text = [UInt8](repeating: 0x7F, count: length)
      rows.append(Self.row(text, nil))
      codes.append(nil)
      for place in 0..<length {
        for (byte, code) in [(0, "nul-byte"), (0x80, "invalid-utf8"), (0xFF, "invalid-utf8")]
          as [(UInt8, String)]
        {
          var wrong = text
          wrong[place] = byte
          rows.append(Self.row(wrong, "last"))
          codes.append(code)
        }
      }
    }
    let readout = readAvro(try avroFile(schema: Self.texts, blockBytes: 100_000, rows: rows))
    #expect(readout.error == nil)
    #expect(readout.rejects.map(\.code) == codes.compactMap { $0 })
    #expect(
      readout.rejects.map(\.position.line) == codes.indices.filter { codes[$0] != nil }.map { UInt64($0 + 1) }
    )
    #expect(
      readout.events.map { $0["b"] } == (0...70).map { .string(String(repeating: "\u{7F}", count: $0)) })
    #expect(readout.events.allSatisfy { $0["a"] == .string("first") && $0["c"] == nil })
  }

  @Test func `texts beyond ASCII stand among short ones as they are`() throws {
    let words = [
      "", "é", "naïve", "日本語", "a", String(repeating: "ß", count: 31), String(repeating: "x", count: 64),
    ]
    let rows = words.map { Self.row(Array($0.utf8), $0) }
    let readout = readAvro(try avroFile(schema: Self.texts, rows: rows))
    #expect(readout.error == nil && readout.rejects.isEmpty)
    #expect(readout.events.map { $0["b"] } == words.map { .string($0) })
    #expect(readout.events.map { $0["c"] } == words.map { .string($0) })
  }

  @Test func `texts that reach beyond the block are told with their row`() throws {
    for length in 2...63 {
      var row = AvroRowEncoder()
      row.append(1)
      row.append(Int64(length))
      row.append(fixed: [UInt8](repeating: 0x61, count: length - 1))
      let readout = readAvro(try avroFile(schema: Self.texts, rows: [row]))
      guard case .badRow(row: 1, byte: _)? = readout.fault?.problem else {
        Issue.record("length \(length): \(String(describing: readout.error))")
        continue
      }
    }
    // A block that ends where a null branch would be: the zero behind it is none of its bytes.
    var row = AvroRowEncoder()
    row.append(1)
    row.append("first")
    row.append("second")
    let readout = readAvro(try avroFile(schema: Self.texts, rows: [row]))
    guard case .badRow(row: 1, byte: _)? = readout.fault?.problem else {
      Issue.record("\(String(describing: readout.error))")
      return
    }
  }

  @Test func `numbers of one to ten bytes are read as they were written`() throws {
    var random = SeededRandom(seed: 4)
    var numbers: [Int64] = [0, -1, 63, -64, 64, .max, .min]
    for width in 1..<63 {
      let edge = Int64(1) << Int64(width)
      numbers += [edge, -edge, edge - 1, 1 - edge, Int64(truncatingIfNeeded: random.next()) >> Int64(width)]
    }
    let schema = #"{"type": "record", "name": "r", "fields": [{"name": "n", "type": "long"}]}"#
    for number in numbers {
      var row = AvroRowEncoder()
      row.append(number)
      let readout = readAvro(try avroFile(schema: schema, rows: [row, row]))
      #expect(readout.events.map { $0["n"] } == [.integer(number), .integer(number)])
      // Without its last byte it is none, though zeroes stand behind the block.
      if row.bytes.count > 1 {
        var cut = AvroRowEncoder()
        cut.append(fixed: row.bytes.dropLast())
        #expect(readAvro(try avroFile(schema: schema, rows: [cut])).fault?.problem != nil, "\(number)")
      }
    }
  }

  @Test func `ids are written as texts with all their digits`() throws {
    var numbers: [Int64] = [0, 1, -1, .max, .min]
    var power: Int64 = 1
    for _ in 0..<18 {
      power *= 10
      numbers += [power, power - 1, -power, 1 - power]
    }
    var mapping = AvroEventMapping(eventName: "e", user: "user", time: nil)
    mapping.eventID = "id"
    mapping.eventIDPrefix = "table/"
    let schema = """
      {"type": "record", "name": "r", "fields": [{"name": "user", "type": "long"}, {"name": "id", "type": "long"}]}
      """
    let rows = numbers.map { number in
      var row = AvroRowEncoder()
      row.append(number)
      row.append(number)
      return row
    }
    let readout = readAvro(try avroFile(schema: schema, rows: rows), mapping)
    #expect(readout.error == nil)
    #expect(readout.events.map(\.user) == numbers.map(\.description))
    let ids = readout.events.map { event in event.cells.first { $0.column == .eventID }?.value }
    #expect(ids == numbers.map { .string("table/\($0)") })
  }
}
