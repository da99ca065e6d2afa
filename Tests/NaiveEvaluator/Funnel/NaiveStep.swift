/// Whether a step must be the unit's first of its kind (§2.11).
package enum NaiveOnset: Sendable {
  case anywhere
  /// The earliest event satisfying the step in the whole history must be the match.
  case first
  /// The very first event of the step's names must be the match, and so satisfy the filter.
  case firstEver
}

/// The arrow that leads into a step.
package struct NaiveArrow: Sendable {
  /// `=>`.
  package var isImmediate: Bool
  /// `within 1h`: the gap is at most this many microseconds.
  package var within: Int64?
  /// `after 5m`: the gap is at least this many microseconds.
  package var after: Int64?
  /// `within 3 events`: the difference of positions, whichever of two tied events is taken first.
  package var withinEvents: Int?
  /// `not x`: none of these between.
  package var without: [NaiveCondition]
  /// `same p`: not null and equal on both sides.
  package var same: [NaiveField]

  package init(
    isImmediate: Bool = false, within: Int64? = nil, after: Int64? = nil, withinEvents: Int? = nil,
    without: [NaiveCondition] = [], same: [NaiveField] = []
  ) {
    self.isImmediate = isImmediate
    self.within = within
    self.after = after
    self.withinEvents = withinEvents
    self.without = without
    self.same = same
  }
}

/// One step of a pattern as written.
package struct NaiveStep: Sendable, ExpressibleByStringLiteral {
  package var condition: NaiveCondition
  package var arrow: NaiveArrow
  package var isOptional: Bool
  package var onset: NaiveOnset
  package var alias: String?
  package var label: String

  package init(
    _ condition: NaiveCondition, arrow: NaiveArrow = NaiveArrow(), isOptional: Bool = false,
    onset: NaiveOnset = .anywhere, alias: String? = nil, label: String = ""
  ) {
    self.condition = condition
    self.arrow = arrow
    self.isOptional = isOptional
    self.onset = onset
    self.alias = alias
    self.label = label
  }

  /// The step `name`, reached by `->`.
  package init(stringLiteral name: String) {
    self.init(NaiveCondition(.oneOf([name])), label: name)
  }

  /// `x{n,m}` in a funnel, read as shorthand for `x` written n times and `x?` m − n times.
  package func repeated(_ counts: ClosedRange<Int>) -> [NaiveStep] {
    (1...counts.upperBound).map { number in
      var copy = self
      copy.isOptional = isOptional || number > counts.lowerBound
      return copy
    }
  }

  /// Whether two steps ask for the same, for `reuse equal-steps`.
  package func equals(_ other: NaiveStep) -> Bool {
    condition.names == other.condition.names && onset == other.onset
      && String(describing: condition.filter) == String(describing: other.condition.filter)
  }
}
