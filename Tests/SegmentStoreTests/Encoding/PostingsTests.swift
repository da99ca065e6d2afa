@testable import SegmentStore
import TestSupport
import Testing

@Suite struct PostingsTests {
  private static func decoded(_ bytes: [UInt8], count: Int, below limit: Int) throws -> [UInt32] {
    var rows: [UInt32] = [9, 9, 9]
    try bytes.withUnsafeBytes { buffer in
      try Postings.decode(buffer, count: count, below: limit, into: &rows)
    }
    return rows
  }

  /// Every coding of the same list.
  private static func codings(_ rows: [UInt32]) -> [[UInt8]] {
    rows.withUnsafeBufferPointer { rows in
      let costs = Postings.Costs(rows)
      var codings = [Postings.encode(rows)]
      // Wide skips cost a unit per 255 rows skipped; not every list is worth trying.
      for width in [1, 2, 4] where (rows.last ?? 0) < 1 << 24 || width > 1 {
        var forced = costs
        forced.units = (unitBytes(rows, width: width), width)
        codings.append(Postings.encodeUnits(rows, forced))
      }
      for k in 0...31 {
        var forced = costs
        let bytes = riceBytes(rows, k: k)
        guard bytes < 1 << 20 else { continue }
        forced.rice = (bytes, k)
        codings.append(Postings.encodeRice(rows, forced))
      }
      return codings
    }
  }

  private static func unitBytes(_ rows: UnsafeBufferPointer<UInt32>, width: Int) -> Int {
    var next = 0
    var units = 0
    for row in rows {
      units += 1 + (Int(row) - next) / ((1 << (8 * width)) - 1)
      next = Int(row) + 1
    }
    return 1 + units * width
  }

  private static func riceBytes(_ rows: UnsafeBufferPointer<UInt32>, k: Int) -> Int {
    var next = 0
    var bits = 0
    for row in rows {
      bits += 1 + (Int(row) - next) >> k
      next = Int(row) + 1
    }
    return 1 + (rows.count * k + 7) / 8 + (bits + 7) / 8
  }

  @Test(
    arguments: [
      [], [0], [1], [254], [255], [256], [509, 510, 765], [65534, 65535, 65536, 131_071],
      [0, 1, 4], [0, 255, 510, 511], [UInt32.max - 1], [0, UInt32.max - 1], [0, 1 << 31],
    ] as [[UInt32]]) func `escapes and borders survive every coding`(rows: [UInt32]) throws
  {
    for bytes in Self.codings(rows) {
      #expect(try Self.decoded(bytes, count: rows.count, below: Int(UInt32.max)) == rows)
    }
  }

  @Test func `rows 0, 1, 4 are the skips 0, 0, 2`() {
    let bytes = [0, 1, 4].withUnsafeBufferPointer { Postings.encodeUnits($0, Postings.Costs($0)) }
    #expect(bytes == [1, 0, 0, 2])
    // Under k = 0 the skips are 1, 1, 001, lowest bit first.
    #expect(Self.codings([0, 1, 4])[4] == [8, 0b10011])
  }

  @Test(arguments: 0..<200) func `random lists survive every coding`(seed: UInt64) throws {
    var random = SeededRandom(seed: seed)
    let count = Int(random.word(width: 9))
    let width = Int.random(in: 0...20, using: &random)
    var rows: [UInt32] = []
    var next: UInt64 = 0
    while rows.count < count {
      let row = next + random.word(width: width)
      if row >= UInt64(UInt32.max) { break }
      rows.append(UInt32(row))
      next = row + 1
    }
    for bytes in Self.codings(rows) {
      let limit = Int(rows.last ?? 0) + 1
      #expect(
        try Self.decoded(bytes, count: rows.count, below: limit) == rows, "seed \(seed), coding \(bytes[0])")
      if !rows.isEmpty {
        #expect(throws: DamageFound.self) { try Self.decoded(bytes, count: rows.count, below: limit - 1) }
        #expect(throws: DamageFound.self) { try Self.decoded(bytes, count: rows.count - 1, below: limit) }
      }
      #expect(throws: DamageFound.self) { try Self.decoded(bytes, count: rows.count + 1, below: limit + 99) }
      #expect(throws: DamageFound.self) { try Self.decoded(bytes + [0xFF], count: rows.count, below: limit) }
    }
  }

  @Test func `the shortest coding is taken`() {
    let dense = (0..<1000).map { UInt32($0) }
    let sparse = (0..<1000).map { UInt32($0 * 5000) }
    for rows in [dense, sparse] {
      let lengths = Self.codings(rows).map(\.count)
      #expect(lengths[0] == lengths.min())
    }
  }

  @Test(
    arguments: [[0], [3, 0], [7, 1], [40, 1], [255, 1], [2, 0], [4, 0, 0, 0], [4, 1, 2, 3, 4, 5]] as [[UInt8]]
  )
  func `codings that do not exist and broken units are damage`(bytes: [UInt8]) {
    #expect(throws: DamageFound.self) { try Self.decoded(bytes, count: 1, below: 100) }
  }

  @Test func `a list that says nothing is damage`() {
    #expect(throws: DamageFound.self) { try Self.decoded([], count: 0, below: 1) }
  }

  @Test func `a count beyond what the bytes can hold takes no memory`() {
    #expect(throws: DamageFound.self) { try Self.decoded([8, 255], count: 1 << 40, below: 1 << 40) }
  }
}
