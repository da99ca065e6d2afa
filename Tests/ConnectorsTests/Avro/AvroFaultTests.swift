import DatasetGenerator
import EventModel
import Testing

@testable import Connectors

@Suite struct AvroFaultTests {
  private static let schema = """
    {"type": "record", "name": "r", "fields": [
      {"name": "n", "type": "long"}, {"name": "text", "type": ["null", "string"]}]}
    """

  private static func row(_ n: Int) -> AvroRowEncoder {
    var row = AvroRowEncoder()
    row.append(Int64(n))
    row.append(1)
    row.append("text of row \(n)")
    return row
  }

  private static func file(codec: AvroBlockCodec = .snappy, rows: Int = 500) throws -> [UInt8] {
    try avroFile(schema: schema, codec: codec, rows: (0..<rows).map(row))
  }

  /// Where the blocks of a file of 16-byte marker 1…16 start.
  private static func blockStarts(_ file: [UInt8]) -> [Int] {
    let marker = Array(UInt8(1)...16)
    return file.indices.filter { $0 + 16 <= file.count && Array(file[$0..<$0 + 16]) == marker }.map {
      $0 + 16
    }
  }

  @Test func `a flipped bit in a snappy block is told with file, block and offset`() throws {
    var file = try Self.file()
    let starts = Self.blockStarts(file)
    file[starts[3] - 16 - 1] ^= 1
    let readout = readAvro(file)
    #expect(
      readout.fault
        == AvroFault(input: "test.avro", block: 3, offset: UInt64(starts[2]), problem: .badChecksum))
  }

  @Test(arguments: AvroBlockCodec.allCases)
  func `with keep-going only the damaged block is missing`(codec: AvroBlockCodec) throws {
    let whole = try Self.file(codec: codec)
    let starts = Self.blockStarts(whole)
    let all = readAvro(whole).events
    var file = whole
    // The length of the third block now leads nowhere.
    file[starts[2] + 2] ^= 0x7F
    file[starts[2] + 3] ^= 0x15
    let readout = readAvro(file, keepsGoing: true)
    #expect(readout.error == nil)
    #expect(readout.faults.count == 1)
    #expect(readout.faults.first?.block == 3 && readout.faults.first?.offset == UInt64(starts[2]))
    let lost = all.filter { $0.byteOffset == UInt64(starts[2]) }
    #expect(!lost.isEmpty)
    #expect(
      readout.events.map { $0["n"] }
        == all.filter { $0.byteOffset != UInt64(starts[2]) }.map { $0["n"] })
  }

  @Test func `a file that ends inside a block gives what came before`() throws {
    let whole = try Self.file()
    let starts = Self.blockStarts(whole)
    let readout = readAvro(Array(whole[..<(starts[2] + 40)]), keepsGoing: true)
    #expect(readout.faults.map(\.problem) == [.truncated])
    #expect(readout.faults.first?.offset == UInt64(starts[2]))
    #expect(readout.events.last?.byteOffset == UInt64(starts[1]))
    #expect(readAvro(Array(whole[..<(starts[2] + 40)])).fault?.problem == .truncated)
  }

  @Test func `a lost marker costs the blocks beside it and no more`() throws {
    var file = try Self.file()
    let starts = Self.blockStarts(file)
    file[starts[4] - 3] ^= 0xFF
    let readout = readAvro(file, keepsGoing: true)
    #expect(readout.faults.map(\.problem) == [.badSyncMarker])
    let offsets = Set(readout.events.map(\.byteOffset))
    #expect(
      offsets
        == Set(starts.dropLast().map { UInt64($0) }).subtracting([UInt64(starts[3]), UInt64(starts[4])]))
  }

  @Test func `a file without rows is no error and an empty one is`() throws {
    let readout = readAvro(try Self.file(rows: 0))
    #expect(readout.error == nil && readout.events.isEmpty)
    #expect(readAvro([]).fault?.problem == .truncated)
    #expect(readAvro(Array("user,event\n".utf8)).fault?.problem == .notAvro)
  }

  @Test func `codecs and types nobody knows are named`() throws {
    var file = try Self.file(codec: .deflate)
    let place = try #require(file.indices.first { Array(file[$0...].prefix(7)) == Array("deflate".utf8) })
    file.replaceSubrange(place..<place + 7, with: Array("bzip2.0".utf8))
    #expect(readAvro(file).fault?.problem == .unsupportedCodec("bzip2.0"))
    let unknown = try avroFile(
      schema: #"{"type": "record", "name": "r", "fields": [{"name": "a", "type": "text"}]}"#, rows: [])
    #expect(readAvro(unknown).fault?.problem == .malformedSchema(.unknownType(path: "a", name: "text")))
    let broken = try avroFile(schema: #"{"type": "#, rows: [])
    #expect(
      readAvro(broken).fault?.problem
        == .malformedSchema(.notJSON(JSONDocument.Fault(expected: "a value", offset: 9))))
  }

  @Test func `numbers that announce what cannot be are refused before memory is taken`() throws {
    let schema =
      #"{"type": "record", "name": "r", "fields": [{"name": "a", "type": {"type": "array", "items": "null"}}]}"#
    var negative = AvroRowEncoder()
    negative.append(Int64.min)
    #expect(
      readAvro(try avroFile(schema: schema, rows: [negative])).fault?.problem == .badRow(row: 1, byte: 10))
    var many = AvroRowEncoder()
    many.append(1 << 60)
    #expect(readAvro(try avroFile(schema: schema, rows: [many])).fault?.problem == .badRow(row: 1, byte: 9))
    var long = AvroRowEncoder()
    long.append(7)
    long.append(1)
    long.append(1 << 40)
    #expect(
      readAvro(try avroFile(schema: Self.schema, rows: [long])).fault?.problem == .badRow(row: 1, byte: 8))
    // A block of minus one rows.
    var file = try avroFile(schema: Self.schema, rows: [])
    file += [0x01, 0x00] + Array(1...16)
    #expect(readAvro(file).fault?.problem == .badBlockHeader(rows: -1, bytes: 0))
    // A block of 2^40 bytes.
    var encoder = AvroRowEncoder()
    encoder.append(1)
    encoder.append(1 << 40)
    file = try avroFile(schema: Self.schema, rows: []) + encoder.bytes
    #expect(readAvro(file).fault?.problem == .blockTooLarge(bytes: 1 << 40, limit: AvroLimits.blockBytes))
    // Rows without bytes.
    let nothing = #"{"type": "record", "name": "r", "fields": []}"#
    encoder = AvroRowEncoder()
    encoder.append(1 << 24)
    encoder.append(0)
    file = try avroFile(schema: nothing, rows: []) + encoder.bytes + Array(1...16)
    #expect(readAvro(file).fault?.problem == .badBlockHeader(rows: 1 << 24, bytes: 0))
  }

  @Test func `a schema nested too deeply is refused`() throws {
    var schema = #""long""#
    for _ in 0..<100 { schema = #"{"type": "array", "items": \#(schema)}"# }
    let file = try avroFile(
      schema: #"{"type": "record", "name": "r", "fields": [{"name": "a", "type": \#(schema)}]}"#, rows: [])
    #expect(readAvro(file).fault?.problem == .malformedSchema(.nestedTooDeep(limit: 64)))
  }

  @Test func `a type that contains itself becomes JSON and stops at a depth`() throws {
    let schema = """
      {"type": "record", "name": "node", "fields": [
        {"name": "v", "type": "int"}, {"name": "next", "type": ["null", "node"]}]}
      """
    func chain(_ length: Int) -> AvroRowEncoder {
      var row = AvroRowEncoder()
      for index in 0..<length {
        row.append(Int64(index))
        row.append(index == length - 1 ? 0 : 1 as Int64)
      }
      return row
    }
    let event = try #require(readAvro(try avroFile(schema: schema, rows: [chain(3)])).events.first)
    #expect(event["v"] == .integer(0))
    #expect(event["next"] == .string(#"{"v":1,"next":{"v":2,"next":null}}"#))
    guard case .badRow = readAvro(try avroFile(schema: schema, rows: [chain(500)])).fault?.problem else {
      Issue.record("a chain of 500 was read")
      return
    }
  }

  @Test func `rows that cannot be kept become rejects and the others stay`() throws {
    var mapping = AvroEventMapping(eventName: "e", user: "user", time: "time")
    mapping.timestamps = ["joined"]
    let schema = """
      {"type": "record", "name": "r", "fields": [
        {"name": "user", "type": ["null", "string"]}, {"name": "time", "type": ["null", "string", "long"]},
        {"name": "joined", "type": ["null", "long", "string"]}]}
      """
    func row(_ user: [UInt8]?, _ time: String?, joined: Int64? = nil) -> AvroRowEncoder {
      var row = AvroRowEncoder()
      row.append(user == nil ? 0 : 1 as Int64)
      if let user { row.append(user) }
      row.append(time == nil ? 0 : 1 as Int64)
      if let time { row.append(time) }
      row.append(joined == nil ? 0 : 1 as Int64)
      if let joined { row.append(joined) }
      return row
    }
    let time = "2026-01-05 13:00:00.5"
    let ada = Array("ada".utf8)
    let rows = [
      row(ada, time, joined: 1_767_618_000), row(nil, time), row([], time), row(ada, nil),
      row(ada, "Invalid date"), row([0x61, 0xFF], time), row([0x61, 0], time),
      row(Array(repeating: 0x61, count: 2_000_000), time), row(ada, "99999-01-01T00:00:00Z"),
      row(ada, "1767618000250000", joined: 1_767_618_000_000),
      row(ada, "1767618000250", joined: 1_767_618_000_000_000_000),
    ]
    let readout = readAvro(try avroFile(schema: schema, rows: rows), mapping)
    #expect(readout.error == nil)
    #expect(
      readout.rejects.map(\.code) == [
        "missing-value", "missing-value", "missing-value", "unreadable-time", "invalid-utf8", "nul-byte",
        "field-too-long", "time-out-of-range",
      ])
    #expect(readout.rejects.map(\.position.line) == [2, 3, 4, 5, 6, 7, 8, 9])
    #expect(
      readout.events.map(\.microseconds) == [
        1_767_618_000_500_000, 1_767_618_000_250_000, 1_767_618_000_250_000,
      ])
    for event in readout.events {
      #expect(event["joined"] == .timestamp(Timestamp(microseconds: 1_767_618_000_000_000)))
    }
  }

  @Test func `columns come and go between files`() throws {
    func file(_ fields: [String]) throws -> EventFileInput {
      var row = AvroRowEncoder()
      for field in fields { row.append("\(field)!") }
      let list = fields.map { #"{"name": "\#($0)", "type": "string"}"# }.joined(separator: ",")
      return EventFileInput(
        name: fields.joined(),
        bytes: try avroFile(
          schema: #"{"type": "record", "name": "r", "fields": [\#(list)]}"#, rows: [row]))
    }
    let readout = readAvro([try file(["a", "b"]), try file(["b"]), try file(["c", "b"])], .rowsOfNobody)
    #expect(readout.columns == ["a", "b", "c"].map { .property($0) })
    #expect(readout.events.map { $0["a"] } == [.string("a!"), nil, nil])
    #expect(readout.events.map { $0["b"] } == Array(repeating: .string("b!"), count: 3))
    #expect(readout.events.map { $0["c"] } == [nil, nil, .string("c!")])
  }
}
