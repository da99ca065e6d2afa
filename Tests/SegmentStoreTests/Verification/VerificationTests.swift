import EventModel
import Glibc
@testable import SegmentStore
import TestSupport
import Testing

/// `store verify` finds whatever a disk does to a store, and says where.
@Suite struct VerificationTests {
  private let disk = SimulatedFileSystem()
  private static let first = "/store/segments/00000001-0001.sjn"

  private func store() throws -> Store { try Store(openingOrCreating: "/store", fileSystem: disk) }

  /// Three snapshots: a file, another one with a mask, and a definition.
  private func makeStore() throws -> Store {
    let store = try store()
    for number in 1...2 {
      let commit = try SnapshotCommit(store: store)
      let path = commit.nextSegmentPath()
      try SampleSegment.random(seed: UInt64(number), groupSizes: [20, 12, 5]).write(
        to: store.path + "/" + path, fileSystem: disk)
      try commit.add(
        path: path, footer: SegmentFile(path: store.path + "/" + path, fileSystem: disk).footer)
      if number == 2 {
        commit.manifest.attachments.append(
          try commit.attachment(kind: "note", target: path, bytes: Array(0..<200)))
      }
      try commit.commit(.ingest, at: Timestamp(microseconds: Int64(number)))
    }
    let commit = try SnapshotCommit(store: store)
    commit.manifest.define(.init(kind: "segment", name: "s", statement: "segment s = did a"))
    try commit.commit(.define, at: Timestamp(microseconds: 3))
    return store
  }

  private func problems(_ store: Store, threads: Int = 1) throws -> [StoreError] {
    try #require(try StoreVerification(store, threads: threads).run()).problems
  }

  /// The blocks of a file, with what they are called in reports.
  private func blocks(_ path: String) throws -> [(name: String, range: Range<UInt64>)] {
    let file = try SegmentFile(path: path, fileSystem: disk)
    let codec = ZstdCodec()
    var blocks: [(String, BlockReference)] = []
    for index in file.footer.groups.indices {
      let group = try RowGroup(file: file, index: index, codec: codec)
      let directory = group.directory
      blocks += [
        ("directory", file.footer.groups[index].directory), ("user counts", directory.userCounts),
        ("user ids", directory.userIDs), ("times", directory.times),
      ].map { ("row group \(index), \($0.0)", $0.1) }
      blocks += directory.events.map { ("row group \(index), postings of event \($0.code)", $0.postings) }
      blocks += directory.columns.map { ("row group \(index), column \($0.code)", $0.chunk) }
    }
    let end = UInt64(file.byteCount)
    let trailer = end - UInt64(SegmentFormat.trailerLength)
    return blocks.map { ($0.0, $0.1.offset..<$0.1.offset + UInt64($0.1.storedLength)) }
      + [("footer", file.footerOffset..<trailer)]
  }

