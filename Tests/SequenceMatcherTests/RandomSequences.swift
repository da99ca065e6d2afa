import EventModel
import NaiveEvaluator
import SequenceMatcher

/// One unit's events and a question about them, for the matcher and for the plain evaluator alike.
struct MatcherCase {
  var rules: AttemptRules
  /// Time and satisfied steps of each event, in stored order; an event may satisfy no step.
  var events: [(time: Int64, steps: UInt64)]

  /// A random case; the same one for the same seed.
  init(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    let stepCount = 1 + random.number(below: 4)
    // One time makes nothing but ties, many times make none.
    let slots = random.pick([1, 2, 3, 5, 12])
    // Up to that many steps per event: one makes disjoint steps, more make them overlap.
    let breadth = random.pick([1, 1, 2, 4])
    events = (0..<random.number(below: 9)).map { _ in
      var steps: UInt64 = 0
      for _ in 0..<random.number(below: breadth + 1) { steps |= 1 << UInt64(random.number(below: stepCount)) }
      return (time: Int64(random.number(below: slots)) * 10, steps: steps)
    }
    // Stable, as the stored order is.
    events = events.enumerated().sorted { ($0.element.time, $0.offset) < ($1.element.time, $1.offset) }
      .map(\.element)
    rules = AttemptRules(
      stepCount: stepCount, window: random.chance(40) ? nil : Int64(random.number(below: slots + 1)) * 10,
      ties: random.pick([.stepOrder, .inputOrder, .strictlyLater]))
    if random.chance(30) {
      let from = Int64(random.number(below: slots)) * 10
      rules.entryRange = from..<from + Int64(1 + random.number(below: 40))
    }
  }

  init(rules: AttemptRules, events: [(time: Int64, steps: UInt64)]) {
    self.rules = rules
    self.events = events
  }

  /// What the matcher chooses: the place in ``events`` of the event of each step reached.
  func matched() -> [Int] {
    var matcher = BestAttemptMatcher(rules: rules)
    return matched(by: &matcher)
  }

  func matched(by matcher: inout BestAttemptMatcher) -> [Int] {
    let candidates = events.enumerated().filter { $0.element.steps != 0 }.map { place, event in
      CandidateEvent(time: event.time, steps: event.steps, position: UInt32(place))
    }
    matcher.match(candidates)
    return matcher.eventIndices.prefix(matcher.depth).map { Int(candidates[$0].position) }
  }

  /// What the plain evaluator chooses.
  func expected() -> [Int] {
    // An event's name lists its steps, so that a step can name all events that satisfy it.
    let names = Set(events.map { "\($0.steps)" })
    var funnel = NaiveFunnel(
      (0..<rules.stepCount).map { step in
        NaiveStep(
          NaiveCondition(.oneOf(names.filter { (UInt64($0) ?? 0) & (1 << UInt64(step)) != 0 }.sorted())))
      }, window: rules.window)
    funnel.ties =
      switch rules.ties {
      case .stepOrder: .stepOrder
      case .inputOrder: .inputOrder
      case .strictlyLater: .strictlyLater
      }
    funnel.range = NaiveRange(
      from: rules.entryRange.lowerBound == .min ? nil : rules.entryRange.lowerBound,
      to: rules.entryRange.upperBound == .max ? nil : rules.entryRange.upperBound)
    let log = events.map { NaiveEvent(user: "u", name: "\($0.steps)", time: $0.time) }
    return funnel.answer(on: log).attempts.first?.attempt.places.compactMap { $0 } ?? []
  }
}
