import DatasetGenerator
import EventModel
import Foundation
import Testing

@testable import Connectors

/// Damaged Avro files by the thousand: each must end in rows or in an error, with bounded memory.
///
/// Damage is done where it hurts: to the file's bytes, to the lengths that blocks state, to the decoded rows behind a
/// checksum that fits, and to the schema. `SOJOURN_FUZZ_ROUNDS` multiplies the number of files; each failure prints its
/// seed.
@Suite struct AvroFuzzTests {
  private static let rounds =
    ProcessInfo.processInfo.environment["SOJOURN_FUZZ_ROUNDS"].flatMap { Int($0) }.map { max(1, $0) } ?? 1

  @Test(arguments: 0..<16)
  func `files with damaged bytes, lengths, rows and schemas are read or refused`(seed: Int) throws {
    var damage = AvroDamage(seed: UInt64(seed) &+ 50_000)
    var outcomes: Set<String> = []
    for _ in 0..<12 * Self.rounds {
      let file = try damage.freshFile()
      for _ in 0..<20 {
        let (bytes, kind) = try damage.damaged(file)
        let readout = readAvro(bytes, threads: 1, keepsGoing: true)
        #expect(readout.error == nil, "seed \(seed), \(kind): \(String(describing: readout.error))")
        outcomes.insert("\(kind) \(readout.faults.isEmpty ? "read" : "refused")")
        // Whatever lengths claim, a batch is a block, and a block has limits.
        for event in readout.events { #expect(event.cells.count <= AvroLimits.blockValues) }
      }
    }
    for kind in AvroDamage.Kind.allCases {
      #expect(outcomes.contains("\(kind) refused"), "seed \(seed): no \(kind) was ever refused")
    }
  }

  /// One damaged file tells the same whatever the number of threads.
  @Test(arguments: 0..<8)
  func `what is read of a damaged file does not depend on threads`(seed: Int) throws {
    var damage = AvroDamage(seed: UInt64(seed) &+ 90_000)
    for _ in 0..<10 {
      let (bytes, kind) = try damage.damaged(try damage.freshFile())
      let one = readAvro(bytes, threads: 1, keepsGoing: true)
      let three = readAvro(bytes, threads: 3, keepsGoing: true)
      #expect(one.events.map(\.cells) == three.events.map(\.cells), "seed \(seed), \(kind)")
      #expect(one.faults == three.faults, "seed \(seed), \(kind)")
    }
  }

  @Test func `schemas that nest, repeat or refer without end are refused or read`() throws {
    func schema(_ field: String) -> String {
      #"{"type": "record", "name": "r", "fields": [{"name": "a", "type": \#(field)}]}"#
    }
    // Each record holds the one before twice: a thousand columns after ten, a million after twenty.
    var doubling = #"{"type": "record", "name": "d0", "fields": [{"name": "x", "type": "long"}]}"#
    for level in 1..<30 {
      doubling =
        #"{"type": "record", "name": "d\#(level)", "fields": [{"name": "x", "type": \#(doubling)}, {"name": "y", "type": "d\#(level - 1)"}]}"#
    }
    var unions = #"["null", "long"]"#
    for level in 0..<70 {
      unions = #"["null", {"type": "record", "name": "u\#(level)", "fields": [{"name": "f", "type": \#(unions)}]}]"#
    }
    let many = (0..<200_000).map { #"{"name": "c\#($0)", "type": "null"}"# }.joined(separator: ",")
    let cases = [
      schema(doubling), schema(unions), #"{"type": "record", "name": "r", "fields": [\#(many)]}"#,
      schema(#"["null", "r"]"#), schema("\"r\""), schema(#"{"type": {"type": {"type": "long"}}}"#),
      String(repeating: "[", count: 100_000), schema(#"{"type": "fixed", "name": "f", "size": 9223372036854775807}"#),
      schema(#"{"type": "enum", "name": "e", "symbols": []}"#),
    ]
    for (index, text) in cases.enumerated() {
      for rows in [0, 1] {
        var row = AvroRowEncoder()
        row.append(fixed: [UInt8](repeating: 2, count: 40))
        let readout = readAvro(
          try avroFile(schema: text, rows: Array(repeating: row, count: rows)), threads: 1, keepsGoing: true)
        #expect(readout.error == nil, "case \(index)")
      }
    }
  }
}

/// Makes Avro files and damages them.
struct AvroDamage {
  enum Kind: String, CaseIterable {
    case bytes
    case lengths
    case rows
    case schema
  }

  struct File {
    var schema: String
    var codec: AvroBlockCodec
    /// Decoded rows of the blocks and their number.
    var blocks: [(rows: Int, bytes: [UInt8])]
  }

  private var maker: RandomAvro
  private var random: SeededRandom { get { maker.random } set { maker.random = newValue } }
  private static let marker = Array(UInt8(1)...16)

  init(seed: UInt64) { maker = RandomAvro(seed: seed) }

  /// A file of a few blocks.
  mutating func freshFile() throws -> File {
    let made = maker.file()
    var blocks: [(rows: Int, bytes: [UInt8])] = []
    var rest = made.rows[...]
    while !rest.isEmpty {
      let count = min(rest.count, 1 + random.below(20))
      blocks.append((count, rest.prefix(count).flatMap(\.encoder.bytes)))
      rest = rest.dropFirst(count)
    }
    if blocks.isEmpty { blocks = [(0, [])] }
    return File(schema: made.schema, codec: AvroBlockCodec.allCases[random.below(4)], blocks: blocks)
  }

  mutating func damaged(_ file: File) throws -> (bytes: [UInt8], kind: Kind) {
    let kind = Kind.allCases[random.below(Kind.allCases.count)]
    var file = file
    switch kind {
    case .bytes:
      var bytes = try container(file)
      for _ in 0...random.below(3) { mangle(&bytes) }
      return (bytes, kind)
    case .lengths: return (try container(file, liesIn: random.below(file.blocks.count)), kind)
    case .rows:
      let block = random.below(file.blocks.count)
      for _ in 0...random.below(3) { mangle(&file.blocks[block].bytes) }
      return (try container(file), kind)
    case .schema:
      var schema = Array(file.schema.utf8)
      let words = [#""long""#, #""string""#, #""null""#, #"["null","double"]"#, "{", "}", "[", "]", #""n.t1""#, "1e9", ","]
      for _ in 0...random.below(2) {
        if random.isOne(in: 2) {
          let word = Array(words[random.below(words.count)].utf8)
          let place = random.below(schema.count)
          schema.replaceSubrange(place..<min(schema.count, place + random.below(9)), with: word)
        } else {
          mangle(&schema)
        }
      }
      file.schema = String(decoding: schema, as: UTF8.self)
      return (try container(file), kind)
    }
  }

  /// The bytes of a file; one block may state what is not so.
  private mutating func container(_ file: File, liesIn liar: Int? = nil) throws -> [UInt8] {
    var encoder = AvroRowEncoder()
    encoder.append(fixed: [0x4F, 0x62, 0x6A, 0x01])
    encoder.append(2)
    encoder.append("avro.schema")
    encoder.append(file.schema)
    encoder.append("avro.codec")
    encoder.append(file.codec.rawValue)
    encoder.append(0)
    encoder.append(fixed: Self.marker)
    for (index, block) in file.blocks.enumerated() {
      var stored = try file.codec.encode(block.bytes, path: "")
      var rows = Int64(block.rows)
      var length = Int64(stored.count)
      if index == liar {
        switch random.below(4) {
        case 0: rows = lie(about: rows)
        case 1: length = lie(about: length)
        case 2:
          // What the codec itself states, in its first bytes, behind a checksum that cannot know.
          for place in stored.indices.prefix(random.below(6)) { stored[place] = UInt8(random.below(256)) }
        default:
          stored += [UInt8](repeating: 0, count: 1 + random.below(9))
          length = Int64(stored.count)
        }
      }
      encoder.append(rows)
      encoder.append(length)
      encoder.append(fixed: stored)
      encoder.append(fixed: Self.marker)
    }
    return encoder.bytes
  }

  private mutating func lie(about number: Int64) -> Int64 {
    [number &+ 1, number &- 1, number &* 1_000, -1, .max, .min, 1 << 40, 1 << 26, 0][random.below(9)]
  }

  private mutating func mangle(_ bytes: inout [UInt8]) {
    guard !bytes.isEmpty else {
      bytes = [UInt8(random.below(256))]
      return
    }
    let place = random.below(bytes.count)
    let end = min(bytes.count, place + 1 + random.below(30))
    switch random.below(8) {
    case 0: bytes[place] ^= 1 << UInt8(random.below(8))
    case 1: bytes[place] = UInt8(random.below(256))
    case 2: bytes.removeSubrange(place..<end)
    case 3: bytes.removeSubrange(place...)
    // A number of ten bytes, the largest there is, or one that never ends.
    case 4: bytes.replaceSubrange(place..<place + 1, with: [UInt8](repeating: 0xFF, count: 9) + [0x01])
    case 5: bytes.replaceSubrange(place..<place + 1, with: [UInt8](repeating: 0x80, count: 1 + random.below(14)))
    case 6: bytes.insert(contentsOf: bytes[place..<end], at: random.below(bytes.count))
    default:
      let other = random.below(bytes.count)
      bytes.swapAt(place, other)
    }
  }
}
