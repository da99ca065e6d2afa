import EventModel
import NaiveEvaluator
import QueryEngine
import QueryLanguage
import QueryResults
import Reporting
import SegmentStore
import TestSupport

/// A made-up experiment: units, their variants and what they do, all from a seed.
struct ExperimentLog {
  static let day: Int64 = 86_400_000_000
  static let origin: Int64 = 1_767_571_200_000_000

  var events: [ListedEvent] = []

  /// Adds one unit: what it did before, its exposure, what it bought after.
  mutating func add(
    _ user: String, variant: String, at day: Int, segment: String = "web", before: Double? = nil,
    purchases: [Double] = []
  ) {
    let exposure = Self.origin + Int64(day) * Self.day
    func event(_ name: String, _ time: Int64, _ values: [(EventColumn, PropertyValue)]) {
      events.append(
        ListedEvent(
          user: user, name: name, time: Timestamp(microseconds: time),
          values: values.map { (column: $0.0, value: $0.1) }))
    }
    if let before { event("purchase", exposure - Self.day, [(.property("amount"), .double(before))]) }
    event(
      "view", exposure, [(.property("variant"), .string(variant)), (.property("platform"), .string(segment))])
    for (place, amount) in purchases.enumerated() {
      event("purchase", exposure + Int64(place + 1) * 3_600_000_000, [(.property("amount"), .double(amount))])
    }
  }

  /// Units of two or more arms whose chance to buy and amounts differ by `lifts`, the first arm's being 0.
  static func made(
    seed: UInt64, units: Int, variants: [String] = ["A", "B"], lifts: [Double] = [0, 0]
  ) -> ExperimentLog {
    var random = SplitMix64(seed: seed)
    func uniform() -> Double { Double(random.next() >> 11) * 0x1p-53 }
    var log = ExperimentLog()
    for unit in 0..<units {
      let arm = random.number(below: variants.count)
      let taste = uniform()
      let buys = uniform() < (0.1 + 0.2 * taste) * (1 + lifts[arm])
      log.add(
        "u\(unit)", variant: variants[arm], at: random.number(below: 20),
        segment: random.pick(["web", "ios"]),
        before: uniform() < taste ? (taste * 100).rounded() / 4 : nil,
        purchases: buys ? [(taste * 50 * (1 + lifts[arm]) * 100).rounded() / 100] : [])
    }
    return log
  }

  /// Commits the log in parts of whole users, so that its work units are many, and answers `text` on `threads`.
  func store(parts: Int = 8) throws -> Stored {
    let store = try TemporaryStore()
    let users = Array(Set(events.map(\.user))).sorted()
    for part in 0..<parts {
      let own = Set(users.indices.filter { $0 % parts == part }.map { users[$0] })
      let chosen = events.filter { own.contains($0.user) }
      if !chosen.isEmpty { try store.ingest(ListedEventSource(chosen), name: "part \(part)") }
    }
    return Stored(store: store, snapshot: try Snapshot(store: store.store))
  }

  struct Stored {
    let store: TemporaryStore
    let snapshot: Snapshot
    var definitions = Definitions()

    /// The same store, with a segment or the like defined.
    func defining(_ text: String) throws -> Stored {
      var stored = self
      stored.definitions.apply(try Parser.parseStatement(text))
      return stored
    }

    func result(_ text: String, threads: Int = 2) throws -> QueryResult {
      var result = try QueryEngine(snapshot: snapshot, threads: threads, definitions: definitions).run(
        try Parser.parseStatement(text))
      result.stats.elapsedMilliseconds = 0
      return result
    }

    func report(_ text: String, threads: Int = 2) throws -> ExperimentReport {
      guard case .experiment(let report) = try result(text, threads: threads).body else { throw NoReport() }
      return report
    }

    func json(_ text: String, threads: Int = 2) throws -> String {
      Report.render(try result(text, threads: threads), format: .json)
    }
  }

  struct NoReport: Error {}
}
