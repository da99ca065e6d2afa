import EventModel
import Glibc
import Ingestion
import SegmentStore
import TestSupport
import Testing

/// At whatever point an ingest ends, the store is as it was before or as it should be after.
@Suite struct CrashSafetyTests {
  private let directory = TemporaryDirectory()
  private let old = SampleEvent.random(150, source: "app", seed: 1)
  private let new = SampleEvent.random(400, source: "app", seed: 2)

  private var path: String { directory.path + "/store" }

  /// A store with one snapshot of `old`.
  private func store(at path: String) throws -> Store {
    let store = try Store(openingOrCreating: path)
    _ = try Ingest(into: store, options: .init(source: "app", threads: 1)).run([
      .init("old", digest: "old", MemorySource(old))
    ])
    return store
  }

  private func ingestNew(
    _ store: Store, budget: Int = 15_000, _ source: MemorySource? = nil,
    isCancelled: @escaping () -> Bool = { false }, onProgress: @escaping (IngestProgress) -> Void = { _ in }
  ) throws {
    let ingest = try Ingest(
      into: store, options: .init(source: "app", memoryBudget: budget, threads: 2), isCancelled: isCancelled,
      onProgress: onProgress)
    _ = try ingest.run([.init("new", digest: "new", source ?? MemorySource(new))])
  }

  private func expectOld(_ store: Store, _ comment: Comment) throws {
    #expect(try SampleEvent.all(in: Snapshot(store: store)) == [SampleEvent.sorted(old)], comment)
  }

  private func expectNew(_ store: Store, _ comment: Comment) throws {
    #expect(
      try SampleEvent.all(in: Snapshot(store: store)) == [old, new].map { SampleEvent.sorted($0) }, comment)
  }

  /// Every file of a store but the lock.
  private func files(_ path: String) -> [String] {
    ["rejects", "segments", "snapshots"].flatMap { folder in
      TemporaryDirectory.names(in: path + "/" + folder).map { folder + "/" + $0 }
    }
  }

  @Test(arguments: [0, 15_000, 1 << 30])
  func `a source that breaks changes nothing, and the next ingest succeeds`(
    budget: Int
  ) throws {
    let store = try store(at: path)
    let before = files(path)
    let batches = (new.count + 63) / 64
    for batch in 0...batches {
      #expect(throws: MemorySource.Failure()) {
        try ingestNew(store, budget: budget, MemorySource(new, failsAtBatch: batch, rejects: [.sample]))
      }
      #expect(files(path) == before, "broken at batch \(batch)")
      try expectOld(store, "broken at batch \(batch)")
    }
    try ingestNew(store, budget: budget)
    try expectNew(store, "after \(batches) failures")
  }

  @Test func `an ingest that is cancelled at any moment changes nothing`() throws {
    let store = try store(at: path)
    let before = files(path)
    var moments = 0
    while true {
      var asked = 0
      do {
        try ingestNew(
          store,
          isCancelled: {
            asked += 1; return asked > moments
          })
        break
      } catch IngestError.cancelled {
        #expect(files(path) == before, "cancelled after \(moments) questions")
        try expectOld(store, "cancelled after \(moments) questions")
        moments += 1
      }
    }
    #expect(moments > 5)
    try expectNew(store, "not cancelled")
  }

  @Test func `a copy of the store taken at any moment is the old store, and can be written to`() throws {
    let store = try store(at: path)
    var copies: [(path: String, moment: String)] = []
    func copy(_ moment: String) {
      let copy = directory.path + "/copy\(copies.count)"
      #expect(run(["/bin/cp", "-r", path, copy]) == 0)
      copies.append((copy, moment))
    }
    let source = MemorySource(new, rejects: [.sample])
    source.onBatch = { copy("batch \($0)") }
    try ingestNew(store, source, onProgress: { copy("\($0.phase)") })
    try expectNew(store, "original")
    #expect(copies.count > 10)
    #expect(copies.contains { copy in files(copy.path).contains { $0.hasSuffix(".tmp") } })
    for (copy, moment) in copies {
      let store = try Store(opening: copy)
      try expectOld(store, "\(moment)")
      try ingestNew(store)
      try expectNew(store, "\(moment)")
      #expect(
        files(copy) == [
          "segments/00000001-0001.sjn", "segments/00000002-0001.sjn", "snapshots/00000001.json",
          "snapshots/00000002.json",
        ], "\(moment)")
    }
  }

  @Test func `a second writer is refused with the pid of the first`() throws {
    let store = try store(at: path)
    let first = try Ingest(into: store, options: .init(source: "app", threads: 1))
    #expect(throws: StoreError.locked(path: path + "/lock", owner: getpid())) { try ingestNew(store) }
    try expectOld(store, "readers need no lock")
    _ = try first.run([.init("new", digest: "new", MemorySource(new))])
    try expectNew(store, "first writer")
  }

  @Test(.enabled(if: TinyDisk.canBeMade, "needs the right to mount a file system"))
  func `a full disk is an error, and the store stays as it was`() throws {
    let disk = try #require(TinyDisk(kibibytes: 1024))
    let store = try store(at: disk.path + "/store")
    let before = files(store.path)
    var failures = 0
    // Pages are four KiB: leave room for one more of them each time, until the ingest succeeds.
    for room in 0... {
      disk.fill(leaving: room * 4096)
      do {
        try ingestNew(store, MemorySource(new, rejects: [.sample]))
        disk.empty()
        break
      } catch StoreError.system(_, let path, let code) {
        failures += 1
        #expect(code == ENOSPC && path.hasPrefix(store.path))
        disk.empty()
        #expect(files(store.path) == before, "room for \(room) pages")
        try expectOld(store, "room for \(room) pages")
      }
    }
    #expect(failures > 3)
    try expectNew(store, "after \(failures) failures")
  }
}

/// Runs a program and waits for it; answers how it ended.
private func run(_ words: [String]) -> Int32 {
  var arguments: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) }
  arguments.append(nil)
  defer { for argument in arguments { free(argument) } }
  var pid: pid_t = 0
  guard posix_spawn(&pid, words[0], nil, nil, arguments, environ) == 0 else { return -1 }
  var status: Int32 = 0
  waitpid(pid, &status, 0)
  return status
}

extension RejectedRow {
  /// A row some connector refused.
  static let sample = RejectedRow(
    input: "new", position: .init(line: 7, byteOffset: 99), reason: .missingValue(column: "user"),
    excerpt: ",x,1")
}
