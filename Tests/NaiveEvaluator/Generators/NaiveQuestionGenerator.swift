import EventModel

/// Makes questions that fit the logs of ``NaiveLogGenerator``.
package struct NaiveQuestionGenerator: Sendable {
  package var random: SplitMix64
  package var names: [String]
  package var origin: Int64

  /// The times of the log that the questions are about; empty if it is not known.
  private var times: [Int64] = []

  /// Questions about the names and times that `generator` uses.
  package init(seed: UInt64, for generator: NaiveLogGenerator = NaiveLogGenerator(seed: 0)) {
    random = SplitMix64(seed: seed ^ 0x5bd1_e995_c0ff_ee11)
    names = generator.names
    origin = generator.origin
  }

  /// Questions about one log: its names in their frequency, ranges that begin and end at its events, windows and
  /// tolerances as long as the time between two of them. Edges are met far more often than by chance.
  package init(seed: UInt64, fitting log: [NaiveEvent]) {
    self.init(seed: seed)
    guard !log.isEmpty else { return }
    // One foreign name stays possible.
    names = log.map(\.name) + ["c"]
    times = log.map(\.time)
  }

  // MARK: Funnels

  /// A funnel with default rules: 1 to 4 named steps, perhaps a window, a range, `where`, step filters, a unit and
  /// `by p` (first value).
  package mutating func plainFunnel() -> NaiveFunnel {
    var steps: [NaiveStep] = []
    for _ in 0..<random.pick([1, 2, 2, 3, 3, 3, 4, 4]) {
      let name = random.pick(names)
      steps.append(
        NaiveStep(
          NaiveCondition(.oneOf([name]), where: random.chance(12) ? filter() : .always), label: name))
    }
    var funnel = NaiveFunnel(steps, window: window())
    if random.chance(25) { funnel.range = range() }
    if random.chance(15) { funnel.stream.filter = filter() }
    if random.chance(25) { funnel.stream.unit = unit() }
    if random.chance(30) { funnel.by = [random.pick(["p", "q"])] }
    if !funnel.by.isEmpty, random.chance(30) { funnel.top = 1 + random.number(below: 2) }
    return funnel
  }

  /// A funnel with any combination of options that the specification gives a meaning to.
  package mutating func funnel() -> NaiveFunnel {
    var funnel = plainFunnel()
    funnel.order = random.pick([.ordered, .ordered, .ordered, .strict, .unordered, .sets])
    funnel.ties = random.pick([.stepOrder, .stepOrder, .inputOrder, .strictlyLater])
    if random.chance(20) { funnel.resolution = random.pick([1_000_000, 60_000_000]) }
    if random.chance(25) {
      funnel.scope = .all
      if random.chance(70) { funnel.range = range() }
    }
    if random.chance(15) {
      funnel.holding = random.chance(25) ? ["p", "q"] : [random.pick(["p", "q"])]
      funnel.holdsFirstValue = random.chance(30)
    }
    if funnel.order == .ordered, random.chance(20) { funnel.tolerance = difference() ?? 400_000 }
    if funnel.order == .strict { funnel.foldsRepeats = random.chance(50) }
    if funnel.order != .sets {
      funnel.entry = random.pick([.best, .best, .bestEarliest, .first, .every])
      addExclusions(to: &funnel)
    }
    if funnel.order == .ordered || funnel.order == .strict {
      dressSteps(of: &funnel)
      funnel.settleLeadingSteps()
    }
    for number in funnel.steps.indices where random.chance(8) {
      funnel.steps[number].onset = random.pick([.first, .firstEver])
    }
    if funnel.steps.count == 1 || random.chance(60) {
      funnel.attribution = random.pick([.first, .last])
    } else {
      funnel.attribution = random.pick([.nearest, .step(1 + random.number(below: funnel.steps.count)), .all])
    }
    if random.chance(10) {
      funnel.having = [.init("p", random.pick([.equal, .notEqual]), .string("x"), attribution: .last)]
    }
    if random.chance(10) { funnel.bucket = random.pick([.hour, .day]) }
    return funnel
  }

  private mutating func addExclusions(to funnel: inout NaiveFunnel) {
    guard random.chance(30), funnel.steps.count > 1 else { return }
    for _ in 0...random.number(below: 2) {
      let from = 1 + random.number(below: funnel.steps.count - 1)
      let to = from + 1 + random.number(below: funnel.steps.count - from)
      let name = random.chance(40) ? "X" : random.pick(names)
      funnel.exclusions.append(
        .init(
          NaiveCondition(.oneOf([name]), where: random.chance(25) ? filter() : .always), from: from, to: to))
    }
    if funnel.entry != .every, random.chance(40) { funnel.effect = .removeUnit }
  }

  private mutating func dressSteps(of funnel: inout NaiveFunnel) {
    for number in funnel.steps.indices {
      if random.chance(10) {
        funnel.steps[number].condition.names = random.pick([
          .any, .oneOf(Array(names.prefix(2))), .noneOf([names[0]]),
        ])
      }
      guard number > 0 else {
        if random.chance(12) { funnel.steps[0].isOptional = true }
        continue
      }
      if random.chance(25) { funnel.steps[number].arrow = arrow() }
      if random.chance(15) { funnel.steps[number].isOptional = true }
      if random.chance(12) {
        funnel.steps[0].alias = "one"
        let condition = NaiveFilter.relative(
          random.pick(["p", "q"]), random.pick(NaiveOperator.allCases), alias: "one", random.pick(["p", "q"]))
        funnel.steps[number].condition.filter = .and([funnel.steps[number].condition.filter, condition])
      }
    }
  }

  private mutating func arrow() -> NaiveArrow {
    var arrow = NaiveArrow()
    switch random.number(below: 6) {
    case 0: arrow.isImmediate = true
    case 1: arrow.within = window() ?? 60_000_000
    case 2: arrow.after = random.pick([0, 1_000_000, 60_000_000])
    case 3: arrow.withinEvents = 1 + random.number(below: 3)
    case 4: arrow.without = [NaiveCondition(.oneOf([random.pick(names)]))]
    default: arrow.same = [random.pick(["p", "q"])]
    }
    return arrow
  }

  // MARK: Journeys

  /// A journeys question with any of the options of §4.1–4.3.
  package mutating func journeys() -> NaiveJourneys {
    var journeys = NaiveJourneys()
    if random.chance(50) { journeys.from = [random.pick(names)] }
    if random.chance(40) { journeys.to = [random.pick(names)] }
    if random.chance(60) { journeys.depth = 1 + random.number(below: 6) }
    if random.chance(40) { journeys.top = 1 + random.number(below: 3) }
    if random.chance(20) { journeys.node = "p" }
    if random.chance(20) { journeys.groups = [.init(random.pick(["a", "[", "*", "?", "x*"]), as: "G")] }
    if random.chance(20) { journeys.hide = [random.pick(names)] }
    if random.chance(10) { journeys.only = Array(names.prefix(2)) }
    if random.chance(30) {
      journeys.collapse = [.repeats(random.chance(60) ? [] : [names[0]], keepsLast: random.chance(30))]
    }
    if random.chance(30) { journeys.unit = unit() }
    if random.chance(20) { journeys.range = range() }
    if random.chance(20) { journeys.stream.filter = filter() }
    return journeys
  }

  // MARK: Parts

  /// A window in microseconds of the size of the generated logs, `nil` in a quarter of cases.
  package mutating func window() -> Int64? {
    if random.chance(25) { return nil }
    if random.chance(70), let difference = difference() { return difference }
    return random.pick([0, 1, 2, 60, 180, 600, 3_600, 43_200]) * 1_000_000
  }

  /// The time between two events of the log, now and then one microsecond less.
  private mutating func difference() -> Int64? {
    if times.isEmpty { return nil }
    let difference = abs(random.pick(times) - random.pick(times))
    return max(0, difference - (random.chance(15) ? 1 : 0))
  }

  package mutating func range() -> NaiveRange {
    if !times.isEmpty {
      let (a, b) = (random.pick(times), random.pick(times))
      let to = max(a, b) + Int64(random.number(below: 2))
      return NaiveRange(from: random.chance(70) ? min(a, b) : nil, to: random.chance(70) ? to : nil)
    }
    let from = origin + random.pick([0, 2, 60, 1_800, 43_200]) * 1_000_000
    let to = from + random.pick([1, 120, 3_600, 86_400]) * 1_000_000
    return NaiveRange(from: random.chance(80) ? from : nil, to: random.chance(80) ? to : nil)
  }

  package mutating func unit() -> NaiveUnit {
    switch random.number(below: 4) {
    case 0: .session
    case 1: .sessionSplit(gap: random.pick([1, 1_800]) * 1_000_000, resetsAtMidnight: random.chance(50))
    case 2: .property("account")
    default: .user
    }
  }

  package mutating func filter(depth: Int = 0) -> NaiveFilter {
    switch random.number(below: depth > 1 ? 6 : 9) {
    case 0: .compare("p", random.pick(NaiveOperator.allCases), .string(random.pick(["x", "y", ""])))
    case 1: .compare("q", random.pick(NaiveOperator.allCases), .integer(Int64(random.number(below: 3))))
    case 2:
      .compare(
        "m", random.pick([.equal, .notEqual, .less, .greaterOrEqual]),
        random.pick([.string("1"), .integer(1), .double(1.5), .string("one")]))
    case 3: .isIn("p", [.string("x"), .string("z")])
    case 4: .isNull(random.pick(["p", "q", "m"]))
    case 5:
      random.chance(50)
        ? .contains("p", "x") : .matches("p", random.pick(["*", "?", "X"]), ignoresCase: true)
    case 6: .and([filter(depth: depth + 1), filter(depth: depth + 1)])
    case 7: .or([filter(depth: depth + 1), filter(depth: depth + 1)])
    default: .not(filter(depth: depth + 1))
    }
  }
}
