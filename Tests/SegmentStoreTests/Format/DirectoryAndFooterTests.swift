import EventModel
@testable import SegmentStore
import TestSupport
import Testing

@Suite struct DirectoryAndFooterTests {
  static func block(using random: inout SeededRandom, atLeast bytes: Int) -> BlockReference {
    let raw = bytes + Int(random.word(width: 20))
    let isCompressed = random.oneIn(2)
    return BlockReference(
      offset: random.word(width: 63), storedLength: isCompressed ? raw / 3 + 1 : raw, rawLength: raw,
      compression: isCompressed ? .zstd : .none, checksum: UInt32(truncatingIfNeeded: random.next()))
  }

  static func directory(seed: UInt64) -> RowGroupDirectory {
    var random = SeededRandom(seed: seed)
    var events: [RowGroupDirectory.Event] = []
    var columns: [RowGroupDirectory.Column] = []
    for code in 0..<UInt32(20) where random.oneIn(2) || code == 7 {
      let rows = 1 + Int(random.word(width: 12))
      events.append(
        .init(
          code: code * code, rows: rows, users: Int.random(in: 1...min(rows, 5), using: &random),
          firstTime: Timestamp(microseconds: -1_000_000 - Int64(random.word(width: 55))),
          lastTime: Timestamp(microseconds: -1 - Int64(random.word(width: 19))),
          postings: block(using: &random, atLeast: rows)))
    }
    let rows = events.reduce(0) { $0 + $1.rows }
    for code in 0..<UInt32(10) where random.oneIn(3) {
      let present = Int.random(in: 1...rows, using: &random)
      columns.append(
        .init(
          code: code * 3, rowsWithValue: present, distinct: Int.random(in: 1...present, using: &random),
          chunk: block(using: &random, atLeast: 1)))
    }
    return RowGroupDirectory(
      rows: rows, users: min(rows, 5), firstTime: .earliest, lastTime: Timestamp(microseconds: -1),
      userCounts: block(using: &random, atLeast: 5), userIDs: block(using: &random, atLeast: 5),
      times: block(using: &random, atLeast: 1), events: events, columns: columns)
  }

  static func footer(seed: UInt64) -> SegmentFooter {
    var random = SeededRandom(seed: seed)
    var hash: UInt64 = 0
    let groups = (0..<Int.random(in: 0...5, using: &random)).map { _ in
      let first = hash + random.word(width: 60)
      hash = first + random.word(width: 60)
      return SegmentFooter.Group(
        firstHash: first, lastHash: hash, rows: 100 + Int(random.word(width: 20)),
        users: 1 + Int(random.word(width: 5)), firstTime: .earliest, lastTime: .latest,
        directory: block(using: &random, atLeast: 1))
    }
    let rows = groups.reduce(0) { $0 + $1.rows }
    return SegmentFooter(
      rows: rows, users: groups.reduce(0) { $0 + $1.users }, firstTime: .earliest,
      lastTime: .latest, eventNames: ["", "a", "Größe 🙂"].map { .init(name: $0, rows: rows / 3, users: 0) },
      columns: [.property(""), .property("π"), .session, .eventID, .source], groups: groups)
  }

  @Test(arguments: 0..<40) func `a directory comes back`(seed: UInt64) throws {
    let directory = Self.directory(seed: seed)
    let decoded = try directory.encoded().withUnsafeBytes { try RowGroupDirectory($0) }
    #expect(decoded == directory, "seed \(seed)")
    for code in 0..<UInt32(500) {
      #expect(decoded.event(code) == directory.events.first { $0.code == code })
      #expect(decoded.column(code) == directory.columns.first { $0.code == code })
    }
  }

  @Test(arguments: 0..<40) func `a footer comes back`(seed: UInt64) throws {
    let footer = Self.footer(seed: seed)
    #expect(try footer.encoded().withUnsafeBytes { try SegmentFooter($0) } == footer, "seed \(seed)")
  }

