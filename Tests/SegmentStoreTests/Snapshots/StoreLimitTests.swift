import EventModel
@testable import SegmentStore
import TestSupport
import Testing

/// What is too much is an error that names the limit.
@Suite struct StoreLimitTests {
  private let disk = SimulatedFileSystem()

  private func store() throws -> Store { try Store(openingOrCreating: "/store", fileSystem: disk) }

  @Test func `snapshots end with the digits of their names`() throws {
    let store = try store()
    var manifest = Manifest(first: StoreLimits.snapshots)
    manifest.committedAt = "2026-01-01T00:00:00Z"
    let file = try AtomicFile(path: store.manifestPath(StoreLimits.snapshots), fileSystem: disk)
    try file.write(try manifest.encoded())
    try file.commit()
    #expect(try Snapshot(store: store).number == StoreLimits.snapshots)
    #expect(
      throws: StoreError.limitReached(
        limit: "snapshots", value: StoreLimits.snapshots + 1, allowed: StoreLimits.snapshots)
    ) { try SnapshotCommit(store: store) }
  }

  @Test func `files of a commit end with the digits of their names`() throws {
    let store = try store()
    let commit = try SnapshotCommit(store: store)
    var names: Set<String> = []
    var path = ""
    for _ in 0..<StoreLimits.filesPerCommit {
      path = commit.nextSegmentPath()
      names.insert(path)
    }
    #expect(names.count == StoreLimits.filesPerCommit)
    try SampleSegment.random(seed: 1, groupSizes: [5]).write(to: store.path + "/" + path, fileSystem: disk)
    let footer = try SegmentFile(path: store.path + "/" + path, fileSystem: disk).footer
    try commit.add(path: path, footer: footer)
    #expect(
      throws: StoreError.limitReached(limit: "segment files of one commit", value: 10_000, allowed: 9_999)
    ) { try commit.add(path: commit.nextSegmentPath(), footer: footer) }
  }

  @Test func `a manifest that is too long is not read`() throws {
    let store = try store()
    _ = try disk.create("/store/snapshots/00000001.json")
    disk.damage("/store/snapshots/00000001.json") {
      $0 = [UInt8](repeating: UInt8(ascii: " "), count: StoreLimits.manifestBytes + 1)
    }
    #expect(
      throws: StoreError.damaged(
        file: "/store/snapshots/00000001.json", block: "end", offset: UInt64(StoreLimits.manifestBytes),
        problem: .lengthOutOfBounds)
    ) { try store.manifest() }
  }
}

@Suite struct ManyFilesTests {
  private let disk = SimulatedFileSystem()

  /// One snapshot of `count` files.
  private func store(_ count: Int) throws -> Store {
    let store = try Store(openingOrCreating: "/store", fileSystem: disk)
    let commit = try SnapshotCommit(store: store)
    for number in 0..<count {
      let path = commit.nextSegmentPath()
      try SampleSegment.random(seed: UInt64(number), groupSizes: [3]).write(
        to: store.path + "/" + path, fileSystem: disk)
      try commit.add(path: path, footer: SegmentFile(path: store.path + "/" + path, fileSystem: disk).footer)
    }
    try commit.commit(.ingest, at: Timestamp(microseconds: 0))
    return store
  }

  @Test(arguments: [63, 64, 65, 300]) func `files that are opened together are in order`(count: Int) throws {
    let snapshot = try Snapshot(store: store(count))
    #expect(snapshot.files.count == count)
    #expect(
      zip(snapshot.files, snapshot.manifest.files).allSatisfy { file, entry in
        file.path == "/store/" + entry.path
      })
  }

  @Test func `of several damaged files the first is named`() throws {
    let store = try store(200)
    for number in [77, 150, 199] {
      disk.damage("/store/segments/00000001-0\(number < 100 ? "0" : "")\(number).sjn") { $0[3] ^= 1 }
    }
    #expect(
      throws: StoreError.damaged(
        file: "/store/segments/00000001-0077.sjn", block: "header", offset: 0, problem: .badMagic)
    ) { try Snapshot(store: store) }
  }
}
