import Ingestion
import SegmentStore
import TestSupport
import Testing

/// A compaction that is asked to stop.
@Suite struct CompactionCancelTests {
  @Test func `merges done before a compaction was cancelled are kept and named`() throws {
    let events = SampleEvent.random(40, source: "app", seed: 3)
    let temporary = try TemporaryStore()
    let store = temporary.store
    for part in 0..<3 {
      let share = Array(events[part * 13..<(part + 1) * 13])
      _ = try Ingest(into: store, options: .init(source: "app", threads: 1)).run([
        .init("part \(part)", digest: "part \(part)", MemorySource(share, batchSize: 16))
      ])
    }
    // Files with forgotten users are written anew, each by itself.
    let users = Set(events.map(\.user)).sorted { $0.lexicographicallyPrecedes($1) }
    _ = try Forgetting(in: store, version: "test").run(Array(users.prefix(1)))
    let before = try store.manifest().snapshot
    nonisolated(unsafe) var isAsked = false
    let compaction = Compaction(
      of: store, extent: .tiers, threads: 1, isCancelled: { isAsked },
      onProgress: { isAsked = $0.merges >= 1 })
    do {
      let report = try compaction.run()
      Issue.record("not cancelled: \(report)")
    } catch IngestError.cancelledAfterMerges(let merges, let snapshot) {
      #expect(merges >= 1)
      #expect(snapshot == before + merges)
      #expect(try store.manifest().snapshot == snapshot)
    }
  }

  @Test func `a compaction cancelled before its first merge changes nothing`() throws {
    let temporary = try TemporaryStore()
    for part in 0..<2 {
      let events = SampleEvent.random(10, source: "app", seed: UInt64(part))
      _ = try Ingest(into: temporary.store, options: .init(source: "app", threads: 1)).run([
        .init("part \(part)", digest: "part \(part)", MemorySource(events, batchSize: 16))
      ])
    }
    #expect(throws: IngestError.cancelled) {
      try Compaction(of: temporary.store, extent: .all, threads: 1, isCancelled: { true }).run()
    }
    #expect(try temporary.store.manifest().snapshot == 2)
  }
}
