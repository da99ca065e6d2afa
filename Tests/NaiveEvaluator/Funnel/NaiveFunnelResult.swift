/// One mandatory step of a funnel's answer.
package struct NaiveStepResult: Sendable {
  /// The number of the step as written, from 1.
  package var step: Int
  package var label: String
  package var units: Int
  package var attempts: Int
  /// Counted attempts that stopped exactly here and are open; `nil` without a window.
  package var open: Int?
  /// Rates of units; `nil` for 0/0, and for the previous step of step 1.
  package var rateOfAll: Double?
  package var rateOfFirst: Double?
  package var rateOfPrevious: Double?
  /// Rates of attempts; for `entry every` and `holding`, where a unit has several.
  package var attemptRateOfFirst: Double?
  package var attemptRateOfPrevious: Double?
  /// Microseconds from the previous mandatory step over the counted attempts that reached this one, ascending.
  package var timesFromPrevious: [Int64]
  package var timeFromPrevious: NaiveDistribution? { NaiveDistribution(microseconds: timesFromPrevious) }
}

/// How many counted attempts passed through an optional step.
package struct NaiveOptionalResult: Sendable, Equatable {
  package var step: Int
  package var attempts: Int

  package init(step: Int, attempts: Int) {
    self.step = step
    self.attempts = attempts
  }
}

package struct NaiveGroupResult: Sendable {
  package var group: NaiveGroup
  package var steps: [NaiveStepResult]
}

/// One bucket of a trend: an independent funnel.
package struct NaiveBucketResult: Sendable {
  /// The first instant of the bucket.
  package var start: Int64
  package var steps: [NaiveStepResult]
  package var attempts: [NaiveCountedAttempt]
}

package struct NaiveFunnelResult: Sendable {
  /// Units with at least one event of the stream in the range.
  package var allUnits: Int
  /// Events of the stream dropped because they lack the unit's key.
  package var eventsWithoutKey: Int
  package var endOfData: Int64
  package var steps: [NaiveStepResult]
  package var optional: [NaiveOptionalResult]
  /// With `top`, the largest groups and `(other)`; without `by` empty.
  package var groups: [NaiveGroupResult]
  /// All groups before `top`.
  package var allGroups: [NaiveGroupResult]
  package var buckets: [NaiveBucketResult]
  /// The counted attempts, all of depth 1 or more, ordered by unit and start.
  package var attempts: [NaiveCountedAttempt]
}
