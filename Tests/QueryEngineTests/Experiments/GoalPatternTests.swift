import EventModel
import QueryEngine
import QueryResults
import TestSupport
import Testing

struct GoalPatternTests {
  /// What each unit does after its exposure, as letters a minute apart; before it, letters before `|`.
  private func converters(
    _ units: [String], goal: String, step: Int64 = 60_000_000, offset: Int64 = 0
  ) throws -> Int {
    var log = ExperimentLog()
    for (number, letters) in units.enumerated() {
      for arm in ["A", "B"] {
        let user = "\(arm)\(number)"
        let exposure = ExperimentLog.origin + offset
        let parts = letters.split(separator: "|", omittingEmptySubsequences: false).map(Array.init)
        let (before, after) = parts.count > 1 ? (parts[0], parts[1]) : ([], parts[0])
        func add(_ name: String, _ time: Int64) {
          log.events.append(
            ListedEvent(
              user: user, name: name, time: Timestamp(microseconds: time),
              values: [(column: .property("variant"), value: .string(arm))]))
        }
        for (place, letter) in before.enumerated() {
          add(String(letter), exposure - Int64(before.count - place) * step)
        }
        add("view", exposure)
        for (place, letter) in after.enumerated() { add(String(letter), exposure + Int64(place + 1) * step) }
      }
    }
    let report = try log.store(parts: 2).report(
      "experiment e exposure view variant variant goal conversion of \(goal)")
    guard case .rate(let converters, _) = report.metrics[0].arms[0].measure else { return -1 }
    return converters
  }

  @Test func `an excluded event between the steps undoes a conversion`() throws {
    let units = ["ab", "axb", "axab", "xab", "abx"]
    #expect(try converters(units, goal: "a -> b") == 5)
    #expect(try converters(units, goal: "a -> b excluding x") == 4)
    #expect(try converters(units, goal: "a -> b excluding x effect remove-unit") == 4)
    #expect(try converters(["axb"], goal: "view -> b excluding x") == 0)
  }

  @Test func `arrows keep their conditions`() throws {
    #expect(try converters(["ab", "acb", "x"], goal: "a => b") == 1)
    #expect(try converters(["ab", "acb", "x"], goal: "a -[within 1m]-> b") == 1)
    #expect(try converters(["ab", "acb", "x"], goal: "a -[after 2m]-> b") == 1)
    #expect(try converters(["ab", "acb", "x"], goal: "a -[not c]-> b") == 1)
    #expect(try converters(["ab", "acb", "x"], goal: "a -> b order strict") == 1)
  }

  @Test func `steps may repeat, be left out, come in any order`() throws {
    #expect(try converters(["ab", "aab", "b"], goal: "a{2} -> b") == 1)
    #expect(try converters(["ab", "acb", "cb"], goal: "a -> c? -> b") == 2)
    #expect(try converters(["ab", "ba", "a"], goal: "a -> b order unordered") == 2)
    #expect(try converters(["ab", "ba", "b"], goal: "a -> b order sets") == 2)
  }

  @Test func `only the history of first lies before exposure`() throws {
    #expect(try converters(["a|b", "a|ab", "|ab", "ab|"], goal: "a -> b") == 2)
    #expect(try converters(["a|b", "a|ab", "|ab", "ab|"], goal: "first(a) -> b") == 1)
  }

  @Test func `the window counts from exposure to the last step`() throws {
    #expect(try converters(["acb", "ab", "ccab"], goal: "a => b within 2m") == 1)
    #expect(try converters(["acb", "ab", "ccab"], goal: "a -> b within 3m excluding view") == 2)
  }

  @Test func `floored times decide the order of steps, not whether they follow exposure`() throws {
    // All within one second: the exposure at half of it, b a tenth after a.
    let (step, offset): (Int64, Int64) = (100_000, 500_000)
    #expect(try converters(["ba", "ab", "a|b"], goal: "a -> b", step: step, offset: offset) == 1)
    #expect(
      try converters(["ba", "ab", "a|b"], goal: "a -> b resolution 1s", step: step, offset: offset) == 2)
  }

  @Test func `options of the matcher have no meaning in measures`() throws {
    let log = ExperimentLog.made(seed: 1, units: 20)
    #expect(throws: QueryError.self) {
      try log.store().report(
        "experiment e exposure view variant variant goal count of purchase excluding view")
    }
  }
}
