import Glibc

/// Fieller's interval of the relative lift (b − a)/|a|, exact where the delta method is an approximation.
///
/// It stops being an interval when the control's mean is within noise of zero, and says so.
package enum FiellerInterval: Sendable, Hashable {
  /// An ordinary interval.
  case bounded(ConfidenceInterval)
  /// Everything but the open interval between the two values.
  case outside(lower: Double, upper: Double)
  /// The data exclude no lift at all.
  case everything

  /// Makes the interval of two independent arms, with the t quantile of their Welch degrees of freedom.
  package init(
    control: ArmStatistic, treatment: ArmStatistic, alpha: Double
  ) throws(StatisticsError) {
    let difference = try EffectEstimate.difference(control: control, treatment: treatment)
    try requireOpenProbability(alpha)
    let critical = try difference.criticalValue(upperTail: alpha / 2)
    self = Self.solve(
      a: control.estimate, varianceA: control.variance, b: treatment.estimate,
      varianceB: treatment.variance, critical: critical, level: 1 - alpha)
  }

  /// The set of ratios r with (b − r·a)² ≤ c²(v_b + r²v_a), shifted to the lift.
  private static func solve(
    a: Double, varianceA: Double, b: Double, varianceB: Double, critical: Double, level: Double
  ) -> FiellerInterval {
    let square = critical * critical
    let leading = a * a - square * varianceA
    let constant = b * b - square * varianceB
    let product = a * b
    // product² − leading·constant, with the common a²b² taken out.
    let discriminant = square * (a * a * varianceB + b * b * varianceA - square * varianceA * varianceB)
    if discriminant < 0 { return .everything }
    let root = discriminant.squareRoot()
    let sign: Double = a < 0 ? -1 : 1
    // Vieta's form keeps the smaller root.
    let larger = product >= 0 ? product + root : product - root
    if leading == 0 {
      guard product != 0 else { return .everything }
      let bound = sign * (constant / (2 * product) - 1)
      return (product > 0) == (a >= 0)
        ? .bounded(ConfidenceInterval(lower: bound, upper: .infinity, level: level))
        : .bounded(ConfidenceInterval(lower: -.infinity, upper: bound, level: level))
    }
    let first = sign * (larger / leading - 1)
    let second = sign * ((larger == 0 ? -root / leading : constant / larger) - 1)
    let lower = min(first, second)
    let upper = max(first, second)
    return leading > 0
      ? .bounded(ConfidenceInterval(lower: lower, upper: upper, level: level))
      : .outside(lower: lower, upper: upper)
  }
}
