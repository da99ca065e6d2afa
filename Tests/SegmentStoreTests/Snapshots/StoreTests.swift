import EventModel
import Glibc
@testable import SegmentStore
import TestSupport
import Testing

@Suite struct StoreTests {
  private let directory = TemporaryDirectory()
  private var path: String { directory.path + "/store" }

  /// Commits a snapshot that adds one random file.
  @discardableResult
  private func commit(_ seed: UInt64, to store: Store) throws -> Manifest {
    let commit = try SnapshotCommit(store: store)
    let segment = commit.nextSegmentPath()
    try SampleSegment.random(seed: seed, groupSizes: [20]).write(to: store.path + "/" + segment)
    try commit.add(path: segment, footer: SegmentFile(path: store.path + "/" + segment).footer)
    return try commit.commit(.ingest, at: Timestamp(microseconds: Int64(seed) * 1_000_000))
  }

  private func rows(_ snapshot: Snapshot) throws -> [SampleRow] {
    try snapshot.files.flatMap { try SampleRow.all(in: $0) }
  }

  @Test func `snapshots pile up, and every one can be opened`() throws {
    let store = try Store(openingOrCreating: path)
    #expect(throws: StoreError.emptyStore(path: path)) { try Snapshot(store: store) }
    var expected: [SampleRow] = []
    for number in 1...3 {
      let manifest = try commit(UInt64(number), to: store)
      expected += SampleSegment.random(seed: UInt64(number), groupSizes: [20]).rows
      #expect(manifest.snapshot == number)
      let snapshot = try Snapshot(store: Store(opening: path))
      #expect(snapshot.number == number && snapshot.rows == expected.count)
      #expect(try rows(snapshot) == expected)
      #expect(snapshot.lastTime?.microseconds == expected.map(\.time).max())
    }
    #expect(try store.snapshotNumbers() == [1, 2, 3])
    #expect(try Snapshot(store: store, number: 1).rows == 20)
    #expect(throws: StoreError.noSuchSnapshot(path: path, number: 4, available: [1, 2, 3])) {
      try Snapshot(store: store, number: 4)
    }
    #expect(try store.manifest(1).parentDigest == nil)
    let first = TemporaryDirectory.contents(path + "/snapshots/00000001.json")
    #expect(
      try store.manifest(2).parentDigest == first.withUnsafeBytes { Checksum.text(Checksum.xxh3($0)) })
  }

  @Test func `a reader keeps its snapshot while others commit`() throws {
    let store = try Store(openingOrCreating: path)
    try commit(1, to: store)
    let snapshot = try Snapshot(store: store)
    let before = try rows(snapshot)
    try commit(2, to: store)
    #expect(snapshot.number == 1)
    #expect(try rows(snapshot) == before)
  }

  @Test func `directories that are no store are told apart`() throws {
    #expect(throws: StoreError.notAStore(path: path)) { try Store(opening: path) }
    #expect(throws: StoreError.notAStore(path: directory.path)) { try Store(opening: directory.path) }
    _ = directory.write([1], to: "thesis.txt")
    #expect(throws: StoreError.directoryNotEmpty(path: directory.path)) {
      try Store(openingOrCreating: directory.path)
    }
    #expect(TemporaryDirectory.names(in: directory.path) == ["thesis.txt"])
  }

  @Test func `a store whose creation was cut short is completed`() throws {
    mkdir(path, 0o755)
    mkdir(path + "/segments", 0o755)
    #expect(throws: StoreError.notAStore(path: path)) { try Store(opening: path) }
    let store = try Store(openingOrCreating: path)
    try commit(1, to: store)
    #expect(try Snapshot(store: store).rows == 20)
  }

  @Test func `parents of a store are made`() throws {
    let deep = path + "/a/b/c"
    _ = try Store(openingOrCreating: deep)
    #expect(TemporaryDirectory.names(in: deep) == ["rejects", "segments", "snapshots"])
  }

  @Test func `only files named like snapshots are snapshots`() throws {
    let store = try Store(openingOrCreating: path)
    try commit(1, to: store)
    for name in [
      "2.json", "-0000002.json", "+0000002.json", "00000002.json.partial", "x.json", "00000000.json",
    ] {
      _ = directory.write([1], to: "store/snapshots/" + name)
    }
    #expect(try store.snapshotNumbers() == [1])
    #expect(try Snapshot(store: store).rows == 20)
  }

  @Test func `a manifest under another number is refused`() throws {
    let store = try Store(openingOrCreating: path)
    try commit(1, to: store)
    let manifest = path + "/snapshots/00000002.json"
    link(path + "/snapshots/00000001.json", manifest)
    #expect(throws: StoreError.badManifest(path: manifest, detail: "snapshot is 1")) {
      try Snapshot(store: store)
    }
    #expect(try Snapshot(store: store, number: 1).rows == 20)
  }

  @Test func `files that are missing, shorter or others than the manifest says are noticed`() throws {
    let store = try Store(openingOrCreating: path)
    try commit(1, to: store)
    let name = "store/segments/00000001-0001.sjn"
    let file = directory.path + "/" + name
    let bytes = TemporaryDirectory.contents(file)

    _ = directory.write(bytes + [0], to: name)
    #expect(throws: StoreError.self) { try Snapshot(store: store) }
    unlink(file)
    try SampleSegment.random(seed: 77, groupSizes: [20]).write(to: file)
    let footer = try SegmentFile(path: file).footerOffset
    #expect(
      throws: StoreError.damaged(
        file: file, block: "footer", offset: footer, problem: .inconsistent("manifest"))
    ) { try Snapshot(store: store) }
    unlink(file)
    #expect(throws: StoreError.system(call: "open", path: file, code: ENOENT)) { try Snapshot(store: store) }
    _ = directory.write(bytes, to: name)
    #expect(try Snapshot(store: store).rows == 20)
  }

  @Test func `what a dead writer left is removed by the next, and nothing else`() throws {
    let store = try Store(openingOrCreating: path)
    try commit(1, to: store)
    let leftovers = [
      "segments/00000002-0001.sjn", "segments/00000002-run0.tmp", "segments/00000002-0001.sjn.partial",
      "segments/00000001-0002.sjn.partial", "rejects/00000002.jsonl", "rejects/00000002.jsonl.partial",
      "snapshots/00000002.json.partial",
    ]
    let kept = ["rejects/00000001.jsonl", "segments/README", "snapshots/notes.txt"]
    for name in leftovers + kept { _ = directory.write([1], to: "store/" + name) }
    #expect(try Snapshot(store: store).rows == 20)
    try commit(2, to: store)
    #expect(try Snapshot(store: store).rows == 40)
    #expect(
      TemporaryDirectory.names(in: path + "/segments") == [
        "00000001-0001.sjn", "00000002-0001.sjn", "README",
      ])
    #expect(TemporaryDirectory.names(in: path + "/rejects") == ["00000001.jsonl"])
    #expect(
      TemporaryDirectory.names(in: path + "/snapshots") == [
        "00000001.json", "00000002.json", "notes.txt",
      ])
  }

  @Test func `a commit that fails at the last step changes nothing`() throws {
    let store = try Store(openingOrCreating: path)
    try commit(1, to: store)
    let commit = try SnapshotCommit(store: store)
    let segment = commit.nextSegmentPath()
    try SampleSegment.random(seed: 2, groupSizes: [20]).write(to: path + "/" + segment)
    try commit.add(path: segment, footer: SegmentFile(path: path + "/" + segment).footer)
    symlink("/dev/full", path + "/snapshots/00000002.json.partial")
    #expect(
      throws: StoreError.system(call: "write", path: path + "/snapshots/00000002.json.partial", code: ENOSPC)
    ) { try commit.commit(.ingest, at: Timestamp(microseconds: 0)) }
    commit.cancel()
    #expect(try Snapshot(store: store).number == 1)
    #expect(TemporaryDirectory.names(in: path + "/segments") == ["00000001-0001.sjn"])
    #expect(TemporaryDirectory.names(in: path + "/snapshots") == ["00000001.json"])
  }

  @Test func `cancelling after the commit removes nothing`() throws {
    let store = try Store(openingOrCreating: path)
    let commit = try SnapshotCommit(store: store)
    let segment = commit.nextSegmentPath()
    try SampleSegment.random(seed: 2, groupSizes: [20]).write(to: path + "/" + segment)
    try commit.add(path: segment, footer: SegmentFile(path: path + "/" + segment).footer)
    _ = try commit.commit(.ingest, at: Timestamp(microseconds: 0))
    commit.cancel()
    #expect(try Snapshot(store: store).rows == 20)
  }
}
