import Glibc

/// An effect, treatment minus control, with its standard error and reference distribution.
///
/// The one shape in which every comparison ends; intervals, tests, sequential bounds and posteriors start from it,
/// so that they cannot disagree about the error.
package struct EffectEstimate: Sendable, Hashable {
  /// The scale an effect is measured on.
  package enum Scale: String, Sendable, Hashable {
    /// In the unit of the metric.
    case absolute
    /// As a share of the control's absolute value.
    case relative
  }

  /// The estimated effect.
  package let effect: Double
  /// Its standard error, positive.
  package let standardError: Double
  /// The degrees of freedom of the t distribution, nil for the normal.
  package let degreesOfFreedom: Double?
  /// The scale of effect and error.
  package let scale: Scale

  /// Refuses an error of zero: then neither a test nor an interval exists.
  package init(
    effect: Double, standardError: Double, degreesOfFreedom: Double? = nil, scale: Scale = .absolute
  ) throws(StatisticsError) {
    try requireFinite(effect)
    try requireFinite(standardError)
    guard standardError > 0 else { throw .zeroVariance }
    self.effect = effect
    self.standardError = standardError
    self.degreesOfFreedom = degreesOfFreedom
    self.scale = scale
  }

  /// The variance of the effect.
  package var variance: Double { standardError * standardError }

  /// Returns the upper quantile of the reference distribution.
  package func criticalValue(upperTail probability: Double) throws(StatisticsError) -> Double {
    guard let degreesOfFreedom else { return StandardNormal.quantile(upperTail: probability) }
    return try StudentT(degreesOfFreedom: degreesOfFreedom).quantile(upperTail: probability)
  }

  /// Returns the interval at level 1 − alpha; for a one-sided alternative open on the other side.
  package func interval(
    alpha: Double, alternative: Alternative = .twoSided
  ) throws(StatisticsError) -> ConfidenceInterval {
    try requireOpenProbability(alpha)
    let tail = alternative == .twoSided ? alpha / 2 : alpha
    let half = try criticalValue(upperTail: tail) * standardError
    return ConfidenceInterval(
      lower: alternative == .less ? -.infinity : effect - half,
      upper: alternative == .greater ? .infinity : effect + half, level: 1 - alpha)
  }

  /// Tests whether the effect differs from a null value, zero unless said otherwise.
  package func test(
    null: Double = 0, alternative: Alternative = .twoSided
  ) throws(StatisticsError) -> TestResult {
    let statistic = (effect - null) / standardError
    try requireFinite(statistic)
    guard let degreesOfFreedom else { return .normal(statistic, alternative: alternative) }
    return try .studentT(statistic, degreesOfFreedom: degreesOfFreedom, alternative: alternative)
  }

  /// Returns the effect that a two-sided test with this error would have found with the given power.
  ///
  /// (z_{1−α/2} + z_power)·se, the number to stand beside every "no difference".
  package func minimumDetectableEffect(
    alpha: Double, power: Double
  ) throws(StatisticsError) -> Double {
    try requireOpenProbability(alpha)
    try requireOpenProbability(power)
    return (StandardNormal.quantile(upperTail: alpha / 2) + StandardNormal.quantile(lowerTail: power))
      * standardError
  }
}
