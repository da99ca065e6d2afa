/// What a pattern's rules say about every unit alike, worked out once.
struct PatternLayout: Sendable {
  private let rules: PatternRules
  /// For each step the steps after it that an event taken for it is lost to.
  private(set) var laterConflicts: [UInt64] = []
  /// Whether, of two events for the step, the earlier one allows all that the later one allows.
  private(set) var prefersEarlier: [Bool] = []
  /// For each step the earlier steps whose events decide what may follow; without and with exclusions.
  private var rememberedSteps: [[Int]] = []
  private var rememberedForExclusions: [[Int]] = []
  /// Whether anything after the first step reads its event.
  private var readsStart = false

  init(_ rules: PatternRules) {
    self.rules = rules
    let steps = rules.steps.indices
    mandatory = rules.mandatory
    let entry = rules.entryStep
    asksPairsOnly =
      rules.steps.allSatisfy { $0.condition == nil } && rules.marks.allSatisfy { $0.condition == nil }
    let tellsApart =
      rules.ties != .stepOrder
      || rules.steps.contains { step in
        step.condition != nil || step.arrow.withinEvents != nil || step.arrow.withinSessions != nil
          || !step.arrow.same.isEmpty
      }
    let countsTime =
      switch rules.window {
      case nil, .time: true
      case .events, .sessions: false
      }
    twinCap = tellsApart || !countsTime ? .max : 3 * rules.steps.count + 2
    laterConflicts = steps.map { conflicts(of: $0, after: $0) }
    for step in steps {
      let reading = steps.filter { $0 > step && rules.steps[$0].reads.contains(step) }
      if step <= entry, !reading.isEmpty { readsStart = true }
      var following: [Int] = []
      for next in steps where next > step {
        following.append(next)
        if !rules.steps[next].isOptional { break }
      }
      let isRemembered =
        step > entry && (!reading.isEmpty || rules.exclusions.contains { $0.from == step })
      let isOrdinary = rules.tolerance == 0 || rules.ties == .stepOrder
      prefersEarlier.append(
        isOrdinary && !isRemembered && following.allSatisfy { rules.steps[$0].arrow.prefersEarlier })
    }
    rememberedSteps = steps.map { step in
      (entry + 1..<max(entry + 1, step + 1)).filter { earlier in
        steps.contains { $0 > step && rules.steps[$0].reads.contains(earlier) }
      }
    }
    let remembered = rememberedSteps
    rememberedForExclusions = steps.map { step in
      let zones = rules.exclusions.flatMap { [$0.from] + (rules.steps[$0.to].isOptional ? [$0.to] : []) }
      let ends = zones.filter { $0 > entry && $0 <= step }
      return Array(Set(remembered[step] + ends)).sorted()
    }
    remembersAny = (rememberedSteps + rememberedForExclusions).contains { !$0.isEmpty }
  }

  /// Whether anything is remembered at any step.
  private(set) var remembersAny = false
  let mandatory: [Int]

  /// Whether two events alone decide if one may follow the other, exclusions aside.
  let asksPairsOnly: Bool

  /// Whether steps taken can only delay those after them.
  var hasLimits: Bool { rules.tolerance == 0 || !rules.steps.contains(where: \.isOptional) }

  /// How many events that satisfy the same steps at the same time are looked at: each step, and each step that is bound
  /// to an event, takes at most one of them, and one may strike. Unlimited where their places or values tell them apart.
  let twinCap: Int

  /// Whether a search looks at every event in reach and nothing after the last mandatory step can matter.
  var mayEndEarly: Bool {
    prefersEarlier.contains(false) && !(rules.steps.last?.isOptional ?? false)
  }

  func remembered(at step: Int, avoidsExclusions: Bool) -> [Int] {
    avoidsExclusions ? rememberedForExclusions[step] : rememberedSteps[step]
  }

  func dependsOnStart(_ bounds: OrderedSearch.Bounds) -> Bool {
    if readsStart || bounds.avoidsExclusions { return true }
    switch rules.window {
    case nil, .time: return false
    case .events, .sessions: return true
    }
  }

  func pinsAreFree(_ pins: [OrderedSearch.Pin]) -> Bool { pins.allSatisfy { $0 == .free } }

  /// Whether an attempt may end at `step`: no later step is bound to an event.
  func mayStop(at step: Int, pins: [OrderedSearch.Pin]) -> Bool {
    for later in (step + 1)..<max(step + 1, pins.count) {
      if case .event = pins[later] { return false }
    }
    return true
  }

  /// The steps after `step` that the event of step `taken` cannot fill any more.
  func conflicts(of taken: Int, after step: Int) -> UInt64 {
    var mask: UInt64 = 0
    for later in (step + 1)..<max(step + 1, rules.steps.count) where !rules.mayShareEvents(later, taken) {
      mask |= 1 << UInt64(later)
    }
    return mask
  }

  /// How far later steps may reach back before the event of `step`, µs.
  func slack(from step: Int) -> Int64 {
    rules.tolerance.multipliedReportingOverflow(by: Int64(rules.steps.count - step)).partialValue
  }

  /// Whether an event might come up twice in one attempt: it fits several steps, and others of its time, or near it,
  /// may come between them.
  func hasConflicts(_ events: [CandidateEvent]) -> Bool {
    guard rules.ties == .stepOrder || rules.tolerance > 0 else { return false }
    let slack = slack(from: 0)
    for (index, event) in events.enumerated() {
      guard let first = event.steps == 0 ? nil : event.steps.trailingZeroBitCount,
        event.steps & conflicts(of: first, after: -1) & ~(1 << UInt64(first)) != 0
      else { continue }
      if index > 0, event.time &- events[index - 1].time <= slack { return true }
      if index + 1 < events.count, events[index + 1].time &- event.time <= slack { return true }
    }
    return false
  }
}
