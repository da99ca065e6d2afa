import EventModel
import QueryLanguage
import SequenceMatcher

extension Binder {
  /// Binds the pattern of a funnel with its options; `fields` are those of the breakdown.
  mutating func pattern(
    _ pattern: Pattern, options: MatchingOptions, range: Range<Int64>, fields: [BoundFilter.Field]
  ) -> BoundPattern {
    let choice = MatchingChoice(options)
    let copies = repeated(pattern)
    var bound = BoundPattern(
      rules: PatternRules(stepCount: max(1, copies.count)), steps: [], occurrences: [], nameMarks: [],
      fields: fields, choice: choice)
    for (number, copy) in copies.enumerated() {
      if let alias = copy.step.alias { bound.aliases[alias.value, default: []].append(number) }
    }
    for (number, copy) in copies.enumerated() { bindStep(number, copy, copies, &bound) }
    bindOptions(options, choice, range, &bound)
    bindExclusions(options, &bound)
    refuseUnfitLeadingSteps(copies, pattern.span, &bound)
    reportUnreachableSteps(copies, options, bound)
    return bound
  }

  // MARK: Steps

  /// A step as it stands in the pattern once repetitions are written out, and the arrow that leads to it.
  struct StepCopy {
    var step: Step
    var arrow: Arrow?
    var isOptional: Bool
  }

  private mutating func repeated(_ pattern: Pattern) -> [StepCopy] {
    var copies: [StepCopy] = []
    for (index, step) in pattern.steps.enumerated() {
      let arrow = index == 0 ? nil : pattern.arrows[index - 1]
      let counts: (atLeast: Int, atMost: Int)
      switch step.quantifier {
      case .once: counts = (1, 1)
      case .optional: counts = (0, 1)
      case .repeated(let atLeast, let atMost?): counts = (atLeast, atMost)
      case .repeated(let atLeast, nil):
        // More repeats than asked for change nothing where anything may lie between steps.
        let next = index < pattern.arrows.count ? pattern.arrows[index] : nil
        if [arrow, next].contains(where: { $0.map { !$0.isPlain } ?? false }) {
          refuse(.unboundedRepetition, at: step.span)
        }
        counts = (atLeast, max(atLeast, 1))
      }
      guard counts.atMost > 0, copies.count + counts.atMost <= PatternRules.maximumSteps else {
        report(
          .tooManySteps(copies.count + counts.atMost, allowed: PatternRules.maximumSteps),
          at: pattern.span)
        break
      }
      for number in 0..<counts.atMost {
        var copy = step
        copy.quantifier = .once
        // The first step repeats with a plain arrow.
        copies.append(StepCopy(step: copy, arrow: arrow, isOptional: number >= counts.atLeast))
      }
    }
    return copies
  }

  private mutating func bindStep(
    _ number: Int, _ copy: StepCopy, _ copies: [StepCopy], _ bound: inout BoundPattern
  ) {
    var rules = PatternRules.Step(equality: number)
    rules.isOptional = copy.isOptional
    let (own, relative) = copy.step.filter?.separated ?? (nil, nil)
    var plain = copy.step
    plain.alias = nil
    plain.occurrence = nil
    plain.filter = own
    let step = self.step(plain)
    var label = copy.step
    label.alias = nil
    bound.steps.append(BoundStep(label: Self.label(label), events: step.events, filter: step.filter))
    bound.occurrences.append(copy.step.occurrence)
    rules.equality =
      copies.prefix(number).firstIndex { $0.step.asksForTheSame(as: copy.step) } ?? number
    if let relative {
      rules.condition = bound.conditions.count
      let condition = relativeFilter(relative, before: number, &bound)
      bound.conditions.append(condition)
      rules.reads = condition.steps.sorted()
      if copy.step.occurrence == .first {
        rules.firstAmong = addMarks(.init(events: .of(step), isBounded: false), &bound)
      }
    }
    bound.nameMarks.append(-1)
    if copy.step.occurrence == .firstEver {
      var named = BoundStep(label: "", events: step.events, filter: nil)
      if case .noneOf(let names) = copy.step.events { named.filter = otherLabels(names) }
      bound.nameMarks[number] = addMarks(.init(events: .of(named), isBounded: false), &bound)
    }
    if let arrow = copy.arrow { bindArrow(arrow, into: number, &rules, &bound) }
    if bound.choice.order == .strict { rules.arrow.isImmediate = number > 0 }
    bound.rules.steps[number] = rules
  }

