import EventModel
@testable import SegmentStore
import TestSupport
import Testing

@Suite struct RowMaskTests {
  private let directory = TemporaryDirectory()

  private func file(seed: UInt64) throws -> SegmentFile {
    let path = directory.path + "/file-\(seed).sjn"
    try SampleSegment.random(seed: seed, groupSizes: [30, 12, 5]).write(to: path)
    return try SegmentFile(path: path)
  }

  private func mask(of file: SegmentFile, _ random: inout SeededRandom) throws -> RowMask {
    var draft = MaskDraft(file: file, mask: nil)
    for (index, group) in file.footer.groups.enumerated() where !random.oneIn(3) {
      for cause in DeathCause.allCases {
        let rows = (0..<UInt32(group.rows)).filter { _ in random.oneIn(4) }
        draft.kill(rows, inGroup: index, cause: cause)
      }
    }
    return try draft.mask(codec: ZstdCodec())
  }

  @Test func `a mask reads as it was written, and counts what is left as a walk over the rows does`() throws {
    for seed in 0..<20 as Range<UInt64> {
      var random = SeededRandom(seed: seed)
      let file = try file(seed: seed)
      let mask = try mask(of: file, &random)
      let bytes = mask.encoded(fileRows: file.footer.rows)
      #expect(try RowMask(bytes, footer: file.footer, path: "m") == mask, "seed \(seed)")
      var rows = 0
      var users = 0
      var byEvent = [Int](repeating: 0, count: file.footer.eventNames.count)
      var byColumn = [Int](repeating: 0, count: file.footer.columns.count)
      var times: [Int64] = []
      for index in file.footer.groups.indices {
        let contents = try RowGroupContents(RowGroup(file: file, index: index, codec: ZstdCodec()))
        let dead = Set(mask.groups[index]?.rows ?? [])
        for user in 0..<contents.userCount {
          let living = contents.rows(ofUser: user).filter { !dead.contains(UInt32($0)) }
          users += living.isEmpty ? 0 : 1
          for row in living {
            rows += 1
            byEvent[Int(contents.events[row])] += 1
            times.append(contents.times[row])
            for (code, chunk) in contents.columns where chunk.codesByRow[row] != 0 {
              byColumn[Int(code)] += 1
            }
          }
        }
      }
      #expect(mask.remainder.rows == rows && mask.remainder.users == users, "seed \(seed)")
      #expect(mask.remainder.eventRows == byEvent && mask.remainder.columnRows == byColumn, "seed \(seed)")
      if let first = times.min(), let last = times.max() {
        #expect(mask.remainder.firstTime.microseconds == first, "seed \(seed)")
        #expect(mask.remainder.lastTime.microseconds == last, "seed \(seed)")
      }
    }
  }

  @Test func `a row that is dead keeps its cause`() {
    var dead = DeadRows()
    dead.insert([3, 5] as [UInt32], cause: .superseded)
    dead.insert([1, 3, 9] as [UInt32], cause: .forgotten)
    #expect(dead.rows == [1, 3, 5, 9])
    #expect(dead.count(.superseded) == 2 && dead.count(.forgotten) == 2 && dead.count(.moved) == 0)
  }

  @Test func `every changed bit and every lost byte of a mask is noticed`() throws {
    var random = SeededRandom(seed: 5)
    let file = try file(seed: 5)
    let bytes = try mask(of: file, &random).encoded(fileRows: file.footer.rows)
    for byte in bytes.indices {
      var damaged = bytes
      damaged[byte] ^= 1 << UInt8(random.next() & 7)
      #expect(throws: StoreError.self, "byte \(byte)") {
        try RowMask(damaged, footer: file.footer, path: "m")
      }
      #expect(throws: StoreError.self, "cut at \(byte)") {
        try RowMask(Array(bytes[..<byte]), footer: file.footer, path: "m")
      }
    }
  }

  @Test func `a mask made to harm, with a right checksum, is refused or names rows of the file`() throws {
    var random = SeededRandom(seed: 6)
    let file = try file(seed: 6)
    let bytes = try mask(of: file, &random).encoded(fileRows: file.footer.rows)
    for _ in 0..<2_000 {
      var harmful = Array(bytes.dropLast(8))
      for _ in 0...random.next() % 3 {
        harmful[Int.random(in: 16..<harmful.count, using: &random)] = UInt8(truncatingIfNeeded: random.next())
      }
      let checksum = harmful.withUnsafeBytes { Checksum.xxh3($0) }
      withUnsafeBytes(of: checksum.littleEndian) { harmful += Array($0) }
      guard let mask = try? RowMask(harmful, footer: file.footer, path: "m") else { continue }
      for (index, dead) in mask.groups {
        #expect(dead.rows.allSatisfy { Int($0) < file.footer.groups[index].rows })
      }
    }
  }

  @Test func `the mask of another file and of a newer version are refused`() throws {
    var random = SeededRandom(seed: 7)
    let file = try file(seed: 7)
    var bytes = try mask(of: file, &random).encoded(fileRows: file.footer.rows + 1)
    #expect(
      throws: StoreError.damaged(
        file: "m", block: "mask", offset: 16, problem: .inconsistent("segment file"))
    ) { try RowMask(bytes, footer: file.footer, path: "m") }
    bytes[8] = 2
    #expect(throws: StoreError.newerVersion(file: "m", found: 2, supported: 1)) {
      try RowMask(bytes, footer: file.footer, path: "m")
    }
  }
}
