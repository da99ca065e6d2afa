import EventModel
@testable import SegmentStore
import TestSupport
import Testing

@Suite struct ColumnChunkTests {
  private static func encoded(_ values: [StoredValue?]) -> ColumnChunk.Encoded {
    var texts = TextDictionary()
    var column = ColumnValues()
    for (row, value) in values.enumerated() {
      guard let value else { continue }
      column.values.append(.init(row: UInt32(row), type: value.type, payload: value.payload(in: &texts)))
    }
    return ColumnChunk.encode(column, rows: values.count, texts: texts.texts)
  }

  private static func decoded(_ bytes: [UInt8], rows: Int, present: Int) throws -> ColumnChunk {
    try bytes.withUnsafeBytes { try ColumnChunk($0, rows: rows, present: present) }
  }

  private func expectSame(_ values: [StoredValue?], _ comment: Comment) throws {
    let encoded = Self.encoded(values)
    let chunk = try Self.decoded(encoded.bytes, rows: values.count, present: values.count { $0 != nil })
    #expect(values.indices.map { StoredValue(chunk, row: $0) } == values, comment)
    let distinct = Set(values.compactMap { $0 }).count
    #expect(encoded.distinct == distinct && chunk.dictionary.count == distinct, comment)
  }

  private static func text(_ text: String) -> StoredValue { .text(Array(text.utf8)) }

  @Test func `one value in all rows is constant`() throws {
    let values = [StoredValue?](repeating: Self.text("web"), count: 1000)
    try expectSame(values, "constant")
    #expect(Self.encoded(values).bytes.count < 16)
  }

  @Test func `a common value is written as if every row had it`() throws {
    var texts = TextDictionary()
    var column = ColumnValues()
    column.common = .init(row: 0, type: .string, payload: Self.text("web").payload(in: &texts))
    let encoded = ColumnChunk.encode(column, rows: 1000, texts: texts.texts)
    #expect(encoded.bytes == Self.encoded([StoredValue?](repeating: Self.text("web"), count: 1000)).bytes)
    #expect(encoded.distinct == 1)
  }

  @Test func `unique values cost no codes`() throws {
    let values = (0..<1000).map { StoredValue?.some(.bits(.integer, UInt64($0))) }
    try expectSame(values, "identity")
    #expect(Self.encoded(values).bytes.count < 1020)
  }

  @Test func `runs are shorter than packed codes`() throws {
    let values = (0..<3000).map { StoredValue?.some(Self.text("c\($0 / 300 % 7)")) }
    try expectSame(values, "runs")
    #expect(Self.encoded(values).bytes.count < 100)
  }

  @Test(arguments: [2, 3, 200, 257]) func `codes without order are packed`(distinct: Int) throws {
    var random = SeededRandom(seed: UInt64(distinct))
    let values = (0..<5000).map { _ in
      StoredValue?.some(Self.text("v\(Int.random(in: 0..<distinct, using: &random))"))
    }
    try expectSame(values, "packed")
    let bits = BitArray.width(of: UInt64(distinct - 1))
    #expect(Self.encoded(values).bytes.count < 5000 * bits / 8 + distinct * 6 + 20)
  }

  @Test func `doubles keep every bit`() throws {
    let patterns: [UInt64] = [
      0, 1 << 63, Double.nan.bitPattern, 0x7FF8_0000_0000_0001, 0xFFF8_DEAD_BEEF_0001, 0x7FF0_0000_0000_0001,
      Double.infinity.bitPattern, (-Double.infinity).bitPattern, 1, Double.greatestFiniteMagnitude.bitPattern,
    ]
    try expectSame((patterns + patterns).map { .bits(.double, $0) }, "doubles")
  }

  @Test func `integers of any size keep their value`() throws {
    let numbers: [Int64] = [.min, .max, 0, -1, 1, .min, .max, 1 << 40]
    try expectSame(numbers.map { .bits(.integer, UInt64(bitPattern: $0)) }, "integers")
    try expectSame(numbers.map { .bits(.timestamp, UInt64(bitPattern: $0)) }, "timestamps")
  }

  @Test func `equal bits of different types stay apart`() throws {
    try expectSame(
      [
        .bits(.integer, 1), .bits(.double, 1), .bits(.boolean, 1), .bits(.timestamp, 1), nil, .text([1]),
        .bits(.integer, 1), .text([]), .text([0xFF, 0xFE]), .bits(.boolean, 0),
      ], "types")
  }

  @Test func `a chunk without a value is never asked for, but decodes`() throws {
    let chunk = try Self.decoded(Self.encoded([nil, nil, nil]).bytes, rows: 3, present: 0)
    #expect(chunk.codesByRow == [0, 0, 0])
  }

  @Test(arguments: 0..<150) func `random columns come back`(seed: UInt64) throws {
    var random = SeededRandom(seed: seed)
    let rows = Int.random(in: 1...1500, using: &random)
    let filled = Int.random(in: 1...20, using: &random)
    let pool = (0..<Int.random(in: 1...400, using: &random)).map { _ in StoredValue(using: &random) }
    let repeats = Int.random(in: 1...30, using: &random)
    var last: StoredValue = pool[0]
    var values: [StoredValue?] = (0..<rows).map { _ in
      if random.oneIn(repeats) { last = pool.randomElement(using: &random)! }
      return filled == 1 || !random.oneIn(filled) ? last : nil
    }
    if filled == 20 { values = values.map { random.oneIn(50) ? $0 : nil } }
    try expectSame(values, "seed \(seed)")
  }

  @Test func `a value count that does not fit the presence is damage`() {
    let values: [StoredValue?] = (0..<100).map { $0 % 3 == 0 ? nil : .bits(.integer, UInt64($0 % 5)) }
    for values in [values, values.map { $0 ?? .bits(.integer, 0) }] {
      let bytes = Self.encoded(values).bytes
      let present = values.count { $0 != nil }
      for (rows, wrong) in [
        (100, present - 1), (100, present + 1), (100, 0), (1 << 40, present), (8, present),
      ] {
        #expect(throws: DamageFound.self) { try Self.decoded(bytes, rows: rows, present: wrong) }
      }
    }
  }
}
