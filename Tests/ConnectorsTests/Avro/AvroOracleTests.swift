import DatasetGenerator
import EventModel
import TestSupport
import Testing

@testable import Connectors

/// Random Avro files beside fastavro, an independent reader and writer, in both directions.
@Suite struct AvroOracleTests {
  private let directory = TemporaryDirectory()

  @Test func `continuous integration has the other reader`() {
    #expect(TestPython.path != nil || !TestPython.isRequired, "\(TestPython.remedy)")
  }

  @Test(.enabled(if: TestPython.path != nil, "\(TestPython.remedy)"), arguments: [1, 2, 3])
  func `files that fastavro wrote are read as it reads them`(seed: Int) throws {
    let files = 60
    try TestPython.run(fixture("avro_oracle.py"), "write", directory.path, "\(seed)", "\(files)")
    var rows = 0
    for number in 0..<files {
      let expected = try lines("\(number).jsonl")
      let readout = readAvro(
        [EventFileInput(path: "\(directory.path)/\(number).avro")], .rowsOfNobody, threads: 1 + number % 3)
      #expect(readout.error == nil && readout.rejects.isEmpty, "seed \(seed), file \(number)")
      #expect(readout.events.map { Dictionary(cells: $0.cells) } == expected, "seed \(seed), file \(number)")
      rows += expected.count
    }
    #expect(rows > 1_000)
  }

  @Test(.enabled(if: TestPython.path != nil, "\(TestPython.remedy)"), arguments: [11, 12])
  func `files written here are read by fastavro as they were meant`(seed: UInt64) throws {
    var expected: [[[String: PropertyValue]]] = []
    for number in 0..<60 {
      var maker = RandomAvro(seed: seed * 1_000 + UInt64(number))
      let file = maker.file()
      let bytes = try avroFile(
        schema: file.schema, codec: AvroBlockCodec.allCases[number % 4], blockBytes: 1 + number * 53 % 3_000,
        rows: file.rows.map(\.encoder))
      _ = directory.write(bytes, to: "\(number).avro")
      expected.append(file.rows.map(\.values))
    }
    try TestPython.run(fixture("avro_oracle.py"), "read", directory.path)
    for (number, rows) in expected.enumerated() {
      #expect(try lines("\(number).jsonl") == rows, "seed \(seed), file \(number)")
    }
  }

  /// The rows of a file of the oracle; its first lines say how they are written.
  private func lines(_ name: String) throws -> [[String: PropertyValue]] {
    try TemporaryDirectory.contents("\(directory.path)/\(name)").split(separator: UInt8(ascii: "\n")).map {
      guard case .object(let members) = try JSONDocument.value(of: Array($0)) else { throw TestPython.Failure(said: name) }
      var row: [String: PropertyValue] = [:]
      for member in members {
        let parts = member.value.elements ?? []
        guard parts.count == 2, let kind = parts[0].text else { throw TestPython.Failure(said: name) }
        let text = parts[1].text ?? ""
        let value: PropertyValue? =
          switch kind {
          case "i": Int64(text).map { .integer($0) }
          case "d": UInt64(text, radix: 16).map { .double(Double(bitPattern: $0)) }
          case "t": Int64(text).map { .timestamp(Timestamp(microseconds: $0)) }
          case "b": parts[1].flag.map { .boolean($0) }
          default: .string(text)
          }
        row[member.name] = try #require(value)
      }
      return row
    }
  }
}
