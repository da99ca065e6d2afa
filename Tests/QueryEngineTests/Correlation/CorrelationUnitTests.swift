import EventModel
import NaiveEvaluator
import QueryEngine
import QueryResults
import Testing

/// Correlations per any unit, against counting one attempt after the other.
struct CorrelationUnitTests {
  private struct Counts: Equatable {
    var entered = 0
    var converted = 0
    /// By event: converted units, other units, and how often it happened to either.
    var events: [String: [Int]] = [:]
  }

  private static let units: [(text: String, unit: NaiveUnit)] = [
    ("user", .user), ("session", .session),
    ("session gap 15m", .sessionSplit(gap: 900_000_000, resetsAtMidnight: false)),
    ("p", .property("p")), ("account", .property("account")),
  ]

  @Test(arguments: 0..<5)
  func `what happened on the way is counted for each unit, wherever its events lie`(place: Int) throws {
    let (name, unit) = Self.units[place]
    var compared = 0
    for seed in UInt64(0)..<60 {
      var questions = try LogQuestions(seed: seed ^ 0xc0de)
      let stored = questions.stored
      if case .property(.property(let property)) = unit, !stored.knows(property: property) { continue }
      let steps = [questions.random.pick(stored.log).name, questions.random.pick(stored.log).name]
      var funnel = NaiveFunnel(steps.map { NaiveStep(stringLiteral: $0) })
      funnel.window = questions.random.pick([nil, 60_000_000, 3_600_000_000, 86_400_000_000])
      funnel.stream.unit = unit
      var text = "correlate \(steps.map { "\"\($0)\"" }.joined(separator: " -> ")) per "
      text += name == "p" || name == "account" ? "\"\(name)\"" : name
      if let window = funnel.window { text += " within \(StatementText.elapsed(window))" }
      if questions.random.chance(30) {
        funnel.holding = ["q"]
        text += " holding \"q\""
        guard stored.knows(property: "q") else { continue }
      }
      let label: Comment = "seed \(seed): \(text) with events support 0 top 1000"
      let (answer, disagreements) = try stored.ask("\(text) with events support 0 top 1000")
      #expect(disagreements == [], label)
      guard case .correlation(let result) = try answer.get().body else { continue }
      #expect(Self.counts(result) == Self.expected(funnel, stored.log), label)
      compared += result.entered
    }
    #expect(compared > 40)
  }

  private static func counts(_ result: CorrelationResult) -> Counts {
    var counts = Counts(entered: result.entered, converted: result.converted)
    for row in result.rows {
      let times =
        (row.timesConverted ?? 0) * Double(row.converted.reached)
        + (row.timesOthers ?? 0) * Double(row.others.reached)
      counts.events[row.name] = [row.converted.reached, row.others.reached, Int(times.rounded())]
    }
    return counts
  }

  private static func expected(_ funnel: NaiveFunnel, _ log: [NaiveEvent]) -> Counts {
    let answer = funnel.answer(on: log)
    let sequences = funnel.stream.sequences(of: log, resolution: nil).sequences
    var counts = Counts()
    for attempt in answer.attempts {
      guard let start = attempt.times[0], let sequence = sequences.first(where: { $0.unit == attempt.unit })
      else { continue }
      let hasConverted = attempt.times[1] != nil
      let end = attempt.times[1] ?? funnel.window.map { start + $0 + 1 } ?? answer.endOfData
      counts.entered += 1
      counts.converted += hasConverted ? 1 : 0
      var happened: [String: Int] = [:]
      for (event, time) in zip(sequence.events, sequence.times) where time > start && time < end {
        happened[event.name, default: 0] += 1
      }
      for (name, times) in happened {
        var row = counts.events[name] ?? [0, 0, 0]
        row[hasConverted ? 0 : 1] += 1
        row[2] += times
        counts.events[name] = row
      }
    }
    return counts
  }

  @Test func `a property counts with the value of the entering event`() throws {
    func event(_ user: String, _ name: String, _ time: Int64, _ plan: String) -> NaiveEvent {
      var event = NaiveEvent(user: user, name: name, time: time)
      event.properties = ["plan": .string(plan), "order": .string(user)]
      return event
    }
    var log: [NaiveEvent] = []
    for number in 0..<20 {
      let user = "u\(number)"
      log.append(event(user, "view", Int64(number) * 1_000, number < 10 ? "pro" : "free"))
      if number < 8 { log.append(event(user, "buy", Int64(number) * 1_000 + 10, "late")) }
    }
    let stored = try StoredLog(whole: log)
    for unit in ["user", "session", "\"order\""] {
      guard
        case .correlation(let result) = try stored.answer(
          "correlate view -> buy per \(unit) with properties plan"
        ).body
      else { continue }
      let pro = try #require(result.rows.first { $0.value == .string("pro") })
      #expect([pro.converted.reached, pro.converted.entered] == [8, 8], "\(unit)")
      #expect([pro.others.reached, pro.others.entered] == [2, 12], "\(unit)")
      #expect(!result.rows.contains { $0.value == .string("late") }, "\(unit)")
    }
  }
}
