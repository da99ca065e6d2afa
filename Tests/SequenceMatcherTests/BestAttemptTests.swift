import NaiveEvaluator
import SequenceMatcher
import Testing

struct BestAttemptTests {
  @Test(arguments: 0..<20)
  func `the matcher chooses the very events that trying all attempts chooses`(block: UInt64) {
    for seed in block * 1_000..<(block + 1) * 1_000 {
      let example = MatcherCase(seed: seed)
      let (matched, expected) = (example.matched(), example.expected())
      if matched != expected {
        Issue.record("seed \(seed): \(matched) instead of \(expected) for \(example)")
        return
      }
    }
  }

  @Test func `a matcher used again gives what a new one gives`() {
    var matchers: [Int: BestAttemptMatcher] = [:]
    for seed in UInt64(0)..<2_000 {
      var example = MatcherCase(seed: seed)
      example.rules.ties = .stepOrder
      example.rules.window = 20
      example.rules.entryRange = 0..<100
      let steps = example.rules.stepCount
      var matcher = matchers[steps] ?? BestAttemptMatcher(rules: example.rules)
      #expect(example.matched(by: &matcher) == example.matched(), "seed \(seed)")
      matchers[steps] = matcher
    }
  }

  @Test func `the window reaches to its far edge and no further`() {
    func depth(_ gap: Int64) -> Int {
      MatcherCase(
        rules: AttemptRules(stepCount: 2, window: 60),
        events: [(time: 0, steps: 0b01), (time: gap, steps: 0b10)]
      ).matched().count
    }
    #expect(depth(60) == 2)
    #expect(depth(61) == 1)
  }

  @Test func `the latest start counts, and the shortest way to the earliest end`() {
    let example = MatcherCase(
      rules: AttemptRules(stepCount: 3),
      events: [
        (time: 0, steps: 0b001), (time: 10, steps: 0b001), (time: 20, steps: 0b010), (time: 30, steps: 0b010),
        (time: 40, steps: 0b100), (time: 50, steps: 0b100),
      ])
    #expect(example.matched() == [1, 3, 4])
  }

  @Test func `one event fills one step only, even if it satisfies two`() {
    func depth(_ ties: AttemptRules.Ties, events: Int) -> Int {
      MatcherCase(
        rules: AttemptRules(stepCount: 2, ties: ties),
        events: [(time: Int64, steps: UInt64)](repeating: (time: 0, steps: 0b11), count: events)
      ).matched().count
    }
    #expect(depth(.stepOrder, events: 1) == 1)
    #expect(depth(.inputOrder, events: 1) == 1)
    #expect(depth(.stepOrder, events: 2) == 2)
    #expect(depth(.inputOrder, events: 2) == 2)
    #expect(depth(.strictlyLater, events: 2) == 1)
  }

  @Test func `equal times in the wrong order help only under step-order`() {
    func depth(_ ties: AttemptRules.Ties) -> Int {
      MatcherCase(
        rules: AttemptRules(stepCount: 3, ties: ties),
        events: [(time: 0, steps: 0b100), (time: 0, steps: 0b010), (time: 0, steps: 0b001)]
      ).matched().count
    }
    #expect(depth(.stepOrder) == 3)
    #expect(depth(.inputOrder) == 1)
    #expect(depth(.strictlyLater) == 1)
  }

  @Test func `a flood of equal times is matched as a handful is`() {
    // Twenty steps; only the last events of ten thousand equal times let the pattern begin.
    let steps = 20
    var events = [(time: Int64, steps: UInt64)](
      repeating: (time: 5, steps: (1 << UInt64(steps)) - 2), count: 10_000)
    events += [(time: 5, steps: 0b11), (time: 5, steps: 0b01)]
    let matched = MatcherCase(rules: AttemptRules(stepCount: steps), events: events).matched()
    #expect(matched.count == steps)
    #expect(Set(matched).count == steps)
    #expect(matched.last == 0)
  }

  @Test func `the range bounds starts and nothing else`() {
    let example = MatcherCase(
      rules: AttemptRules(stepCount: 2, entryRange: 10..<20),
      events: [
        (time: 0, steps: 0b01), (time: 10, steps: 0b01), (time: 20, steps: 0b01), (time: 90, steps: 0b10),
      ])
    #expect(example.matched() == [1, 3])
  }
}
