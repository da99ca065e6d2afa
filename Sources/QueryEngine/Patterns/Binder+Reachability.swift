import EventModel
import QueryLanguage
import SequenceMatcher

extension Binder {
  /// Reports steps that no events can ever reach, instead of counting none; warns where only a condition or the stream
  /// is in the way.
  mutating func reportUnreachableSteps(
    _ copies: [StepCopy], _ options: MatchingOptions, _ bound: BoundPattern
  ) {
    let count = bound.steps.count
    guard count > 0, count == copies.count else { return }
    for (number, copy) in copies.enumerated() {
      if case .noneOf = copy.step.events, bound.steps[number].events == .some([]), !catalog.events.isEmpty {
        warn("never-matches", "Step \(number + 1) can never match: it rules out every event there is.")
      }
      if let filter = copy.step.filter, let text = contradiction(in: filter) {
        warn("never-matches", "Step \(number + 1) can never match: \(text).")
      }
    }
    guard bound.rules.order == .ordered else { return }
    reportGaps(copies, options, bound)
    reportExclusions(copies, bound)
  }

  // MARK: Gaps

  private mutating func reportGaps(
    _ copies: [StepCopy], _ options: MatchingOptions, _ bound: BoundPattern
  ) {
    let rules = bound.rules
    var gaps: Int64 = 0
    for (number, step) in rules.steps.enumerated() where number > 0 {
      if let after = step.arrow.after, let within = step.arrow.within, after > within {
        report(.neverMatches(step: number + 1, .emptyGap), at: copies[number].arrow?.span ?? .none)
        return
      }
    }
    let place = options.window?.span ?? .none
    // From the first mandatory step on; what may be skipped may also be missed.
    let mandatory = rules.mandatory.dropFirst()
    for number in mandatory {
      // Skipped steps leave their arrow out, so only gaps between neighbours add up.
      if let after = rules.steps[number].arrow.after {
        let (sum, overflows) = gaps.addingReportingOverflow(max(0, after))
        gaps = overflows ? .max : sum
      }
      if case .time(let window) = rules.window, gaps > window, rules.tolerance == 0 {
        report(.neverMatches(step: number + 1, .gapsBeyondWindow), at: place)
        return
      }
    }
    switch rules.window {
    case .time(0) where rules.ties == .strictlyLater && rules.tolerance == 0 && !mandatory.isEmpty:
      report(.neverMatches(step: mandatory[mandatory.startIndex] + 1, .instantWindow), at: place)
    case .events(let events) where events < Int64(mandatory.count) && !rules.reusesEqualSteps:
      let step = mandatory[mandatory.startIndex + Int(max(0, events))] + 1
      if rules.ties == .inputOrder || rules.ties == .strictlyLater, rules.tolerance == 0 {
        report(.neverMatches(step: step, .windowOfTooFewEvents), at: place)
      } else {
        warn(
          "never-matches",
          "Step \(step) can only be reached by events of equal times: the window ends \(events) events after "
            + "the first step.")
      }
    default: break
    }
  }

  // MARK: Exclusions

  /// A mandatory step between the ends of a zone whose events are all excluded there.
  private mutating func reportExclusions(_ copies: [StepCopy], _ bound: BoundPattern) {
    let rules = bound.rules
    // Ties with either end do not lie between.
    for exclusion in rules.exclusions {
      guard case .of(let excluded) = bound.marks[exclusion.marks].events, excluded.filter == nil else {
        continue
      }
      for number in rules.mandatory
      where number > max(exclusion.from, rules.entryStep) && number < exclusion.to {
        guard bound.steps[number].events.isSubset(of: excluded.events),
          rules.ties != .stepOrder || rules.window != .time(0)
        else { continue }
        let label = bound.steps[number].label
        warn(
          "never-matches",
          "Step \(number + 1), \(label), is excluded itself: only events of the same instant as the steps "
            + "around it get past it. 'between' limits where events are excluded.")
      }
    }
  }

  // MARK: Conditions

  /// What makes a condition impossible, in words; `nil` where nothing simple does.
  ///
  /// Looks at parts joined by `and` only. Types of values are those of the language: a number and a text that reads as
  /// that number are equal, so texts are compared with texts and numbers with numbers.
  func contradiction(in filter: Filter) -> String? {
    guard case .all(let parts) = filter else { return nil }
    var equal: [String: LiteralValue] = [:]
    var bounds: [String: (low: Double, high: Double)] = [:]
    var absent: Set<String> = []
    for case .null(let condition) in parts where !condition.negated {
      absent.insert(Printer.print(condition.property))
    }
    for case .comparison(let comparison) in parts {
      guard case .value(let value) = comparison.right.value else { continue }
      let name = Printer.print(comparison.left)
      if comparison.relation != .unequal, absent.contains(name) {
        return "\(name) is null and has a value at once"
      }
      if comparison.relation == .equal {
        if let other = equal[name], Self.differ(other, value) { return "\(name) has two values at once" }
        equal[name] = value
      }
      if let number = value.number {
        var known = bounds[name] ?? (-.infinity, .infinity)
        switch comparison.relation {
        case .less, .lessOrEqual: known.high = min(known.high, number)
        case .greater, .greaterOrEqual: known.low = max(known.low, number)
        case .equal: known = (max(known.low, number), min(known.high, number))
        case .unequal: break
        }
        if known.low > known.high { return "no number is as large and as small as \(name) should be" }
        bounds[name] = known
      }
    }
    return nil
  }

  private static func differ(_ left: LiteralValue, _ right: LiteralValue) -> Bool {
    switch (left, right) {
    case (.string(let left), .string(let right)):
      Double(left) == nil && Double(right) == nil && ExactText(left) != ExactText(right)
    case (.boolean(let left), .boolean(let right)): left != right
    default: false
    }
  }
}

extension LiteralValue {
  fileprivate var number: Double? {
    switch self {
    case .integer(let number): Double(number)
    case .double(let number): number
    case .string, .boolean, .date: nil
    }
  }
}

extension EventSet {
  /// Whether the other set has all events of this one.
  func isSubset(of other: EventSet) -> Bool {
    switch (self, other) {
    case (_, .all): true
    case (.all, .some): false
    case (.some(let events), .some(let others)): events.allSatisfy(others.contains)
    }
  }
}
