import NaiveEvaluator
import SequenceMatcher
import Testing

struct PatternMatcherTests {
  @Test(arguments: 0..<50)
  func `every option chooses the attempts that trying everything chooses`(block: UInt64) throws {
    for seed in block * 2_000..<(block + 1) * 2_000 {
      let example = FunnelCase(seed: seed)
      let expected = example.expected()
      for passesEarly in [false, true] {
        let matched = try example.matched(passesEarly: passesEarly)
        if matched != expected {
          Issue.record(
            "seed \(seed), passing early: \(passesEarly): \(matched.map(\.summary)) instead of \(expected.map(\.summary)) for \(example.summary)"
          )
          return
        }
      }
    }
  }
}

/// Units that are too large for trying everything: the work must stay bounded.
struct PatternWorkTests {
  private func attempts(
    _ rules: PatternRules, _ events: [(time: Int64, steps: UInt64)], marks: [UnitSequence.Mark] = []
  ) throws -> [Attempt] {
    var unit = UnitSequence()
    for (position, event) in events.enumerated() {
      unit.events.append(
        CandidateEvent(time: event.time, steps: event.steps, position: UInt32(position)))
    }
    unit.marks = rules.marks.indices.map { _ in marks }
    var matcher = PatternMatcher(rules: rules)
    matcher.load(unit)
    return try matcher.attempts(entryRange: Int64.min..<Int64.max)
  }

  @Test func `a flood of equal times that fit every step is matched as a handful is`() throws {
    var rules = PatternRules(stepCount: 6)
    rules.entry = .first
    rules.steps[2].isOptional = true
    let flood = [(time: Int64, steps: UInt64)](repeating: (5, 0b111111), count: 5_000)
    #expect(try attempts(rules, flood).map(\.depth) == [5])
    rules.entry = .best
    #expect(try attempts(rules, flood).map(\.depth) == [5])
  }

  @Test func `a long unit that never converts takes no longer than one that does`() throws {
    var rules = PatternRules(stepCount: 3)
    rules.steps[1].arrow.within = 1_000_000
    rules.steps[2].arrow.within = 1_000_000
    let events = (0..<60_000).map { (time: Int64($0), steps: $0 % 2 == 0 ? UInt64(0b01) : 0b10) }
    #expect(try attempts(rules, events).map(\.depth) == [2])
    rules.entry = .every
    rules.window = .time(100)
    #expect(try attempts(rules, events).count == 589)
  }

  @Test func `every attempt of a long unit is found in one pass`() throws {
    var rules = PatternRules(stepCount: 2)
    rules.entry = .every
    rules.steps[1].arrow.within = 10
    let events = (0..<100_000).map { (time: Int64($0), steps: $0 % 2 == 0 ? UInt64(0b01) : 0b10) }
    #expect(try attempts(rules, events).count == 50_000)
  }

  @Test func `exclusions of a long unit are looked up, not searched`() throws {
    var rules = PatternRules(stepCount: 2)
    rules.marks = [.init()]
    rules.exclusions = [.init(marks: 0, from: 0, to: 1)]
    let events = (0..<50_000).map { (time: Int64($0) * 2, steps: UInt64($0 == 49_999 ? 0b10 : 0b01)) }
    let struck = try attempts(rules, events, marks: [.init(time: 99_997, position: 49_999)])
    #expect(struck.map(\.depth) == [1])
    #expect(try attempts(rules, events).map(\.depth) == [2])
  }

  @Test func `unordered steps of a long unit are matched in one pass per start`() throws {
    var rules = PatternRules(stepCount: 4)
    rules.order = .unordered
    rules.window = .time(50)
    let events = (0..<3_000).map { (time: Int64($0), steps: UInt64(1) << UInt64($0 % 3)) }
    #expect(try attempts(rules, events).map(\.depth) == [3])
  }

  @Test func `steps repeated thirty times are placed in one pass, not by trying each event`() throws {
    // a -> x{1,30} -> y{1,30} -> z
    var rules = PatternRules(stepCount: 62)
    for step in Array(2...30) + Array(32...60) { rules.steps[step].isOptional = true }
    let (x, y): (UInt64, UInt64) = ((1 << 30 - 1) << 1, (1 << 30 - 1) << 31)
    let kinds = [1] + [UInt64](repeating: x, count: 10) + (0..<9).flatMap { _ in [x, y, x, x] } + [1 << 61]
    // Trying each event for each step takes more than ten times as much.
    rules.workLimit = 1_000_000
    let attempt = try #require(
      try attempts(rules, kinds.enumerated().map { (time: Int64($0), steps: $1) }).first)
    #expect(attempt.depth == 4)
    // 29 of the first and 3 of the second are as many as fit, and of the ways to have so many the latest.
    #expect(attempt.places[1...30].filter { $0 >= 0 } == (1..<36).filter { kinds[$0] == x })
    #expect(attempt.places[31...60].filter { $0 >= 0 } == [36, 40, 44])
  }

  @Test func `a pattern with too many combinations ends with an error`() throws {
    var rules = PatternRules(stepCount: 8)
    rules.workLimit = 1 << 16
    // Conditions that read every earlier step make each way its own state.
    for step in 1..<8 {
      rules.steps[step].arrow.within = 1_000_000
      rules.steps[step].arrow.after = 1
      rules.steps[step].reads = Array(1..<step)
      rules.steps[step].condition = step
    }
    let events = (0..<400).map { (time: Int64($0), steps: UInt64(0b1111_1111)) }
    var unit = UnitSequence()
    for (position, event) in events.enumerated() {
      unit.events.append(
        CandidateEvent(time: event.time, steps: event.steps, position: UInt32(position)))
    }
    unit.relativeTest = { condition, _, _ in condition < 7 }
    var matcher = PatternMatcher(rules: rules)
    matcher.load(unit)
    #expect(throws: TooManyCombinations.self) {
      _ = try matcher.attempts(entryRange: Int64.min..<Int64.max)
    }
  }
}