  private mutating func bindArrow(
    _ arrow: Arrow, into number: Int, _ rules: inout PatternRules.Step, _ bound: inout BoundPattern
  ) {
    rules.arrow.isImmediate = arrow.kind == .immediately
    for constraint in arrow.constraints {
      switch constraint.value {
      case .within(.time(let elapsed)):
        if elapsed.microseconds < 0 { report(.windowNotPositive, at: constraint.span) }
        rules.arrow.within = min(rules.arrow.within ?? .max, elapsed.microseconds)
      case .within(.events(let count)):
        if count < 1 { report(.windowNotPositive, at: constraint.span) }
        rules.arrow.withinEvents = min(rules.arrow.withinEvents ?? .max, Int64(count))
      case .within(.sessions(let count)):
        if count < 1 { report(.windowNotPositive, at: constraint.span) }
        rules.arrow.withinSessions = min(rules.arrow.withinSessions ?? .max, Int64(count))
      case .after(let elapsed): rules.arrow.after = max(rules.arrow.after ?? .min, elapsed.microseconds)
      case .same(let property):
        let key = bound.number(of: field(property), agrees: true)
        rules.arrow.same.append(bound.keyFields.count)
        bound.keyFields.append(key)
      case .not(let step):
        rules.arrow.without.append(bindGapStep(step, before: number, &rules, &bound))
      }
    }
  }

  /// The mark class of a step that may not lie in a gap.
  private mutating func bindGapStep(
    _ step: Step, before number: Int, _ rules: inout PatternRules.Step, _ bound: inout BoundPattern
  ) -> Int {
    refuseDress(of: step)
    let (own, relative) = step.filter?.separated ?? (nil, nil)
    var plain = step
    plain.filter = own
    var condition: Int?
    let events = ruledOutStep(plain)
    if let relative {
      condition = bound.conditions.count
      let filter = relativeFilter(relative, before: number, &bound)
      bound.conditions.append(filter)
      rules.reads = Set(rules.reads).union(filter.steps).sorted()
    }
    return addMarks(.init(events: .of(events)), condition: condition, &bound)
  }

  /// A step that rules events out: an unknown name is a warning there.
  private mutating func ruledOutStep(_ step: Step) -> BoundStep {
    var plain = step
    // Whatever else it says has been refused.
    (plain.alias, plain.occurrence, plain.quantifier) = (nil, nil, .once)
    guard case .oneOf(let names) = step.events else { return self.step(plain) }
    warnOfUnknown(names)
    plain.events = .oneOf(names.filter { isKnown(event: $0.value) })
    var bound = self.step(plain)
    bound.label = Self.label(step)
    return bound
  }

  /// Between steps and in exclusions only events and conditions make sense.
  private mutating func refuseDress(of step: Step) {
    if step.occurrence != nil || step.quantifier != .once || step.alias != nil {
      refuse(.dressedExclusion, at: step.span)
    }
  }

  private func addMarks(_ marks: BoundPattern.Marks, condition: Int? = nil, _ bound: inout BoundPattern)
    -> Int
  {
    bound.marks.append(marks)
    bound.rules.marks.append(.init(condition: condition))
    return bound.marks.count - 1
  }

  // MARK: Options

