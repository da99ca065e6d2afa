/// An interval with the probability at which it covers what it estimates.
///
/// A one-sided interval has an infinite bound on its open side.
package struct ConfidenceInterval: Sendable, Hashable {
  /// The lower bound, minus infinity when the interval is open below.
  package let lower: Double
  /// The upper bound, infinity when the interval is open above.
  package let upper: Double
  /// The coverage, for instance 0.95.
  package let level: Double

  /// Makes an interval of its bounds and its coverage.
  package init(lower: Double, upper: Double, level: Double) {
    self.lower = lower
    self.upper = upper
    self.level = level
  }

  /// Whether the value lies inside, bounds included.
  package func contains(_ value: Double) -> Bool { lower <= value && value <= upper }

  /// Half the distance between the bounds, infinite for an open interval.
  package var halfWidth: Double { (upper - lower) / 2 }
}
