import EventModel
import NaiveEvaluator
import QueryEngine
import QueryResults
import TestSupport
import Testing

/// Properties that the table of accounts brings, against the same values written on the events themselves.
struct AccountPropertyTests {
  /// Rows of the table: `tier` of A changes once, B has none; C has no events.
  private static let rows: [ListedEvent] = [
    row("A", at: 0, tier: "silver", size: 7), row("A", at: 5, tier: "gold", size: nil),
    row("B", at: 3, tier: nil, size: 2), row("C", at: 1, tier: "bronze", size: 1),
  ]

  private static func row(_ account: String, at time: Int64, tier: String?, size: Int64?) -> ListedEvent {
    var values: [(column: EventColumn, value: PropertyValue)] = []
    if let tier { values.append((.property("tier"), .string(tier))) }
    if let size { values.append((.property("size"), .integer(size))) }
    return ListedEvent(
      user: account, name: "ignored", time: Timestamp(microseconds: time), values: values)
  }

  /// The log as it would be if every event told what its account is like.
  private static func spelledOut(_ log: [NaiveEvent]) -> [NaiveEvent] {
    log.map { event in
      var event = event
      switch event.properties["account"] {
      case .string("A"):
        event.properties["account.tier"] = .string("gold")
        event.properties["account.size"] = .integer(7)
      case .string("B"): event.properties["account.size"] = .integer(2)
      default: break
      }
      return event
    }
  }

  private static func sourced(_ log: [NaiveEvent]) -> [NaiveEvent] {
    log.map { event in
      var event = event
      event.source = TemporaryStore.sourceName
      return event
    }
  }

  /// A log of which some event names account A and another account B.
  private static func log(seed: UInt64) -> [NaiveEvent] {
    var logs = NaiveLogGenerator(seed: seed ^ 0xacc)
    var log = logs.log()
    for (place, account) in ["A", "B"].enumerated() {
      var event = log[place % log.count]
      event.properties["account"] = .string(account)
      log.append(event)
    }
    return log
  }

  @Test(arguments: 0..<6)
  func `a property of accounts groups, filters and attributes like one of the events`(block: UInt64) throws {
    for seed in block * 5..<(block + 1) * 5 {
      let log = Self.sourced(Self.log(seed: seed))
      let told = Self.spelledOut(log)
      var questions = try LogQuestions(seed: seed, log: told)
      let stored = try StoredLog(
        sourced: log, tables: [.accounts: Self.rows], accountProperty: "account")
      for number in 0..<8 {
        var question = PatternQuestion(&questions)
        question.funnel.byCount = nil
        question.funnel.by = questions.random.pick([
          ["account.tier"], ["account.size"], ["account.size", "p"], ["account.tier", "account.size"],
        ])
        question.funnel.attribution = questions.random.pick([
          .first, .last, .nearest, .all,
          .step(1 + questions.random.number(below: question.funnel.steps.count)),
        ])
        if questions.random.chance(25) { question.funnel.stream.unit = .property("account.size") }
        if questions.random.chance(25) { question.funnel.holding = ["account.size"] }
        if questions.random.chance(25) {
          question.funnel.stream.filter = .compare("account.size", .greater, .integer(3))
        }
        let label: Comment = "seed \(seed), question \(number): \(question.text)"
        guard question.problems(in: questions.stored).isEmpty else { continue }
        let answer = try stored.answer(question.text)
        let expected = question.funnel.answer(on: question.orderedLog(told))
        #expect(Differences(answer, expected, of: question).found == [], label)
      }
    }
  }

  @Test(arguments: [
    "journeys per account top 2", "journeys per account.size depth 4", "journeys node account.tier per user",
    "journeys where account.tier = 'gold' per account collapse repeats",
    "journeys depth 2 per user compare account.size 7, rest",
    "funnel any -> any by account.tier attribute last compare account.tier 'gold', rest",
    "funnel any -> any[account.size > 3] per account show units",
    "funnel x: any -> any[account.size != x.account.size]",
    "funnel any among account.tier = 'gold' and not account.size = 2",
    "correlate any -> any per account with properties account.tier support 1",
  ])
  func `every statement reads a property of accounts as one of the events`(text: String) throws {
    for seed in UInt64(100)..<104 {
      let log = Self.sourced(Self.log(seed: seed))
      let byTable = try StoredLog(
        sourced: log, tables: [.accounts: Self.rows], accountProperty: "account")
      let byEvent = try StoredLog(sourced: Self.spelledOut(log), accountProperty: "account")
      let (answer, expected) = (try byTable.outcome(text), try byEvent.outcome(text))
      #expect(answer == expected, "seed \(seed): \(StoredLog.firstDifference(answer, expected))")
    }
  }
}
