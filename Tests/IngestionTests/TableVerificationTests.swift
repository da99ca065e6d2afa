import EventModel
import Ingestion
import SegmentStore
import TestSupport
import Testing

/// What a check of a store finds wrong with tables and with what became of rows.
@Suite struct TableVerificationTests {
  private let directory = TemporaryDirectory()

  private func store() throws -> Store {
    let store = try Store(openingOrCreating: directory.path + "/s")
    _ = try Ingest(into: store, options: .init(source: "app", threads: 1)).run([
      .init("events", digest: "1", MemorySource(SampleEvent.random(20, source: "app", seed: 1)))
    ])
    return store
  }

  private func problems(_ store: Store, _ change: (inout Manifest) -> Void) throws -> [StoreError] {
    let commit = try SnapshotCommit(store: store)
    change(&commit.manifest)
    try commit.commit(.compact, at: Timestamp(microseconds: 0))
    return try StoreVerification(store, threads: 1).run()?.problems ?? []
  }

  @Test func `a file of events that is called one of a table is found`() throws {
    let store = try store()
    _ = try problems(store) { $0.files[0].table = nil }
    let found = try problems(store) { manifest in
      var file = manifest.files.removeFirst()
      file.table = .users
      manifest.tables = [file]
    }
    #expect(found.contains { "\($0)".contains("is another in an older snapshot") })
    // Without older manifests that know better, the names in the file tell.
    _ = try store.expire(ExpirationRule(keep: 1))
    let alone = try #require(try StoreVerification(store, threads: 1).run()).problems
    #expect(alone.count == 1 && "\(alone)".contains("footer") && "\(alone)".contains("\"table\""))
  }

  @Test func `a file of a table that is called one of events is found`() throws {
    let store = try store()
    _ = try Ingest(into: store, options: .init(source: "app", threads: 1)).run([
      IngestInput(
        name: "accounts", knownDigest: nil,
        source: MemorySource(SampleEvent.random(20, source: "app", seed: 2)), table: .accounts,
        content: { (digest: "2", bytes: 0) })
    ])
    _ = try problems(store) { manifest in
      var file = manifest.tables.removeFirst()
      file.table = nil
      manifest.files.append(file)
    }
    _ = try store.expire(ExpirationRule(keep: 1))
    let alone = try #require(try StoreVerification(store, threads: 1).run()).problems
    #expect(alone.count == 1 && "\(alone)".contains("\"table\""))
  }

  @Test func `rows read that are not accounted for are found`() throws {
    let store = try store()
    #expect(try StoreVerification(store, threads: 1).run()?.problems == [])
    let found = try problems(store) { manifest in
      manifest.rowCounts = Manifest.RowCounts()
      manifest.rowCounts?.read = 3
    }
    #expect(found.count == 1 && "\(found)".contains("row counts"))
  }
}