  @Test func `counts that contradict each other are damage`() {
    let changes: [(inout RowGroupDirectory) -> Void] = [
      { $0.rows += 1 }, { $0.rows = 0 }, { $0.users = 0 }, { $0.events[0].users = $0.events[0].rows + 1 },
      { $0.events[0].postings.rawLength = 0 }, { $0.events.removeLast() },
      { $0.userCounts.rawLength = 4 }, { $0.userIDs.rawLength = 4 }, { $0.times.rawLength = 1 << 31 },
      { $0.columns[0].distinct = $0.columns[0].rowsWithValue + 1 }, { $0.columns[0].rowsWithValue = 0 },
      {
        $0.firstTime = $0.lastTime; $0.lastTime = .earliest
      }, { $0.lastTime = $0.events[0].firstTime },
      { $0.events[0].firstTime = Timestamp(microseconds: .min) },
      { $0.lastTime = Timestamp(microseconds: .max) },
      { $0.columns[$0.columns.count - 1].code = 200_000 }, { $0.events[$0.events.count - 1].code = .max - 1 },
    ]
    for (index, change) in changes.enumerated() {
      var directory = Self.directory(seed: 3)
      directory.times = BlockReference(
        offset: 0, storedLength: 10, rawLength: 10, compression: .none, checksum: 0)
      change(&directory)
      #expect(throws: DamageFound.self, "change \(index)") {
        try directory.encoded().withUnsafeBytes { _ = try RowGroupDirectory($0) }
      }
    }
  }

  @Test func `footers that contradict themselves are damage`() {
    let changes: [(inout SegmentFooter) -> Void] = [
      { $0.rows += 1 }, { $0.users += 1 }, { $0.rows = 1 << 60 }, { $0.groups[0].rows += 1 },
      { $0.groups[0].firstHash = .max },
      {
        $0.groups[1].firstHash = 0; $0.groups[0].lastHash = .max
      },
      { $0.eventNames[0].rows = $0.rows + 1 }, { $0.groups.removeLast() },
      {
        $0.firstTime = .latest; $0.lastTime = .earliest
      }, { $0.lastTime = Timestamp(microseconds: .max) },
      { $0.groups[0].firstTime = Timestamp(microseconds: .min) },
    ]
    for (index, change) in changes.enumerated() {
      var footer = (0..<50).map { Self.footer(seed: $0) }.first { $0.groups.count > 2 }!
      change(&footer)
      #expect(throws: DamageFound.self, "change \(index)") {
        try footer.encoded().withUnsafeBytes { _ = try SegmentFooter($0) }
      }
    }
  }

  @Test func `a block cannot claim to expand beyond what zstd can`() {
    for (compression, stored, raw) in [
      (BlockReference.Compression.none, 10, 11), (.none, 10, 9), (.zstd, 10, 10 << 15 + 1), (.zstd, 0, 1),
    ] {
      var writer = ByteWriter()
      BlockReference(offset: 0, storedLength: stored, rawLength: raw, compression: compression, checksum: 0)
        .write(to: &writer)
      #expect(throws: DamageFound.self) {
        try writer.bytes.withUnsafeBytes { bytes in
          var reader = ByteReader(bytes)
          _ = try BlockReference(from: &reader)
        }
      }
    }
  }

  @Test(arguments: 0..<20) func `zstd gives back what it took`(seed: UInt64) throws {
    var random = SeededRandom(seed: seed)
    let codec = ZstdCodec()
    let bytes = (0..<Int.random(in: 64...9_000, using: &random)).map { _ in UInt8(random.word(width: 3)) }
    let compressed = try #require(bytes.withUnsafeBytes { codec.compressed($0) })
    func decompressed(_ length: Int) throws -> [UInt8] {
      try compressed.withUnsafeBytes { try codec.decompressed($0, rawLength: length) }
    }
    #expect(try decompressed(bytes.count) == bytes)
    for wrong in [0, bytes.count - 1, bytes.count + 1, 1 << 30] {
      #expect(throws: DamageFound.self) { try decompressed(wrong) }
    }
    let noise = (0..<5_000).map { _ in UInt8(truncatingIfNeeded: random.next()) }
    #expect(noise.withUnsafeBytes { codec.compressed($0) } == nil)
  }
}
