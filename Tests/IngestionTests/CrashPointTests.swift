import EventModel
import Glibc
import Ingestion
import SegmentStore
import TestSupport
import Testing

/// A disk that fails or a machine that stops, at every single operation of a writer.
@Suite struct CrashPointTests {
  private static let old = SampleEvent.random(30, source: "app", seed: 1)
  private static let new = SampleEvent.random(80, source: "app", seed: 2)

  private static func ingest(
    _ events: [SampleEvent], named name: String, into store: Store, budget: Int = 1 << 30
  ) throws {
    _ = try Ingest(into: store, options: .init(source: "app", memoryBudget: budget, threads: 1)).run([
      .init(name, digest: name, MemorySource(events, batchSize: 16, rejects: [.sample]))
    ])
  }

  private func expectNoProblems(
    _ trial: ChangeTrial, seed: UInt64, operations least: Int
  ) throws {
    let (problems, operations) = try trial.run(seed: seed)
    #expect(problems.isEmpty, "seed \(seed): \(problems.prefix(5).joined(separator: "\n"))")
    #expect(operations.count >= least, "\(operations)")
  }

  @Test(arguments: [1 << 30, 2_000]) func `an ingest is there as a whole or not at all`(budget: Int) throws {
    let seed = UInt64.random(in: 0...UInt64(UInt32.max))
    try expectNoProblems(
      ChangeTrial(prepare: { try Self.ingest(Self.old, named: "old", into: $0) }) {
        try Self.ingest(Self.new, named: "new", into: $0, budget: budget)
      }, seed: seed, operations: 30)
  }

  @Test func `snapshots expire without harm to those that stay`() throws {
    let seed = UInt64.random(in: 0...UInt64(UInt32.max))
    var trial = ChangeTrial(prepare: { store in
      for number in 0..<5 { try Self.ingest(Self.old, named: "old \(number)", into: store) }
    }) { _ = try $0.expire(ExpirationRule(keep: 2)) }
    // Snapshots go one after the other; the newest says the same all the time.
    trial.allowsSteps = true
    let facts = trial.facts
    trial.facts = { store in
      let numbers = try store.snapshotNumbers()
      if numbers.suffix(2) != [4, 5] { throw StoreError.emptyStore(path: store.path) }
      return try facts(store) + "\(numbers)"
    }
    try expectNoProblems(trial, seed: seed, operations: 8)
  }

  @Test func `definitions, cursors and attachments come with the commit`() throws {
    let seed = UInt64.random(in: 0...UInt64(UInt32.max))
    try expectNoProblems(
      ChangeTrial(prepare: { try Self.ingest(Self.old, named: "old", into: $0) }) { store in
        let commit = try SnapshotCommit(store: store)
        if commit.manifest.cursors["heap"] != nil { return }
        commit.manifest.cursors["heap"] = ["sync": "7"]
        commit.manifest.define(.init(kind: "segment", name: "EU", statement: "segment EU = did a"))
        commit.manifest.attachments.append(
          try commit.attachment(
            kind: "note", target: commit.manifest.files[0].path, bytes: [UInt8](repeating: 7, count: 3000)))
        try commit.commit(.define, at: Timestamp(microseconds: 0))
      }, seed: seed, operations: 15)
  }

  @Test func `writes that are short or interrupted are made whole`() throws {
    let start = SimulatedFileSystem()
    _ = try Store(openingOrCreating: "/store", fileSystem: start)
    let whole = start.copy()
    try Self.ingest(Self.new, named: "new", into: Store(opening: "/store", fileSystem: whole))
    let operations = whole.operations
    let expected = try ChangeTrial.facts(of: Store(opening: "/store", fileSystem: whole))
    let short = start.copy(longestWrite: 7)
    try Self.ingest(Self.new, named: "new", into: Store(opening: "/store", fileSystem: short))
    #expect(try ChangeTrial.facts(of: Store(opening: "/store", fileSystem: short)) == expected)
    #expect(short.operations.count > operations.count + 200)
    let interruptible = ["create", "write", "fsync"]
    var interruptions = 0
    for (number, operation) in operations.enumerated()
    where interruptible.contains(where: { operation.hasPrefix($0) }) {
      let disturbed = start.copy()
      disturbed.plan(.failure(EINTR), at: number)
      try Self.ingest(Self.new, named: "new", into: Store(opening: "/store", fileSystem: disturbed))
      let facts = try ChangeTrial.facts(of: Store(opening: "/store", fileSystem: disturbed))
      #expect(facts == expected, "interrupted at \(number), \(operation)")
      interruptions += 1
    }
    #expect(interruptions > 8)
  }

  @Test func `a store is made as a whole or not at all`() throws {
    let whole = SimulatedFileSystem()
    try Self.ingest(Self.new, named: "new", into: Store(openingOrCreating: "/a/store", fileSystem: whole))
    let operations = whole.operations
    let expected = try ChangeTrial.facts(of: Store(opening: "/a/store", fileSystem: whole))
    #expect(operations.count > 30)
    for number in operations.indices {
      let disturbed = SimulatedFileSystem()
      disturbed.plan(.crash, at: number)
      #expect(throws: (any Error).self) {
        try Self.ingest(
          Self.new, named: "new", into: Store(openingOrCreating: "/a/store", fileSystem: disturbed))
      }
      let found = disturbed.afterCrash(.nothing)
      let store = try Store(openingOrCreating: "/a/store", fileSystem: found)
      try Self.ingest(Self.new, named: "new", into: store)
      #expect(try ChangeTrial.facts(of: store) == expected, "\(number), \(operations[number])")
    }
  }
}
