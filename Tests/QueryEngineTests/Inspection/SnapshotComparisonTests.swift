import EventModel
import NaiveEvaluator
import QueryEngine
import QueryLanguage
import QueryResults
import SegmentStore
import TestSupport
import Testing

/// `compare snapshots` against counting with loops.
struct SnapshotComparisonTests {
  private static let day: Int64 = 86_400_000_000

  /// Commits the events one part after the other.
  private static func store(_ parts: [[ListedEvent]]) throws -> TemporaryStore {
    let store = try TemporaryStore()
    for (number, part) in parts.enumerated() {
      try store.ingest(ListedEventSource(part), name: "part \(number)")
    }
    return store
  }

  private static func answer(_ text: String, _ store: TemporaryStore, snapshot: Int? = nil) throws
    -> QueryResult
  {
    let snapshot = try Snapshot(store: store.store, number: snapshot)
    return try QueryEngine(snapshot: snapshot, threads: 2).run(try Parser.parseStatement(text))
  }

  private static func comparison(_ text: String, _ store: TemporaryStore) throws -> SnapshotComparisonResult {
    guard case .comparison(let result) = try answer(text, store).body else {
      throw StoreError.emptyStore(path: text)
    }
    return result
  }

  @Test(arguments: 5_000..<5_040) func `counts agree with counting one by one`(seed: UInt64) throws {
    var random = SeededRandom(seed: seed)
    let names = ["a", "b", "c d", "é"].prefix(Int.random(in: 1...4, using: &random))
    let parts = (0..<3).map { _ in
      (0..<Int.random(in: 1...30, using: &random)).map { _ in
        ListedEvent(
          user: "u\(Int.random(in: 0..<5, using: &random))", name: names.randomElement(using: &random)!,
          time: Timestamp(microseconds: Int64.random(in: -2 * Self.day..<3 * Self.day, using: &random)))
      }
    }
    let store = try Self.store(parts)
    let first = Int.random(in: 1...3, using: &random)
    let second = Int.random(in: 1...3, using: &random)
    let isBounded = random.oneIn(2)
    let hidden = random.oneIn(3) ? names.first : nil
    var text = "compare snapshots \(first) and \(second)"
    if isBounded { text += " from 1970-01-01 to 1970-01-03" }
    if let hidden { text += " hide \"\(hidden)\"" }
    func count(_ snapshot: Int, _ name: String, _ day: String) -> Int {
      parts.prefix(snapshot).joined().count { event in
        event.name == name && event.time.iso8601.prefix(10) == day
          && (!isBounded || (0..<2 * Self.day).contains(event.time.microseconds)) && event.name != hidden
      }
    }
    let result = try Self.comparison(text, store)
    #expect(result.first == first && result.second == second)
    var expected: [EventComparison] = []
    for name in names.sorted(by: { ExactText($0) < ExactText($1) }) {
      let days = Set(parts.joined().map { String($0.time.iso8601.prefix(10)) }).sorted()
      let rows = days.map {
        DayComparison(
          day: $0, count: CountPair(first: count(first, name, $0), second: count(second, name, $0)))
      }.filter { $0.count != CountPair(first: 0, second: 0) }
      if rows.isEmpty { continue }
      let total = CountPair(
        first: rows.reduce(0) { $0 + $1.count.first }, second: rows.reduce(0) { $0 + $1.count.second })
      expected.append(EventComparison(event: name, total: total, days: rows))
    }
    #expect(result.events == expected, "seed \(seed): \(text)")
  }

  @Test func `events are read of both snapshots`() throws {
    let store = try Self.store([
      [.init(user: "u", name: "a", time: Timestamp(microseconds: 0))],
      [.init(user: "u", name: "a", time: Timestamp(microseconds: 1))],
    ])
    let statistics = try Self.answer("compare snapshots 1 and 2", store).stats
    #expect((statistics.eventsRead, statistics.eventsInSnapshot) == (3, 3))
  }

  @Test func `a snapshot that is not there is refused by its number`() throws {
    let store = try Self.store([[.init(user: "u", name: "a", time: Timestamp(microseconds: 0))]])
    #expect(throws: StoreError.noSuchSnapshot(path: store.store.path, number: 9, available: [1])) {
      try Self.answer("compare snapshots 1 and 9", store)
    }
  }

  @Test(arguments: ["where user = 'u'", "per session", "among segment \"x\""])
  func `clauses that are not computed are refused`(clause: String) throws {
    let store = try Self.store([[.init(user: "u", name: "a", time: Timestamp(microseconds: 0))]])
    #expect(throws: QueryError.self) { try Self.answer("compare snapshots 1 and 1 " + clause, store) }
  }

  @Test func `days are those of the zone`() throws {
    let evening = Timestamp(microseconds: 23 * 3_600_000_000)
    let store = try Self.store([
      [.init(user: "u", name: "b", time: evening)], [.init(user: "u", name: "a", time: evening)],
    ])
    func days(_ text: String) throws -> [String] {
      try Self.comparison(text, store).events.flatMap { $0.days.map(\.day) }
    }
    #expect(try days("compare snapshots 1 and 2 hide b") == ["1970-01-01"])
    #expect(try days("compare snapshots 1 and 2 hide b in 'Asia/Tokyo'") == ["1970-01-02"])
  }
}
