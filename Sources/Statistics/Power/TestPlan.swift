/// What is fixed before an experiment starts: the level, the power, the split, the sides.
package struct TestPlan: Sendable, Hashable {
  /// The chance of a false positive.
  package let alpha: Double
  /// The chance of finding the effect if it is there.
  package let power: Double
  /// Treatment units per control unit, n_b/n_a.
  package let ratio: Double
  /// Whether an effect in either direction counts.
  package let isTwoSided: Bool
  /// The number of comparisons sharing alpha (Bonferroni), one unless several goals or arms must be allowed for.
  package let comparisons: Int

  /// Makes a plan; the defaults are two-sided 5 % with power 80 % and equal arms.
  package init(
    alpha: Double = 0.05, power: Double = 0.8, ratio: Double = 1, twoSided: Bool = true, comparisons: Int = 1
  ) throws(StatisticsError) {
    try requireOpenProbability(alpha)
    try requireOpenProbability(power)
    try requirePositive(ratio)
    guard comparisons >= 1 else { throw .notPositive(Double(comparisons)) }
    self.alpha = alpha
    self.power = power
    self.ratio = ratio
    isTwoSided = twoSided
    self.comparisons = comparisons
  }

  /// The upper tail beyond the critical value.
  package var tail: Double { alpha / Double(comparisons) / (isTwoSided ? 2 : 1) }
  /// The normal critical value.
  package var criticalValue: Double { StandardNormal.quantile(upperTail: tail) }
  /// The normal quantile of the power.
  package var powerQuantile: Double { StandardNormal.quantile(lowerTail: power) }

  /// Returns the power of a normal test whose statistic is expected at `shift`, both tails counted if two-sided.
  package func normalPower(shift: Double) -> Double {
    let critical = criticalValue
    let near = StandardNormal.lowerTail(abs(shift) - critical)
    return isTwoSided ? near + StandardNormal.lowerTail(-abs(shift) - critical) : near
  }

  /// Returns the expected statistic at which the normal power is the planned one, both tails counted.
  func requiredShift() throws(StatisticsError) -> Double {
    // Without any effect the power is alpha; a target below that is met by no sample at all.
    guard power > normalPower(shift: 0) else { throw .targetUnreachable }
    var shift = max(criticalValue + powerQuantile, 1e-3)
    for _ in 0..<60 {
      let near = abs(shift) - criticalValue
      let slope =
        StandardNormal.density(near)
        - (isTwoSided ? StandardNormal.density(-abs(shift) - criticalValue) : 0)
      let step = (normalPower(shift: shift) - power) / slope
      shift = max(shift - step, shift / 4)
      if abs(step) < 1e-15 * shift { break }
    }
    return shift
  }
}
