import EventModel
@testable import SegmentStore
import TestSupport
import Testing

/// What a disk may do to a file: nothing of it may pass unnoticed, trap or take memory that is not there.
@Suite struct DamagedFileTests {
  private let directory = TemporaryDirectory()
  private let sample = SampleSegment.random(seed: 11, groupSizes: [20, 6])

  private func original() throws -> [UInt8] {
    let path = directory.path + "/original.sjn"
    try sample.write(to: path)
    return TemporaryDirectory.contents(path)
  }

  /// Reads everything; `nil` when damage was noticed.
  private func rows(_ bytes: [UInt8]) throws -> [SampleRow]? {
    let path = directory.write(bytes, to: "damaged.sjn")
    do {
      let file = try SegmentFile(path: path)
      // What is opened lazily must be as safe as what is decoded whole.
      let merger = RangeMerger(
        files: [file],
        translations: [
          .init(
            events: file.footer.eventNames.indices.map { UInt32($0) },
            columns: file.footer.columns.indices.map { UInt32($0) })
        ])
      _ = try merger.contents(of: .all)
      return try SampleRow.all(in: file)
    } catch let error as StoreError {
      switch error {
      case .damaged(let file, let block, let offset, _):
        #expect(file == path && !block.isEmpty && offset <= UInt64(bytes.count))
      case .newerVersion(let file, let found, let supported):
        #expect(file == path && found > supported)
      default:
        Issue.record("damage was reported as \(error)")
      }
      return nil
    }
  }

  @Test func `every changed byte is noticed`() throws {
    var bytes = try original()
    #expect(try rows(bytes) == sample.rows)
    for place in bytes.indices {
      for change: UInt8 in [1 << UInt8(place % 8), 0x80, 0xFF] {
        bytes[place] ^= change
        #expect(try rows(bytes) == nil, "byte \(place) of \(bytes.count), \(change)")
        bytes[place] ^= change
      }
    }
  }

  @Test func `every truncation is noticed`() throws {
    let bytes = try original()
    for length in 0..<bytes.count {
      #expect(try rows(Array(bytes.prefix(length))) == nil, "\(length) of \(bytes.count) bytes")
    }
  }

  @Test func `bytes that were added, lost or moved are noticed`() throws {
    let bytes = try original()
    var random = SeededRandom(seed: 5)
    for _ in 0..<500 {
      var changed = bytes
      let place = Int.random(in: 0..<bytes.count, using: &random)
      switch Int.random(in: 0..<4, using: &random) {
      case 0: changed.insert(UInt8(truncatingIfNeeded: random.next()), at: place)
      case 1: changed.remove(at: place)
      case 2: changed.append(contentsOf: bytes.suffix(SegmentFormat.trailerLength))
      default:
        let length = Int.random(in: 1...64, using: &random)
        for index in place..<min(bytes.count, place + length) { changed[index] = 0 }
        if changed == bytes { continue }
      }
      #expect(try rows(changed) == nil)
    }
  }

  @Test func `a newer version is refused by its number, and so are flags nobody knows`() throws {
    var bytes = try original()
    bytes[8] = 2
    let path = directory.write(bytes, to: "new.sjn")
    #expect(throws: StoreError.newerVersion(file: path, found: 2, supported: 1)) {
      try SegmentFile(path: path)
    }
    bytes[8] = 1
    bytes[13] = 1
    _ = directory.write(bytes, to: "new.sjn")
    #expect(
      throws: StoreError.damaged(file: path, block: "header", offset: 8, problem: .invalidCode(256))
    ) { try SegmentFile(path: path) }
  }

  @Test(arguments: [[], [0], [UInt8](repeating: 0, count: 47), Array("event,user,time\n".utf8)] as [[UInt8]])
  func `files that are no segment files are refused`(bytes: [UInt8]) {
    let path = directory.write(bytes, to: "other.sjn")
    #expect(
      throws: StoreError.damaged(file: path, block: "header", offset: 0, problem: .tooShort)
    ) { try SegmentFile(path: path) }
  }

  @Test func `a missing file is a failed system call`() {
    let path = directory.path + "/none.sjn"
    #expect(throws: StoreError.system(call: "open", path: path, code: 2)) { try SegmentFile(path: path) }
  }
}