  private mutating func bindOptions(
    _ options: MatchingOptions, _ choice: MatchingChoice, _ range: Range<Int64>, _ bound: inout BoundPattern
  ) {
    bound.rules.order =
      switch choice.order {
      case .ordered, .strict: .ordered
      case .unordered: .unordered
      case .sets: .sets
      }
    bound.rules.entry =
      switch choice.entry {
      case .best: .best
      case .bestEarliest: .bestEarliest
      case .first: .first
      case .every: .every
      }
    bound.rules.ties =
      switch choice.ties {
      case .stepOrder: .stepOrder
      case .inputOrder: .inputOrder
      case .strictlyLater: .strictlyLater
      }
    bound.rules.window = patternWindow(options.window)
    bound.rules.tolerance = max(0, choice.tolerance)
    if choice.tolerance < 0 { report(.windowNotPositive, at: options.tolerance?.span ?? .none) }
    bound.resolution = choice.resolution.flatMap { $0 > 1 ? $0 : nil }
    if let resolution = choice.resolution, resolution <= 0 {
      report(.resolutionNotPositive, at: options.resolution?.span ?? .none)
    }
    bound.rules.reusesEqualSteps = choice.reusesEqualSteps
    bound.rules.effect = choice.effect == .removeUnit ? .removeUnit : .endAttempt
    let boundsAll = choice.scope == .all || choice.order == .sets
    bound.scope = boundsAll && range != Int64.min..<Int64.max ? range : nil
    let end = endOfData ?? .max
    bound.rules.endOfData = choice.scope == .all ? min(end, range.upperBound) : end
    bound.holdsFirstValue = choice.holdsFirstValue
    for property in options.holding?.properties ?? [] {
      bound.heldFields.append(bound.number(of: field(property), agrees: true))
      bound.heldNames.append(Printer.print(property))
    }
    bindBlockers(choice, &bound)
    refuseContradictions(options, choice, &bound)
  }

  /// What may not lie between a step and its immediate successor.
  private mutating func bindBlockers(_ choice: MatchingChoice, _ bound: inout BoundPattern) {
    guard bound.rules.steps.contains(where: \.arrow.isImmediate) else { return }
    let all = choice.foldsRepeats ? -1 : addMarks(.init(events: .all), &bound)
    for step in bound.rules.steps.indices {
      bound.rules.blockers[step] =
        all >= 0 ? all : addMarks(.init(events: .allExcept(bound.steps[step])), &bound)
      if choice.foldsRepeats, bound.rules.steps[step].condition != nil {
        refuse(.foldWithRelation, at: .none)
      }
    }
  }

  private mutating func refuseContradictions(
    _ options: MatchingOptions, _ choice: MatchingChoice, _ bound: inout BoundPattern
  ) {
    let hasOrder = choice.order == .ordered || choice.order == .strict
    let span = options.order?.span ?? .none
    if !hasOrder {
      let isDressed = bound.rules.steps.contains { $0.isOptional || $0.arrow != .init() }
      if isDressed {
        refuse(.arrowsWithoutOrder(choice.order), at: span)
      }
      if !bound.conditions.isEmpty {
        refuse(.relationsWithoutOrder(choice.order), at: span)
      }
      if choice.tolerance > 0, options.tolerance != nil {
        refuse(.toleranceWithoutOrder(choice.order), at: options.tolerance?.span ?? span)
      }
      bound.rules.tolerance = 0
    }
    if choice.order == .sets {
      if let window = options.window { refuse(.sets(with: "within"), at: window.span) }
      if let entry = options.entry, entry.value != .best {
        refuse(.sets(with: "entry \(entry.value.rawValue)"), at: entry.span)
      }
      bound.rules.entry = .best
      bound.rules.window = nil
    }
    if bound.rules.marks.count > 64 {
      report(.tooManySteps(bound.rules.marks.count, allowed: 64), at: span)
    }
  }

  /// A window of any kind.
  mutating func patternWindow(_ window: Located<Window>?) -> PatternRules.Window? {
    guard let window else { return nil }
    switch window.value {
    case .time(let elapsed):
      // Nothing is a length too: all steps at one instant.
      if elapsed.microseconds < 0 { report(.windowNotPositive, at: window.span) }
      return .time(max(0, elapsed.microseconds))
    case .events(let count):
      if count < 1 { report(.windowNotPositive, at: window.span) }
      return .events(Int64(count))
    case .sessions(let count):
      if count < 1 { report(.windowNotPositive, at: window.span) }
      return .sessions(Int64(count))
    }
  }

