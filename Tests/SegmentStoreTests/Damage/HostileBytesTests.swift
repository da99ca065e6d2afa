import EventModel
@testable import SegmentStore
import TestSupport
import Testing

/// Every decoder on bytes that were changed at random: it throws, or what it answers is within bounds.
@Suite struct HostileBytesTests {
  private func mutated(_ bytes: [UInt8], _ random: inout SeededRandom) -> [UInt8] {
    var bytes = bytes
    for _ in 0...Int.random(in: 0..<3, using: &random) {
      guard !bytes.isEmpty else { return [UInt8(truncatingIfNeeded: random.next())] }
      // The head decides about lengths, so it is hit as often as all the rest.
      let end = random.oneIn(2) ? min(12, bytes.count) : bytes.count
      let place = Int.random(in: 0..<end, using: &random)
      switch Int.random(in: 0..<6, using: &random) {
      case 0: bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
      case 1: bytes[place] = UInt8(truncatingIfNeeded: random.next())
      case 2: bytes[place] = [0, 1, 0x7F, 0x80, 0xFF].randomElement(using: &random)!
      case 3: bytes.removeSubrange(place...)
      case 4: bytes.remove(at: place)
      default:
        // A huge varint in place of what stood there.
        bytes.replaceSubrange(
          place..<place + 1,
          with: [UInt8](repeating: 0xFF, count: Int.random(in: 1...9, using: &random)) + [1])
      }
    }
    return bytes
  }

  /// Runs `decode` on many mutations; answers how many of them it refused.
  private func refusals(
    of bytes: [UInt8], seed: UInt64, _ decode: (UnsafeRawBufferPointer) throws -> Void
  ) throws -> Int {
    var random = SeededRandom(seed: seed)
    var refused = 0
    for _ in 0..<2_000 {
      // A copy of exact size, so that a read beyond it is one that tools can see.
      let changed = mutated(bytes, &random)
      do {
        try changed.withUnsafeBytes { try decode($0) }
      } catch is DamageFound {
        refused += 1
      }
    }
    return refused
  }

  @Test(arguments: 0..<6) func `postings`(seed: UInt64) throws {
    var random = SeededRandom(seed: seed)
    var rows: [UInt32] = []
    for row in 0..<UInt32(3_000) where random.oneIn(1 + Int(seed) * 4) { rows.append(row) }
    let codings = rows.withUnsafeBufferPointer { rows in
      let costs = Postings.Costs(rows)
      return [Postings.encodeUnits(rows, costs), Postings.encodeRice(rows, costs)]
    }
    for bytes in codings {
      let refused = try refusals(of: bytes, seed: seed) { changed in
        var decoded: [UInt32] = []
        try Postings.decode(changed, count: rows.count, below: 3_000, into: &decoded)
        #expect(decoded.count == rows.count && decoded.allSatisfy { $0 < 3_000 })
        #expect(zip(decoded, decoded.dropFirst()).allSatisfy { $0 < $1 })
      }
      #expect(refused > 0)
    }
  }

  @Test(arguments: 0..<6) func `times`(seed: UInt64) throws {
    var random = SeededRandom(seed: seed)
    let times = (0..<Int.random(in: 1...300, using: &random)).map { _ in Int64(random.word(width: 40)) }
    let refused = try refusals(of: TimeFrames.encode(times), seed: seed) { changed in
      let frames = try TimeFrames(changed, rows: times.count)
      let all = frames.times(ofRows: 0..<times.count)
      #expect(all == times.indices.map { frames.time(ofRow: $0) })
    }
    #expect(refused > 0)
  }

  @Test(arguments: 0..<8) func `column chunks`(seed: UInt64) throws {
    var random = SeededRandom(seed: seed)
    let rows = 400
    var texts = TextDictionary()
    var column = ColumnValues()
    let pool = (0..<Int.random(in: 1...300, using: &random)).map { _ in StoredValue(using: &random) }
    for row in 0..<rows where seed % 4 == 0 || !random.oneIn(seed % 4 == 1 ? 2 : 30) {
      let value = pool[seed % 2 == 0 ? row / 40 % pool.count : Int.random(in: pool.indices, using: &random)]
      column.values.append(.init(row: UInt32(row), type: value.type, payload: value.payload(in: &texts)))
    }
    let bytes = ColumnChunk.encode(column, rows: rows, texts: texts.texts).bytes
    let refused = try refusals(of: bytes, seed: seed) { changed in
      let chunk = try ColumnChunk(changed, rows: rows, present: column.values.count)
      #expect(chunk.codesByRow.count == rows)
      for row in 0..<rows { _ = chunk.value(ofRow: row) }
    }
    #expect(refused > 0)
  }

  @Test func `text lists`() throws {
    var list = TextList()
    for text in ["", "a", "bcd", String(repeating: "x", count: 300)] { list.append(Array(text.utf8)) }
    let refused = try refusals(of: list.encoded(), seed: 1) { changed in
      let decoded = try TextList(changed, count: 4)
      let total = (0..<4).reduce(0) { $0 + decoded[$1].count }
      #expect(total == decoded.bytes.count)
      _ = decoded.hashes()
    }
    #expect(refused > 0)
  }

  @Test(arguments: 0..<6) func `directories and footers`(seed: UInt64) throws {
    let directory = DirectoryAndFooterTests.directory(seed: seed).encoded()
    var refused = try refusals(of: directory, seed: seed) { changed in
      let directory = try RowGroupDirectory(changed)
      let listed = directory.events.reduce(0) { $0 + $1.rows }
      #expect(listed == directory.rows)
    }
    #expect(refused > 0)
    let footer = DirectoryAndFooterTests.footer(seed: seed).encoded()
    refused = try refusals(of: footer, seed: seed) { changed in
      let footer = try SegmentFooter(changed)
      let grouped = footer.groups.reduce(0) { $0 + $1.rows }
      #expect(grouped == footer.rows)
    }
    #expect(refused > 0)
  }

  @Test func `zstd frames`() throws {
    let codec = ZstdCodec()
    let bytes = (0..<5_000).map { UInt8($0 / 50 % 7) }
    let compressed = try #require(bytes.withUnsafeBytes { codec.compressed($0) })
    let refused = try refusals(of: compressed, seed: 1) { changed in
      let decompressed = try codec.decompressed(changed, rawLength: bytes.count)
      #expect(decompressed.count == bytes.count)
    }
    #expect(refused > 0)
  }
}
