/// What a comparison of arms needs to know of one arm: an estimate, its variance per unit, the number of units.
///
/// Means, rates, ratios, quantiles and adjusted means all become this; the variance of the estimate is
/// `unitVariance` / `count`.
package struct ArmStatistic: Sendable, Hashable {
  /// The estimate: a mean, a rate, a ratio.
  package let estimate: Double
  /// The variance of one unit's contribution.
  package let unitVariance: Double
  /// The number of units.
  package let count: Int

  /// Refuses fewer than two units and a variance that is negative or not finite.
  package init(estimate: Double, unitVariance: Double, count: Int) throws(StatisticsError) {
    guard count >= 2 else { throw .tooFewObservations(count: count, needed: 2) }
    try requireFinite(estimate)
    try requireFinite(unitVariance)
    guard unitVariance >= 0 else { throw .negative(unitVariance) }
    self.estimate = estimate
    self.unitVariance = unitVariance
    self.count = count
  }

  /// The arm's mean, with the variance of divisor n − 1.
  package init(_ moments: Moments) throws(StatisticsError) {
    guard let variance = moments.variance else {
      throw .tooFewObservations(count: moments.count, needed: 2)
    }
    try self.init(estimate: moments.mean, unitVariance: variance, count: moments.count)
  }

  /// The arm's rate, with the variance p(1 − p) of divisor n.
  package init(_ proportion: Proportion) throws(StatisticsError) {
    try self.init(
      estimate: proportion.rate, unitVariance: proportion.variance, count: proportion.trials)
  }

  /// The arm's ratio Σy/Σx by the delta method: y the numerator, x the denominator of each unit.
  ///
  /// (v_y/μ_x² + v_x μ_y²/μ_x⁴ − 2c μ_y/μ_x³) per unit, computed as the variance of (y − R·x)/μ_x, which cannot
  /// become negative but by rounding.
  package init(ratio moments: BivariateMoments) throws(StatisticsError) {
    guard moments.count >= 2 else { throw .tooFewObservations(count: moments.count, needed: 2) }
    guard moments.meanX != 0 else { throw .zeroDenominator }
    let ratio = moments.meanY / moments.meanX
    let residual =
      moments.squaredY - 2 * ratio * moments.product + ratio * ratio * moments.squaredX
    let scale = moments.squaredY + ratio * ratio * moments.squaredX
    // What is left by rounding of proportional columns counts as zero.
    let cleaned = residual <= 32 * Double.ulpOfOne * scale ? 0 : residual
    try self.init(
      estimate: ratio,
      unitVariance: cleaned / Double(moments.count - 1) / (moments.meanX * moments.meanX),
      count: moments.count)
  }

  /// The variance of the estimate.
  package var variance: Double { unitVariance / Double(count) }
}
