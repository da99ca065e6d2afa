import EventModel
@testable import SegmentStore
import TestSupport
import Testing

@Suite struct ExpirationTests {
  private let disk = SimulatedFileSystem()

  /// Snapshots at hours 1, 2, …; each adds a file, and those of `compacted` replace all files by one.
  private func store(_ count: Int, compacted: Set<Int> = []) throws -> Store {
    let store = try Store(openingOrCreating: "/store", fileSystem: disk)
    for number in 1...count {
      let commit = try SnapshotCommit(store: store)
      let path = commit.nextSegmentPath()
      try SampleSegment.random(seed: UInt64(number), groupSizes: [5]).write(
        to: store.path + "/" + path, fileSystem: disk)
      if compacted.contains(number) { commit.manifest.files = [] }
      try commit.add(path: path, footer: SegmentFile(path: store.path + "/" + path, fileSystem: disk).footer)
      try commit.commit(
        compacted.contains(number) ? .compact : .ingest, at: Timestamp(microseconds: Self.hour(number)))
    }
    return store
  }

  private static func hour(_ number: Int) -> Int64 { Int64(number) * 3_600_000_000 }

  private var segments: [String] {
    disk.files.filter { $0.hasPrefix("/store/segments/") }.map { String($0.suffix(17)) }
  }

  @Test func `files that a later snapshot needs stay`() throws {
    let store = try store(4)
    let outcome = try store.expire(ExpirationRule(keep: 1))
    #expect(outcome.expired == [1, 2, 3] && outcome.kept == [4] && outcome.files.isEmpty)
    #expect(try store.snapshotNumbers() == [4])
    #expect(segments.count == 4)
    #expect(try Snapshot(store: store).rows == 20)
    #expect(throws: StoreError.noSuchSnapshot(path: "/store", number: 3, available: [4])) {
      try Snapshot(store: store, number: 3)
    }
  }

  @Test func `files that only expired snapshots need go`() throws {
    let store = try store(5, compacted: [3])
    #expect(
      try store.expire(ExpirationRule(keep: 3)).files.map(\.path) == [
        "segments/00000001-0001.sjn", "segments/00000002-0001.sjn",
      ])
    #expect(segments == ["00000003-0001.sjn", "00000004-0001.sjn", "00000005-0001.sjn"])
    for number in 3...5 { #expect(try Snapshot(store: store, number: number).rows == (number - 2) * 5) }
  }

  @Test func `a plan changes nothing and is what is done`() throws {
    let store = try store(5, compacted: [2, 4])
    let before = disk.files
    let rule = ExpirationRule(keep: 2)
    let plan = try store.expiration(rule)
    #expect(disk.files == before)
    #expect(try store.expire(rule) == plan)
    #expect(plan.files.count == 3 && plan.bytes > 0)
  }

  @Test func `snapshots committed at or after the time stay`() throws {
    let store = try store(5)
    let rule = { (hour: Int, keep: Int) in
      ExpirationRule(keep: keep, committedBefore: Timestamp(microseconds: Self.hour(hour)))
    }
    #expect(try store.expiration(rule(3, 1)).expired == [1, 2])
    #expect(try store.expiration(rule(3, 4)).expired == [1])
    #expect(try store.expiration(rule(99, 1)).expired == [1, 2, 3, 4])
    #expect(try store.expiration(rule(1, 1)).expired == [])
  }

  @Test func `the newest snapshot stays whatever is asked`() throws {
    let store = try store(2)
    #expect(try store.expire(ExpirationRule(keep: 0)).kept == [2])
    #expect(try store.expire(ExpirationRule(keep: 0)).expired == [])
    #expect(try Snapshot(store: store).rows == 10)
  }

  @Test func `it waits for no other writer`() throws {
    let store = try store(2)
    let writer = try SnapshotCommit(store: store)
    #expect(throws: StoreError.self) { try store.expire(ExpirationRule()) }
    withExtendedLifetime(writer) {}
    #expect(try store.snapshotNumbers() == [1, 2])
  }

  @Test func `files of a cut-short expiration go with the next commit`() throws {
    let store = try store(4, compacted: [3])
    for number in 1...2 { try disk.remove("/store/snapshots/0000000\(number).json") }
    try SnapshotCommit(store: store).commit(.define, at: Timestamp(microseconds: 0))
    #expect(segments == ["00000003-0001.sjn", "00000004-0001.sjn"])
  }

  @Test func `a file stays while any snapshot left needs it`() throws {
    let store = try store(4, compacted: [4])
    // Snapshot 1 is gone, 2 and 3 still read its file.
    try disk.remove("/store/snapshots/00000001.json")
    try SnapshotCommit(store: store).commit(.define, at: Timestamp(microseconds: 0))
    #expect(segments.count == 4)
    #expect(try Snapshot(store: store, number: 3).rows == 15)
  }

  @Test func `a reader that comes while snapshots expire gets the newest`() throws {
    _ = try store(3, compacted: [3])
    // The newest was 2 when the reader looked; before each of its operations somebody commits 3 and lets 2 expire.
    let third = try disk.contents(of: "/store/snapshots/00000003.json")
    try disk.remove("/store/snapshots/00000003.json")
    let early = disk.copy()
    let reader = early.copy()
    _ = try Snapshot(store: Store(opening: "/store", fileSystem: reader))
    let operations = reader.operations.count
    #expect(operations >= 4)
    for moment in 0..<operations {
      let shared = early.copy()
      shared.interleave(at: moment) {
        let other = try? shared.create("/store/snapshots/00000003.json")
        _ = third.withUnsafeBytes { try? other?.write($0) }
        _ = try? Store(opening: "/store", fileSystem: shared).expire(ExpirationRule(keep: 1))
      }
      let snapshot = try Snapshot(store: Store(opening: "/store", fileSystem: shared))
      #expect([2, 3].contains(snapshot.number), "moment \(moment)")
      #expect(snapshot.rows == (snapshot.number == 3 ? 5 : 10), "moment \(moment)")
      // What is open stays readable.
      #expect(try snapshot.files.flatMap { try SampleRow.all(in: $0) }.count == snapshot.rows)
      if moment > 0 {
        #expect(throws: StoreError.noSuchSnapshot(path: "/store", number: 2, available: [3])) {
          try Snapshot(store: Store(opening: "/store", fileSystem: shared), number: 2)
        }
      }
    }
  }
}
