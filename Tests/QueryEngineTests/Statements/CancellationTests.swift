import EventModel
import NaiveEvaluator
import QueryEngine
import QueryLanguage
import Synchronization
import Testing

/// Statements that are stopped. How soon is measured by how often the engine asks, which no machine makes slower.
struct CancellationTests {
  /// Asks are counted; from the one of number `limit` on, the answer is that the person wants no more.
  private final class Asks: Sendable {
    private let asked = Atomic(0)
    private let limit: Int

    init(stoppingAt limit: Int = .max) { self.limit = limit }

    var count: Int { asked.load(ordering: .relaxed) }
    func ask() -> Bool { asked.add(1, ordering: .relaxed).newValue >= limit }
  }

  /// Six events of each user, in one block.
  private static func stored(users: Int) throws -> StoredLog {
    let names = ["view", "cart", "purchase"]
    return try StoredLog(
      whole: (0..<users).flatMap { user in
        (0..<6).map { place in
          NaiveEvent(
            user: "u\(user &* 7919 % users)", name: names[place % 3], time: Int64(place * 1_000_000),
            properties: ["order": .integer(Int64(user % 977))])
        }
      })
  }

  private static func asks(_ text: String, of stored: StoredLog) throws -> Int {
    let asks = Asks()
    _ = try stored.engine.run(try Parser.parseStatement(text), isCancelled: { asks.ask() })
    return asks.count
  }

  @Test func `matching, gathering and ordering ask again and again`() throws {
    let stored = try Self.stored(users: 12_000)
    let plain = "funnel view -> purchase within 1d entry every"
    let matching = try Self.asks(plain, of: stored)
    // 48,000 rows are matched, and who asks every 4,096 rows asks ten times.
    #expect(matching >= 10)
    // Ordering 24,000 attempts takes more than 24,000 × 10 comparisons.
    #expect(try Self.asks(plain + " show units", of: stored) >= matching + 50)
    // Gathering by a property orders 48,000 rows.
    #expect(try Self.asks(plain + " per order", of: stored) >= matching + 100)
  }

  @Test(arguments: [
    "funnel view -> purchase within 1d entry every show units",
    "funnel view -> purchase within 1d per order", "correlate view -> purchase within 1d",
    "journeys top 3", "funnel view -> purchase within 1d",
  ])
  func `a statement ends wherever it is stopped`(text: String) throws {
    let stored = try Self.stored(users: 3_000)
    let statement = try Parser.parseStatement(text)
    let all = try Self.asks(text, of: stored)
    try #require(all > 3)
    for limit in Set([1, 2, all / 2, all - 1, all]) {
      let asks = Asks(stoppingAt: limit)
      #expect(throws: QueryError.cancelled, "asked \(limit) of \(all) times") {
        try stored.engine.run(statement, isCancelled: { asks.ask() })
      }
    }
  }
}
