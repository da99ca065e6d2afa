import Glibc

/// Sample size, power and detectable effect of means, and of anything with a variance per unit.
///
/// A ratio metric is planned with the unit variance of its delta method (`ArmStatistic.unitVariance`), a CUPED metric
/// with its variance times 1 − ρ².
package struct MeanPlanning: Sendable, Hashable {
  /// The level, power and split.
  package let plan: TestPlan
  /// The standard deviation of a unit.
  package let standardDeviation: Double

  /// Plans in units of the standard deviation unless one is given.
  package init(_ plan: TestPlan, standardDeviation: Double = 1) throws(StatisticsError) {
    try requirePositive(standardDeviation)
    self.plan = plan
    self.standardDeviation = standardDeviation
  }

  /// Plans with an arm already measured: its variance per unit, whatever the kind of metric.
  package init(_ plan: TestPlan, arm: ArmStatistic) throws(StatisticsError) {
    guard arm.unitVariance > 0 else { throw .zeroVariance }
    try self.init(plan, standardDeviation: arm.unitVariance.squareRoot())
  }

  /// Returns the control units needed with a normal reference, both tails counted, before rounding up.
  ///
  /// (1 + 1/k)(z_{1−α/2} + z_power)²σ²/δ² up to the far tail.
  package func normalSampleSize(difference: Double) throws(StatisticsError) -> Double {
    try requireFinite(difference)
    guard difference != 0 else { throw .zeroEffect }
    let root = try plan.requiredShift() * standardDeviation / difference
    let size = (1 + 1 / plan.ratio) * root * root
    try requireFinite(size)
    return size
  }

  /// Returns the power with a normal reference and this many control units.
  package func normalPower(difference: Double, controlUnits: Double) throws(StatisticsError) -> Double {
    try requireFinite(difference)
    try requirePositive(controlUnits)
    return plan.normalPower(shift: shift(difference, controlUnits))
  }

  /// Returns the power of the t test with equal variances, by the noncentral t with n_a + n_b − 2 degrees of freedom.
  package func power(difference: Double, controlUnits: Double) throws(StatisticsError) -> Double {
    try requireFinite(difference)
    try requirePositive(controlUnits)
    let degreesOfFreedom = controlUnits * (1 + plan.ratio) - 2
    guard degreesOfFreedom > 0 else {
      throw .tooFewObservations(count: Int(min(controlUnits, 1e6)), needed: 2)
    }
    let shift = abs(shift(difference, controlUnits))
    // The t is the normal to ten digits there, and the power one whatever the reference.
    if degreesOfFreedom > 1e10 || shift > 1_000 * (1 + plan.criticalValue) {
      return plan.normalPower(shift: shift)
    }
    let critical = try StudentT(degreesOfFreedom: degreesOfFreedom).quantile(upperTail: plan.tail)
    let distribution = try NoncentralT(
      degreesOfFreedom: degreesOfFreedom, noncentrality: shift)
    let near = distribution.upperTail(critical).value
    return min(1, plan.isTwoSided ? near + distribution.lowerTail(-critical).value : near)
  }

  /// Returns the control units needed by the t test, before rounding up.
  package func sampleSize(difference: Double) throws(StatisticsError) -> Double {
    let normal = try normalSampleSize(difference: difference)
    // At a million units the t differs from the normal by about one unit; beyond, not by what a double shows.
    if normal > 1e9 { return normal }
    var lower = 2 / (1 + plan.ratio) * (1 + 1e-6)
    if try power(difference: difference, controlUnits: lower) >= plan.power { return lower }
    var upper = max(normal, lower * 2)
    while try power(difference: difference, controlUnits: upper) < plan.power {
      lower = upper
      upper *= 2
      guard upper < 1e15 else { throw .targetUnreachable }
    }
    for _ in 0..<100 {
      let middle = (lower + upper) / 2
      if upper - lower < 1e-11 * upper { break }
      if try power(difference: difference, controlUnits: middle) < plan.power {
        lower = middle
      } else {
        upper = middle
      }
    }
    return (lower + upper) / 2
  }

  /// Returns the smallest difference that this many control units find with the planned power (normal reference).
  package func detectableDifference(controlUnits: Double) throws(StatisticsError) -> Double {
    try requirePositive(controlUnits)
    return try plan.requiredShift() * standardDeviation
      / (controlUnits * plan.ratio / (1 + plan.ratio)).squareRoot()
  }

  /// The expected statistic: δ/σ·√(n_a k/(1 + k)).
  private func shift(_ difference: Double, _ controlUnits: Double) -> Double {
    difference / standardDeviation * (controlUnits * plan.ratio / (1 + plan.ratio)).squareRoot()
  }
}
