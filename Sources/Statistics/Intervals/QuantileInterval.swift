/// A sample quantile with its distribution-free interval.
package struct QuantileInterval: Sendable, Hashable {
  /// The quantile asked for, between zero and one.
  package let order: Double
  /// The number of values.
  package let count: Int
  /// The sample quantile by linear interpolation.
  package let estimate: Double
  /// The order statistic below, not computable when none reaches the level.
  package let lower: Computed<Double>
  /// The order statistic above, not computable when none reaches the level.
  package let upper: Computed<Double>
  /// The least coverage of the two bounds together.
  package let level: Double

  /// Takes the bounds from ascending values at the tails of the binomial distribution of the rank.
  ///
  /// Ranks counted from zero: the α/2 quantile of binomial(n, q) less one, and its upper α/2 quantile.
  package init(ascending values: [Double], order: Double, alpha: Double) throws(StatisticsError) {
    try requireOpenProbability(alpha)
    try requireOpenProbability(order)
    estimate = try Quantile.linear(ascending: values, order)
    let rank = try Binomial(trials: values.count, probability: order)
    let low = rank.quantile(lowerTail: alpha / 2) - 1
    let high = rank.quantile(upperTail: alpha / 2)
    self.order = order
    count = values.count
    lower = low >= 0 ? .success(values[low]) : .failure(.levelUnreachable)
    upper = high < values.count ? .success(values[high]) : .failure(.levelUnreachable)
    level = 1 - alpha
  }

  /// The arm's quantile with the standard error that its interval implies, for a normal comparison of arms.
  ///
  /// Refused when n ≤ z²·max(q/(1 − q), (1 − q)/q): the interval is then too coarse to stand for an error.
  package func armStatistic() throws(StatisticsError) -> ArmStatistic {
    let low = try lower.get()
    let high = try upper.get()
    let z = StandardNormal.quantile(upperTail: (1 - level) / 2)
    let needed = z * z * max(order / (1 - order), (1 - order) / order)
    guard Double(count) > needed else {
      throw .tooFewObservations(count: count, needed: Int(min(needed, 1e15)) + 1)
    }
    let error = (high - low) / (2 * z)
    return try ArmStatistic(
      estimate: estimate, unitVariance: error * error * Double(count), count: count)
  }
}
