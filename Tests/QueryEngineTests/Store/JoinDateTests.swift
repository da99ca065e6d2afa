import Connectors
import EventModel
import Ingestion
import QueryEngine
import QueryLanguage
import QueryResults
import SegmentStore
import TestSupport
import Testing

@testable import DatasetGenerator

/// The day a user joined, where dumps of Heap Connect give several.
struct JoinDateTests {
  private let directory = TemporaryDirectory()
  private static let january: Int64 = 1_767_225_600_000_000
  private static let day: Int64 = 86_400_000_000

  /// A row of `users`: id, when it joined, days after which it changed.
  private typealias User = (id: Int64, joined: HeapConnectDump.Value, changed: Int64)

  private func write(_ number: Int64, users: [User], isFull: Bool) throws {
    let events = users.map { user -> [HeapConnectDump.Value] in
      [.integer(number * 1_000 + user.id), .integer(user.id), .text("2026-05-01 00:00:00")]
    }
    let tables = [
      HeapConnectDump.Table(
        name: "pageviews", isIncremental: number > 1,
        columns: [("event_id", .long), ("user_id", .long), ("time", .string)], rows: events),
      HeapConnectDump.Table(
        name: "users", isIncremental: !isFull,
        columns: [
          ("user_id", .long), ("joindate", users.contains { $0.joined.isText } ? .string : .optionalLong),
          ("last_modified", .long),
        ], rows: users.map { [.integer($0.id), $0.joined, .integer(Self.january + $0.changed * Self.day)] }),
      HeapConnectDump.Table(
        name: "user_migrations", isIncremental: false,
        columns: [("from_user_id", .long), ("to_user_id", .long)],
        rows: [[.integer(1), .integer(2)], [.integer(3), .integer(2)]]),
    ]
    var report = HeapConnectWriter.Report()
    try HeapConnectWriter.write(
      HeapConnectDump(number: number, tables: tables), HeapConnectRecipe(events: 1, dumps: 1, seed: 1),
      to: directory.path, &report)
  }

  private func load(into store: Store) throws {
    _ = try HeapConnectLoad(
      HeapMirror(root: directory.path), paths: HeapBucketPath(prefixes: []), into: store,
      options: HeapConnectOptions()
    ).run()
  }

  /// Users by the day they joined, in days after the first of January.
  private func joined(_ store: Store) throws -> [String: Int] {
    let engine = QueryEngine(snapshot: try Snapshot(store: store), threads: 1)
    guard
      case .funnel(let funnel) = try engine.run(
        try Parser.parseStatement("funnel pageviews by user.joindate")
      ).body
    else { return [:] }
    var found: [String: Int] = [:]
    for group in funnel.groups ?? [] {
      let text =
        switch group.group.values.first?.value {
        case .timestamp(let time)?: "day \((time.microseconds - Self.january) / Self.day)"
        case .string(let other)?: other
        case let other: String(describing: other)
        }
      found[text] = group.steps[0].units
    }
    return found
  }

  @Test func `of merged users the earliest counts, however it is written and whatever came last`() throws {
    let (held, other) = (try TemporaryStore(), try TemporaryStore())
    let (store, once) = (held.store, other.store)
    // Microseconds, then milliseconds, then text; the newest row is never the one that joined first.
    try write(
      1, users: [(1, .integer(Self.january + 9 * Self.day), 30), (4, .integer(Self.january), 1)], isFull: true
    )
    try load(into: store)
    #expect(try joined(store) == ["day 9": 1, "day 0": 1])
    try write(2, users: [(2, .integer((Self.january + 20 * Self.day) / 1_000), 40)], isFull: false)
    try load(into: store)
    #expect(try joined(store) == ["day 9": 1, "day 0": 1])
    try write(
      3,
      users: [
        (3, .text("2026-01-06 00:00:00"), 10), (2, .text("Invalid date"), 50), (5, .text("Invalid date"), 1),
      ],
      isFull: false)
    try load(into: store)
    #expect(try joined(store) == ["day 5": 1, "day 0": 1, "Invalid date": 1])
    let steps = try joined(store)

    try load(into: once)
    #expect(try joined(once) == steps)
    for each in [store, once] { _ = try Compaction(of: each, extent: .all, threads: 1).run() }
    #expect(try joined(store) == steps && joined(once) == steps)

    // A full copy says all there is to say.
    try write(4, users: [(2, .integer(Self.january + 20 * Self.day), 60), (6, .null, 60)], isFull: true)
    try load(into: store)
    #expect(try joined(store)["day 20"] == 1)
    #expect(try joined(store)["day 5"] == nil)
  }

  @Test func `other dates of users stay what they were last`() throws {
    let store = try TemporaryStore()
    try store.ingest(
      ListedEventSource([
        ListedEvent(
          user: "u", name: "a", time: Timestamp(microseconds: 5),
          values: [(.userProperty("joindate"), .timestamp(Timestamp(microseconds: 1)))]),
        ListedEvent(
          user: "u", name: "a", time: Timestamp(microseconds: 6),
          values: [(.userProperty("joindate"), .timestamp(Timestamp(microseconds: 2)))]),
      ]), name: "one")
    func answer() throws -> [Timestamp] {
      let engine = QueryEngine(snapshot: try Snapshot(store: store.store), threads: 1)
      let statement = try Parser.parseStatement("funnel a by user.joindate")
      guard case .funnel(let funnel) = try engine.run(statement).body else { return [] }
      return (funnel.groups ?? []).compactMap { group in
        if case .timestamp(let time)? = group.group.values.first?.value { time } else { nil }
      }
    }
    #expect(try answer() == [Timestamp(microseconds: 2)])
    let commit = try SnapshotCommit(store: store.store)
    commit.manifest.sources["app", default: .init()].earliestProperties = ["joindate"]
    try commit.commit(.define, at: Timestamp(microseconds: 0))
    #expect(try answer() == [Timestamp(microseconds: 1)])
  }
}

extension HeapConnectDump.Value {
  fileprivate var isText: Bool { if case .text = self { true } else { false } }
}