  private mutating func bindExclusions(_ options: MatchingOptions, _ bound: inout BoundPattern) {
    let count = bound.rules.steps.count
    for exclusion in options.exclusions {
      refuseDress(of: exclusion.step)
      if exclusion.step.filter?.isRelative == true {
        refuse(.relativeExclusion, at: exclusion.step.span)
        continue
      }
      var zone = (from: 1, to: count)
      if let between = exclusion.between {
        zone = (between.from.value, between.to.value)
        for step in [between.from, between.to] where !(1...count).contains(step.value) {
          report(.stepNumberOutOfBounds(step.value, steps: count), at: step.span)
        }
      }
      let step = ruledOutStep(exclusion.step)
      guard zone.from < zone.to, zone.from >= 1, zone.to <= count else {
        // A single step has nothing between; numbers out of bounds have been reported.
        if let between = exclusion.between {
          if zone.from >= zone.to { report(.emptyRange, at: between.from.span) }
        } else {
          refuse(.exclusionOfSingleStep, at: exclusion.step.span)
        }
        continue
      }
      if bound.choice.order == .sets { refuse(.sets(with: "excluding"), at: exclusion.step.span) }
      if bound.choice.order == .unordered, zone != (1, count) {
        refuse(.innerExclusionWithoutOrder, at: exclusion.step.span)
      }
      let marks = addMarks(.init(events: .of(step)), &bound)
      bound.rules.exclusions.append(.init(marks: marks, from: zone.from - 1, to: zone.to - 1))
    }
    let entry = bound.rules.entry
    if entry == .every, bound.rules.effect == .removeUnit, !bound.rules.exclusions.isEmpty {
      refuse(.removeUnitWithEvery, at: options.exclusionEffect?.span ?? .none)
    }
  }

  /// Optional steps before the first mandatory one never decide which attempts count, so nothing after it may read them.
  private mutating func refuseUnfitLeadingSteps(
    _ copies: [StepCopy], _ span: SourceSpan, _ bound: inout BoundPattern
  ) {
    guard bound.rules.order == .ordered, !bound.rules.steps.isEmpty else { return }
    if bound.rules.steps.allSatisfy(\.isOptional) {
      refuse(.everyStepOptional, at: span)
      bound.rules.steps[0].isOptional = false
    }
    let entry = bound.rules.entryStep
    for (number, step) in bound.rules.steps.enumerated() where step.reads.contains(where: { $0 < entry }) {
      refuse(.readsLeadingStep, at: copies[number].step.span)
    }
  }

  // MARK: Conditions on other steps

  /// Binds a condition that may read the steps before step `number`, or all of them.
  mutating func relativeFilter(
    _ filter: Filter, before number: Int, _ bound: inout BoundPattern
  ) -> RelativeFilter {
    if let condition = nameCondition(filter, before: number, &bound) { return condition }
    switch filter {
    case .comparison(let comparison):
      let left = operand(comparison.left, before: number, &bound)
      switch comparison.right.value {
      case .value(let literal): return .test(left, .compare(comparison.relation, value(literal)))
      case .property(let right):
        return .compare(left, comparison.relation, operand(right, before: number, &bound))
      }
    case .membership(let condition):
      return .test(
        operand(condition.property, before: number, &bound),
        .isIn(condition.values.map { value($0.value) }, negated: condition.negated))
    case .contains(let condition):
      return .test(operand(condition.property, before: number, &bound), .contains(condition.text.value))
    case .matches(let condition):
      return .test(
        operand(condition.property, before: number, &bound),
        .matches(GlobMatcher(condition.glob.value, ignoresCase: condition.ignoresCase)))
    case .null(let condition):
      return .test(
        operand(condition.property, before: number, &bound), .isNull(negated: condition.negated))
    case .not(let inner): return .not(relativeFilter(inner, before: number, &bound))
    case .all(let filters): return .all(filters.map { relativeFilter($0, before: number, &bound) })
    case .any(let filters): return .any(filters.map { relativeFilter($0, before: number, &bound) })
    }
  }

  /// Where a property's value comes from: the event at hand, or an aliased step.
  mutating func operand(
    _ property: PropertyReference, before number: Int, _ bound: inout BoundPattern
  ) -> RelativeFilter.Operand {
    var own = property
    own.alias = nil
    let field = bound.number(of: self.field(own))
    let steps = property.alias.map { alias in (bound.aliases[alias.value] ?? []).filter { $0 < number } }
    return .init(steps: steps, field: field)
  }
}

extension Step {
  /// Whether two steps are met by the same events.
  fileprivate func asksForTheSame(as other: Step) -> Bool {
    var (left, right) = (self, other)
    (left.alias, right.alias) = (nil, nil)
    return Printer.print(left) == Printer.print(right)
  }
}

extension Arrow {
  fileprivate var isPlain: Bool { kind == .eventually && constraints.isEmpty }
}
