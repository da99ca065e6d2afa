/// What the bootstrap found.
package struct BootstrapResult: Sendable, Hashable {
  /// The effect in the sample itself.
  package let estimate: Double
  /// The standard deviation of the replicates.
  package let standardError: Double
  /// The mean of the replicates less the estimate.
  package let bias: Double
  /// The replicates that are defined, ascending.
  package let replicates: [Double]
  /// The number of resamples in which the effect was undefined; they are left out of everything else.
  package let undefinedCount: Int

  init(estimate: Double, replicates: [Double?]) throws(StatisticsError) {
    let defined = replicates.compactMap { $0 }.filter(\.isFinite)
    let moments = Moments(defined)
    guard let deviation = moments.standardDeviation else {
      throw .tooFewObservations(count: defined.count, needed: 2)
    }
    self.estimate = estimate
    standardError = deviation
    bias = moments.mean - estimate
    self.replicates = defined.sorted()
    undefinedCount = replicates.count - defined.count
  }

  /// Returns the percentile interval: the α/2 and 1 − α/2 quantiles of the replicates, linear between order
  /// statistics at rank q·(B − 1) counted from zero.
  package func interval(alpha: Double) throws(StatisticsError) -> ConfidenceInterval {
    try requireOpenProbability(alpha)
    return ConfidenceInterval(
      lower: try Quantile.linear(ascending: replicates, alpha / 2),
      upper: try Quantile.linear(ascending: replicates, 1 - alpha / 2), level: 1 - alpha)
  }
}
