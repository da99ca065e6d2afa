import EventModel
import Ingestion
import SegmentStore
import TestSupport
import Testing

/// A machine that stops at any operation of a change of users: what they are called, whether they are known, where they
/// lie.
@Suite struct UserCrashPointTests {
  private static let events = SampleEvent.random(40, source: "app", seed: 3)
  private static let users = Set(events.map(\.user)).sorted { $0.lexicographicallyPrecedes($1) }

  private static func prepare(_ store: Store) throws {
    for part in 0..<3 {
      let share = Array(events[part * 13..<(part + 1) * 13])
      _ = try Ingest(into: store, options: .init(source: "app", threads: 1)).run([
        .init("part \(part)", digest: "part \(part)", MemorySource(share, batchSize: 16))
      ])
    }
  }

  private func expectNoProblems(_ trial: ChangeTrial, operations least: Int) throws {
    let seed = UInt64.random(in: 0...UInt64(UInt32.max))
    let (problems, operations) = try trial.run(seed: seed)
    #expect(problems.isEmpty, "seed \(seed): \(problems.prefix(5).joined(separator: "\n"))")
    #expect(operations.count >= least, "\(operations)")
  }

  private static let links = users.dropFirst().prefix(3).map { IdentityLink(rawID: $0, userID: users[0]) }

  @Test func `an identity map is in force with all events it moves, or not at all`() throws {
    try expectNoProblems(
      ChangeTrial(prepare: Self.prepare) { store in
        _ = try IdentityUpdate(of: store, threads: 1).run(.replace(Array(Self.links)))
      }, operations: 20)
  }

  @Test func `users are forgotten in all snapshots or in none`() throws {
    var trial = ChangeTrial(prepare: { store in
      try Self.prepare(store)
      _ = try IdentityUpdate(of: store, threads: 1).run(.replace(Array(Self.links)))
    }) { store in
      _ = try Forgetting(in: store, version: "test").run([Self.users[0]])
    }
    let facts = trial.facts
    trial.facts = { store in
      let rows = try store.snapshotNumbers().prefix(4).map { try Snapshot(store: store, number: $0).rows }
      return try facts(store) + "\(rows)"
    }
    try expectNoProblems(trial, operations: 30)
  }

  @Test func `events and rows of tables come together, or neither, and a table is replaced as a whole`()
    throws
  {
    func ingest(_ store: Store, _ part: Int, replacing: Set<PropertyTable>) throws {
      var options = IngestOptions(source: "app", threads: 1)
      options.replacedTables = replacing
      let inputs = [PropertyTable?.none, .users, .accounts].map { table in
        IngestInput(
          name: "\(part) \(table?.rawValue ?? "events")", knownDigest: nil,
          source: MemorySource(Array(Self.events[part * 13..<(part + 1) * 13])), table: table,
          content: { (digest: "\(part) \(table?.rawValue ?? "events")", bytes: 0) })
      }
      _ = try Ingest(into: store, options: options).run(inputs)
    }
    try expectNoProblems(
      ChangeTrial(prepare: { try ingest($0, 0, replacing: []) }) { store in
        try ingest(store, 1, replacing: [.users])
      }, operations: 30)
  }

  @Test func `a compaction that stops leaves the files before or after a merge`() throws {
    try expectNoProblems(
      ChangeTrial(prepare: Self.prepare) { store in
        _ = try Compaction(of: store, extent: .all, threads: 1).run()
      }, operations: 10)
  }
}