  @Test(arguments: [1, 3]) func `a whole store has no problems, and all of it is read`(threads: Int) throws {
    let store = try makeStore()
    var progress: [Int] = []
    let report = try #require(
      try StoreVerification(store, threads: threads, onProgress: { progress.append($0.bytesDone) }).run())
    #expect(report.problems.isEmpty)
    #expect(report.snapshots == [1, 2, 3])
    #expect(report.rows == 74)
    #expect(report.files == 6)
    #expect(
      report.bytes == disk.files.filter { $0 != "/store/lock" }.reduce(0) { $0 + (try! disk.size(of: $1)) })
    #expect(try report.blocks == (blocks(Self.first).count - 1) + (blocks(second).count - 1))
    #expect(report.unusedFiles.isEmpty)
    #expect(progress == progress.sorted() && progress.count >= 2)
  }

  private var second: String { "/store/segments/00000002-0001.sjn" }

  @Test func `a changed bit of a segment file is reported with its block and place`() throws {
    let store = try makeStore()
    let blocks = try blocks(Self.first)
    let size = try disk.size(of: Self.first)
    var random = SeededRandom(seed: 8)
    for place in 0..<size {
      let bit = UInt8(1) << UInt8.random(in: 0..<8, using: &random)
      disk.damage(Self.first) { $0[place] ^= bit }
      let found = try problems(store)
      disk.damage(Self.first) { $0[place] ^= bit }
      let block = blocks.first { $0.range.contains(UInt64(place)) }
      let isNamed = found.contains { problem in
        switch problem {
        case .damaged(Self.first, let name, let offset, _):
          // Outside of blocks are the header and the trailer, which may make the footer look wrong.
          guard let block else { return ["header", "trailer", "footer"].contains(name) }
          return name == block.name && offset == block.range.lowerBound
        case .newerVersion(Self.first, _, _): return place < SegmentFormat.headerLength
        default: return false
        }
      }
      #expect(isNamed, "byte \(place) in \(block?.name ?? "frame"): \(found)")
    }
    #expect(try problems(store).isEmpty)
  }

  @Test func `a changed bit of any other file is reported with the file`() throws {
    let store = try makeStore()
    var random = SeededRandom(seed: 9)
    for path in disk.files where path.hasPrefix("/store/snapshots/") || path.hasPrefix("/store/attachments/")
    {
      for place in 0..<(try disk.size(of: path)) {
        let bit = UInt8(1) << UInt8.random(in: 0..<8, using: &random)
        disk.damage(path) { $0[place] ^= bit }
        let found = try problems(store)
        disk.damage(path) { $0[place] ^= bit }
        #expect(found.contains { "\($0)".contains(path) }, "byte \(place) of \(path): \(found)")
      }
    }
  }

  @Test func `every truncation is reported with the file`() throws {
    let store = try makeStore()
    for path in disk.files where path != "/store/lock" {
      for length in 0..<(try disk.size(of: path)) {
        var original: [UInt8] = []
        disk.damage(path) { bytes in
          original = bytes
          bytes = Array(bytes.prefix(length))
        }
        let found = try problems(store)
        disk.damage(path) { $0 = original }
        #expect(found.contains { "\($0)".contains(path) }, "\(length) bytes of \(path): \(found)")
      }
    }
  }

  @Test func `all damages are reported, not only the first`() throws {
    let store = try makeStore()
    let damaged = try blocks(Self.first).filter { !$0.name.hasSuffix("directory") && $0.name != "footer" }
    for block in damaged { disk.damage(Self.first) { $0[Int(block.range.lowerBound)] ^= 1 } }
    disk.damage(second) { $0[100] ^= 1 }
    let found = try problems(store, threads: 2)
    for block in damaged {
      #expect(
        found.contains(
          .damaged(
            file: Self.first, block: block.name, offset: block.range.lowerBound, problem: .checksum)),
        "\(block.name)")
    }
    #expect(found.contains { "\($0)".contains(second) })
  }

  @Test func `a missing file is a problem among others`() throws {
    let store = try makeStore()
    try disk.remove(Self.first)
    try disk.remove("/store/attachments/00000002-0001.note")
    #expect(
      try problems(store) == [
        .system(call: "open", path: Self.first, code: ENOENT),
        .system(call: "open", path: "/store/attachments/00000002-0001.note", code: ENOENT),
      ])
  }

  @Test func `a manifest that was rewritten breaks the chain of digests`() throws {
    let store = try makeStore()
    var manifest = try store.manifest(2)
    manifest.timeZone = "Europe/Berlin"
    let bytes = try manifest.encoded()
    disk.damage("/store/snapshots/00000002.json") { $0 = bytes }
    #expect(
      try problems(store) == [
        .damaged(
          file: "/store/snapshots/00000003.json", block: "manifest, parent digest", offset: 0,
          problem: .inconsistent("snapshot 2"))
      ])
  }

  @Test func `a missing manifest between others is noticed, one that expired is not`() throws {
    let store = try makeStore()
    _ = try store.expire(ExpirationRule(keep: 2))
    #expect(try problems(store).isEmpty)
    #expect(try store.snapshotNumbers() == [2, 3])
    let again = try makeStoreOf(5)
    try disk.remove("/store/snapshots/00000005.json")
    #expect(
      try problems(again) == [
        .damaged(
          file: "/store/snapshots/00000006.json", block: "manifest, parent digest", offset: 0,
          problem: .inconsistent("snapshot 5 is missing"))
      ])
  }

  /// Commits until snapshot 3 + `count` − 2 without adding files.
  private func makeStoreOf(_ count: Int) throws -> Store {
    let store = try store()
    for _ in 3...count { try SnapshotCommit(store: store).commit(.define, at: Timestamp(microseconds: 9)) }
    return store
  }

  @Test func `another file under the name of one is noticed`() throws {
    let store = try makeStore()
    let bytes = try disk.contents(of: second)
    disk.damage(Self.first) { $0 = bytes }
    let found = try problems(store)
    #expect(found.count == 1 && "\(found[0])".contains(Self.first))
    #expect("\(found[0])".contains("manifest"))
  }

  @Test func `files that nobody needs are no damage`() throws {
    let store = try makeStore()
    _ = try disk.create("/store/segments/00000009-0001.sjn.partial")
    let report = try StoreVerification(store, threads: 1).run()
    #expect(report?.problems.isEmpty == true)
    #expect(report?.unusedFiles == ["segments/00000009-0001.sjn.partial"])
  }

  @Test func `snapshots that expire meanwhile are no damage`() throws {
    let store = try makeStore()
    let commit = try SnapshotCommit(store: store)
    let path = commit.nextSegmentPath()
    try SampleSegment.random(seed: 7, groupSizes: [5]).write(to: store.path + "/" + path, fileSystem: disk)
    commit.manifest.files = []
    commit.manifest.attachments = []
    try commit.add(path: path, footer: SegmentFile(path: store.path + "/" + path, fileSystem: disk).footer)
    try commit.commit(.compact, at: Timestamp(microseconds: 4))
    let alone = disk.copy()
    _ = try StoreVerification(Store(opening: "/store", fileSystem: alone), threads: 1).run()
    for moment in alone.operations.indices {
      let shared = disk.copy()
      shared.interleave(at: moment) {
        _ = try? Store(opening: "/store", fileSystem: shared).expire(ExpirationRule(keep: 1))
      }
      let store = try Store(opening: "/store", fileSystem: shared)
      #expect(try StoreVerification(store, threads: 1).run()?.problems == [], "moment \(moment)")
      #expect(shared.files.count == 3, "moment \(moment)")
    }
  }

  @Test func `it ends when it is cancelled`() throws {
    let store = try makeStore()
    var asked = 0
    let verification = StoreVerification(
      store, threads: 1,
      isCancelled: {
        asked += 1
        return asked > 3
      })
    #expect(try verification.run() == nil)
  }

  /// A store of one file that was made by `change` from a good one.
  private func problems(after change: (inout RowGroupRows) -> Void) throws -> [StoreError] {
    let store = try store()
    let commit = try SnapshotCommit(store: store)
    let path = commit.nextSegmentPath()
    let writer = try SegmentWriter(path: store.path + "/" + path, threads: 1, fileSystem: disk)
    var group = RowGroupRows()
    for user in [Array("a".utf8), Array("b".utf8)].sorted(by: { Self.hash($0) < Self.hash($1) }) {
      group.beginUser(hash: Self.hash(user), id: user)
      for time in 1...3 { group.appendRow(event: UInt32(time % 2), time: Int64(time)) }
    }
    change(&group)
    try writer.append(group, texts: TextList(), eventCount: 2)
    try commit.add(path: path, footer: writer.finish(eventNames: ["x", "y"], columns: []))
    try commit.commit(.ingest, at: Timestamp(microseconds: 1))
    return try problems(store)
  }

  private static func hash(_ user: [UInt8]) -> UInt64 { user.withUnsafeBytes { Checksum.xxh3($0) } }

  @Test func `times that run backwards are noticed though every checksum is right`() throws {
    #expect(try problems { _ in }.isEmpty)
    try disk.remove("/store/snapshots/00000001.json")
    let found = try problems { $0.times.swapAt(0, 2) }
    #expect("\(found)".contains("order of times"))
  }

  @Test func `users in another order are noticed`() throws {
    let found = try problems { group in
      group.userHashes.reverse()
      let ids = group.userIDs
      group.userIDs = TextList()
      for index in [1, 0] { group.userIDs.append(ids[index]) }
    }
    #expect("\(found)".contains("user order"))
  }
}
