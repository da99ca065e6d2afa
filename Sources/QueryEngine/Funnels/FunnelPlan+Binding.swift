import EventModel
import QueryLanguage
import SequenceMatcher

extension FunnelPlan {
  /// The most bins a histogram may have; more would not be read by anyone.
  static let maximumBins = 1_000

  /// Binds a funnel; `side` is what a side of a comparison asks of its attempts besides.
  init(_ statement: FunnelStatement, side: QueryLanguage.Having? = nil, binder: inout Binder) {
    stream = binder.stream(statement.stream, defaultUnit: .user, gathersUnits: true)
    span = statement.pattern.span
    pattern = binder.pattern(
      statement.pattern, options: statement.matching, range: stream.range, fields: [])
    steps = pattern.steps
    var window: Int64?
    if case .time(let time) = pattern.rules.window { window = time }
    rules = AttemptRules(
      stepCount: pattern.rules.steps.count, window: window, ties: pattern.rules.ties, entryRange: stream.range
    )
    sessionColumn = binder.catalog.number(of: .session)
    sessionGap = binder.sessionGap
    endOfData = binder.endOfData
    breakdown = statement.breakdown.map {
      binder.breakdown($0, end: stream.range.upperBound, pattern: &pattern)
    }
    having = [statement.having, side].compactMap { $0 }.map { binder.having($0, pattern: &pattern) }
    binder.warnOfHidden(pattern.steps, stream)
    if case .property(let field, _) = stream.unit { unitField = pattern.number(of: field) }
    if pattern.needsSessions, stream.unit != .user {
      binder.refuse(.sessionsOfOtherUnits, at: statement.matching.window?.span ?? span)
    }
    if let every = statement.every {
      buckets = CalendarBucket(
        CalendarBucket.Unit(every.value), zone: stream.zone,
        weekStart: statement.weekStart?.value ?? .monday)
      if pattern.choice.order == .sets { binder.refuse(.sets(with: "every"), at: every.span) }
    } else if let weekStart = statement.weekStart {
      binder.refuse(.weekStartWithoutTrend, at: weekStart.span)
    }
    if statement.showsUnits { listing = Listing() }
    if let stopped = statement.stoppedAt {
      let mandatory = pattern.rules.mandatory
      listing = Listing(depth: mandatory.firstIndex(of: stopped.value - 1).map { $0 + 1 })
      if listing?.depth == nil {
        let isWritten = pattern.steps.indices.contains(stopped.value - 1)
        binder.report(
          isWritten
            ? .optionalStep(stopped.value)
            : .stepNumberOutOfBounds(stopped.value, steps: pattern.steps.count), at: stopped.span)
      }
    }
    bindBins(statement.bins, &binder)
  }

  private mutating func bindBins(_ written: Located<Bins>?, _ binder: inout Binder) {
    guard let written else { return }
    switch written.value {
    case .automatic: bins = 0
    case .count(let count):
      bins = min(max(count, 1), Self.maximumBins)
      if !(1...Self.maximumBins).contains(count) {
        binder.report(.depthOutOfBounds(count, allowed: 1...Self.maximumBins), at: written.span)
      }
    }
  }
}

extension Binder {
  /// A window in µs, where windows in events or sessions make no sense.
  mutating func window(_ window: Located<Window>?) -> Int64? {
    switch patternWindow(window) {
    case nil: return nil
    case .time(let time): return time
    case .events, .sessions:
      refuse("windows in events or sessions", at: window?.span ?? .none)
      return nil
    }
  }

  /// The groups of a statement without a pattern; `end` is the end of the range, where segments are evaluated.
  mutating func breakdown(_ breakdown: Breakdown, steps: Int, end: Int64) -> FunnelPlan.Breakdown? {
    var bound = FunnelPlan.Breakdown(names: [], fields: [], attribution: .first, top: nil)
    for key in breakdown.keys {
      if case .count(let step, _) = key {
        refuse("by count", at: step.span)
      } else if let field = breakdownField(key, end: end, &bound) {
        bound.fields.append(field)
      }
    }
    bound.attribution = attribution(breakdown.attribution, default: .first, steps: steps)
    if bound.attribution == .nearest || bound.attribution == .all {
      refuse("attribute \(bound.attributionName)", at: breakdown.attribution?.span ?? breakdown.span)
    }
    bound.top = top(breakdown.top)
    return bound
  }

