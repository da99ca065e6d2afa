import Glibc

/// Confidence intervals of one proportion.
package enum ProportionInterval {
  /// Returns Wilson's score interval, valid at no and at all successes.
  ///
  /// Centre (p + z²/2n)/(1 + z²/n), half-width z√(pq/n + z²/4n²)/(1 + z²/n), without continuity correction.
  package static func wilson(
    _ proportion: Proportion, alpha: Double
  ) throws(StatisticsError) -> ConfidenceInterval {
    try requireOpenProbability(alpha)
    let n = Double(proportion.trials)
    let z = StandardNormal.quantile(upperTail: alpha / 2)
    let square = z * z
    let root = z * (proportion.variance / n + square / (4 * n * n)).squareRoot()
    let scale = 1 + square / n
    let rate = proportion.rate
    let complement = proportion.complement
    // The bound on the near side is written as a quotient, so that p = 0 gives exactly 0 and p = 1 exactly 1.
    let upper = (rate + square / (2 * n) + root) / scale
    let lowerComplement = (complement + square / (2 * n) + root) / scale
    let lower = rate * rate / scale / upper
    let upperComplement = complement * complement / scale / lowerComplement
    return ConfidenceInterval(
      lower: rate <= complement ? lower : 1 - lowerComplement,
      upper: rate <= complement ? upper : 1 - upperComplement, level: 1 - alpha)
  }

  /// Returns the exact interval of Clopper and Pearson, which covers at least at its level.
  package static func clopperPearson(
    _ proportion: Proportion, alpha: Double
  ) throws(StatisticsError) -> ConfidenceInterval {
    try requireOpenProbability(alpha)
    let x = Double(proportion.successes)
    let failures = Double(proportion.trials - proportion.successes)
    let lower =
      x == 0 ? 0 : try BetaDistribution(alpha: x, beta: failures + 1).quantile(lowerTail: alpha / 2)
    let upper =
      failures == 0 ? 1 : try BetaDistribution(alpha: x + 1, beta: failures).quantile(upperTail: alpha / 2)
    return ConfidenceInterval(lower: lower, upper: upper, level: 1 - alpha)
  }

  /// Returns the interval of the normal approximation, clipped to nothing; it collapses at 0 and 1.
  package static func wald(
    _ proportion: Proportion, alpha: Double
  ) throws(StatisticsError) -> ConfidenceInterval {
    try requireOpenProbability(alpha)
    let half =
      StandardNormal.quantile(upperTail: alpha / 2)
      * (proportion.variance / Double(proportion.trials)).squareRoot()
    return ConfidenceInterval(lower: proportion.rate - half, upper: proportion.rate + half, level: 1 - alpha)
  }
}
