import EventModel
import QueryEngine
import QueryLanguage
import QueryResults
import TestSupport
import Testing

struct ExperimentOverlapTests {
  /// One user's arms in two experiments, `nil` for not exposed, and whether the user bought.
  private struct Unit {
    var colour: String?
    var price: String?
    /// The arm that it sees afterwards.
    var secondPrice: String?
    var buys: Bool
  }

  private func store(_ units: [Unit]) throws -> ExperimentLog.Stored {
    var log = ExperimentLog()
    for (number, unit) in units.enumerated() {
      func add(_ name: String, _ minute: Int64, _ values: [(EventColumn, PropertyValue)] = []) {
        log.events.append(
          ListedEvent(
            user: "u\(number)", name: name,
            time: Timestamp(microseconds: ExperimentLog.origin + minute * 60_000_000),
            values: values.map { (column: $0.0, value: $0.1) }))
      }
      if let arm = unit.colour { add("colour", 0, [(.property("variant"), .string(arm))]) }
      if let arm = unit.price { add("price", 1, [(.property("variant"), .string(arm))]) }
      if let arm = unit.secondPrice { add("price", 2, [(.property("variant"), .string(arm))]) }
      if unit.buys { add("purchase", 3) }
      add("other", 4)
    }
    return try log.store(parts: 4)
  }

  private func overlaps(
    _ stored: ExperimentLog.Stored, _ texts: [String] = [colour, price], threads: Int = 2
  ) throws -> ExperimentOverlaps {
    let statements = try texts.map { text -> ExperimentStatement in
      guard case .experiment(let statement) = try Parser.parseStatement(text) else {
        throw ExperimentLog.NoReport()
      }
      return statement
    }
    return try QueryEngine(snapshot: stored.snapshot, threads: threads).overlaps(of: statements)
  }

  static let colour = "experiment colour exposure colour variant variant goal conversion of purchase"
  static let price = "experiment price exposure price variant variant goal conversion of purchase"

  /// Units in both with the chance that `chance` gives to their arms.
  private func units(
    _ count: Int, seed: UInt64, second: ((String, inout SeededRandom) -> String?)? = nil,
    chance: (_ colour: String, _ price: String?) -> Int
  ) -> [Unit] {
    var random = SeededRandom(seed: seed)
    return (0..<count).map { _ in
      let colour = random.oneIn(2) ? "A" : "B"
      let price = second.map { $0(colour, &random) } ?? (random.oneIn(2) ? "A" : "B")
      return Unit(
        colour: colour, price: price, buys: Int.random(in: 0..<100, using: &random) < chance(colour, price))
    }
  }

  @Test func `independent experiments are counted and found independent`() throws {
    var units = units(2_000, seed: 1) { colour, _ in colour == "A" ? 20 : 26 }
    for place in stride(from: 0, to: 2_000, by: 4) { units[place].price = nil }
    let stored = try store(units)
    let pair = try #require(try overlaps(stored).pairs.first)
    for (row, first) in ["A", "B"].enumerated() {
      for (column, second) in ["A", "B"].enumerated() {
        #expect(pair.units[row][column] == units.count { $0.colour == first && $0.price == second })
      }
    }
    #expect(pair.first.units == 2_000 && pair.second.units == 1_500 && pair.sharedUnits == 1_500)
    #expect(pair.findings == [] && !pair.isWarning)
    #expect(pair.interactions.map(\.experiment) == ["colour", "price"])
    #expect(pair.sentence.hasPrefix("colour and price share 1500 units (75 % of colour, 100 % of price)."))
    #expect(try overlaps(stored, threads: 1) == overlaps(stored, threads: 4))
  }

  @Test func `effects that cancel each other out are an interaction`() throws {
    let units = units(4_000, seed: 2) { colour, price in colour == price ? 40 : 20 }
    let pair = try #require(try overlaps(store(units)).pairs.first)
    #expect(pair.findings == [.interaction])
    #expect(pair.interactions.allSatisfy { ($0.pAdjusted ?? 1) < 1e-6 })
    #expect(
      pair.sentence.contains("The effect of colour on conversion of purchase (B) depends on the arm in price")
    )
    #expect(pair.sentence.contains("percentage points"))
  }

  @Test func `arms that go together are no two experiments`() throws {
    let units = units(1_000, seed: 3, second: { colour, _ in colour }) { _, _ in 30 }
    let pair = try #require(try overlaps(store(units)).pairs.first)
    #expect(pair.findings == [.assignedTogether])
    #expect(pair.units[0][1] == 0 && pair.units[1][0] == 0)
  }

  @Test func `an arm that keeps units from the other experiment is told`() throws {
    let units = units(
      3_000, seed: 4,
      second: { colour, random in
        if colour == "B", random.oneIn(4) { return nil }
        return random.oneIn(2) ? "A" : "B"
      }
    ) { _, _ in 30 }
    let pair = try #require(try overlaps(store(units)).pairs.first)
    #expect(pair.findings == [.reachDiffers])
    #expect(pair.sentence.contains("The arm in colour changes who comes into price"))
  }

  @Test func `experiments without common units, or with few, say so`() throws {
    let apart = (0..<200).map { number in
      let arm = number % 4 < 2 ? "A" : "B"
      return Unit(
        colour: number % 2 == 0 ? arm : nil, price: number % 2 == 0 ? nil : arm, buys: number % 3 == 0)
    }
    let none = try #require(try overlaps(store(apart)).pairs.first)
    #expect(none.sharedUnits == 0 && none.findings == [])
    #expect(none.sentence == "colour and price share no unit.")
    let few = try #require(
      try overlaps(store(apart + [Unit(colour: "A", price: "B", buys: true)])).pairs.first)
    #expect(few.sharedUnits == 1 && few.findings == [.notEnoughData] && !few.isWarning)
  }

  @Test func `one experiment asked twice is not compared, and units that are no users are named`() throws {
    let stored = try store(units(200, seed: 5) { _, _ in 30 })
    let found = try overlaps(
      stored,
      [
        Self.colour,
        Self.colour.replacing("experiment colour", with: "experiment again") + " method sequential",
        Self.price + " per session",
      ])
    #expect(found.pairs.isEmpty)
    #expect(found.leftOut == ["price"])
  }

  @Test func `three experiments make three pairs, whose interactions are adjusted together`() throws {
    let stored = try store(units(1_200, seed: 6) { _, _ in 30 })
    let third = "experiment other exposure colour[variant in ('A', 'B')] variant variant goal count of any"
    let found = try overlaps(stored, [Self.colour, Self.price, third])
    #expect(
      found.pairs.map { "\($0.first.experiment) \($0.second.experiment)" } == [
        "colour price", "colour other", "price other",
      ])
    // Two statements about the same exposures in other words are one assignment.
    #expect(found.pairs[1].findings.contains(.assignedTogether))
    let all = found.pairs.flatMap(\.interactions)
    #expect(all.allSatisfy { ($0.pAdjusted ?? 1) >= ($0.breakdown.interaction.p ?? 0) })
  }

  @Test func `a unit that switches arms is in the overlap where its experiment keeps it`() throws {
    var units = units(600, seed: 7) { _, _ in 30 }
    units[0].price = "A"
    units[0].secondPrice = "B"
    let stored = try store(units)
    let excluded = try #require(try overlaps(stored).pairs.first)
    let kept = try #require(try overlaps(stored, [Self.colour, Self.price + " switchers first"]).pairs.first)
    #expect(excluded.sharedUnits == 599 && kept.sharedUnits == 600)
  }
}