  /// The groups of a funnel.
  mutating func breakdown(
    _ breakdown: Breakdown, end: Int64, pattern: inout BoundPattern
  ) -> FunnelPlan.Breakdown {
    var bound = FunnelPlan.Breakdown(names: [], fields: [], attribution: .first, top: nil)
    let count = pattern.steps.count
    for key in breakdown.keys {
      if case .property(let property) = key, property.alias != nil {
        let operand = operand(property, before: count, &pattern)
        bound.names.append(Printer.print(property))
        bound.keys.append(.alias(steps: operand.steps ?? [], field: operand.field))
      } else if case .count(let step, let between) = key {
        bound.names.append("count of " + Self.label(step))
        bound.keys.append(countKey(step, between, &pattern))
      } else if let field = breakdownField(key, end: end, &bound) {
        bound.fields.append(field)
        bound.keys.append(.field(pattern.number(of: field)))
      }
    }
    bound.attribution = attribution(
      breakdown.attribution, default: pattern.choice.attribution, steps: count)
    if bound.attribution == .all, bound.fields.count < bound.keys.count {
      refuse(.attributeAllOfAttempts, at: breakdown.span)
    }
    bound.top = top(breakdown.top)
    return bound
  }

  private mutating func breakdownField(
    _ key: Breakdown.Key, end: Int64, _ bound: inout FunnelPlan.Breakdown
  ) -> BoundFilter.Field? {
    switch key {
    case .property(let property):
      bound.names.append(Printer.print(property))
      return field(property)
    case .segment(let name):
      bound.names.append("segment " + name.value)
      return .segment(segmentTest(named: name, end: end))
    case .count: return nil
    }
  }

  private mutating func countKey(
    _ step: Step, _ between: StepRange?, _ pattern: inout BoundPattern
  ) -> FunnelPlan.Breakdown.Key {
    let count = max(1, pattern.steps.count)
    var zone = (from: 1, to: count)
    if let between {
      zone = (between.from.value, between.to.value)
      for number in [between.from, between.to] where !(1...count).contains(number.value) {
        report(.stepNumberOutOfBounds(number.value, steps: count), at: number.span)
        zone = (1, count)
      }
    }
    if zone.from >= zone.to {
      report(.emptyRange, at: between?.from.span ?? step.span)
      zone = (1, count)
    }
    let bound = singleEvent(step)
    pattern.marks.append(.init(events: .of(bound)))
    pattern.rules.marks.append(.init())
    if pattern.rules.marks.count > 64 {
      report(.tooManySteps(pattern.rules.marks.count, allowed: 64), at: step.span)
    }
    return .count(marks: pattern.marks.count - 1, from: zone.from - 1, to: zone.to - 1)
  }

  private mutating func attribution(
    _ written: Located<ValueAttribution>?, default fallback: ValueAttribution, steps: Int
  ) -> FunnelPlan.Breakdown.Attribution {
    switch written?.value ?? fallback {
    case .first: return .first
    case .last: return .last
    case .nearest: return .nearest
    case .all: return .all
    case .step(let number):
      if number >= 1, number <= steps { return .step(number - 1) }
      report(.stepNumberOutOfBounds(number, steps: steps), at: written?.span ?? .none)
      return .first
    }
  }

  private mutating func top(_ top: Located<Int>?) -> Int? {
    guard let top else { return nil }
    if top.value < 1 { report(.topNotPositive, at: top.span) }
    return max(1, top.value)
  }

  /// Warns of steps whose events `only` or `hide` has left out.
  fileprivate mutating func warnOfHidden(_ steps: [BoundStep], _ stream: BoundStream) {
    guard stream.events != .all else { return }
    for (number, step) in steps.enumerated()
    where step.events != .some([]) && step.events.intersection(stream.events) == .some([]) {
      warn(
        "never-matches",
        "Step \(number + 1), \(step.label), can never match: 'only' or 'hide' leaves none of its events.")
    }
  }

  mutating func having(_ having: QueryLanguage.Having, pattern: inout BoundPattern) -> FunnelPlan.Having {
    let attribution = attribution(
      having.attribution, default: pattern.choice.attribution, steps: pattern.steps.count)
    if attribution == .all {
      refuse(.havingAttributeAll, at: having.attribution?.span ?? .none)
    }
    return .init(
      filter: relativeFilter(having.filter, before: pattern.steps.count, &pattern), attribution: attribution)
  }
}
