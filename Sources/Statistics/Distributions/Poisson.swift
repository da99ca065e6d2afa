import Glibc

/// The Poisson distribution.
package struct Poisson: Sendable, Hashable {
  /// The mean, and the variance.
  package let mean: Double

  /// Refuses a negative mean.
  package init(mean: Double) throws(StatisticsError) {
    guard mean.isFinite else { throw .notFinite }
    guard mean >= 0 else { throw .negative(mean) }
    self.mean = mean
  }

  /// Returns the logarithm of P(X = count).
  package func logMass(_ count: Int) -> Double {
    guard count >= 0 else { return -.infinity }
    if mean == 0 { return count == 0 ? 0 : -.infinity }
    if count == 0 { return -mean }
    let k = Double(count)
    return -SaddlePoint.deviance(deviation: k - mean, mean: mean) - SaddlePoint.stirlingError(k)
      - StandardNormal.logRootTwoPi - 0.5 * log(k)
  }

  /// Returns P(X = count).
  package func mass(_ count: Int) -> Double { exp(logMass(count)) }

  /// Returns P(X ≤ count) as the lower and P(X > count) as the upper tail.
  package func tails(_ count: Int) -> Tails {
    if count < 0 { return Tails(lower: .zero) }
    return IncompleteGamma.tails(shape: Double(count) + 1, at: mean).mirrored
  }

  /// Returns the smallest count with P(X ≤ count) ≥ probability; nil for a probability of one, which no count has.
  package func quantile(lowerTail target: Double) -> Int? {
    guard target < 1 else { return mean == 0 ? 0 : nil }
    if target <= 0 { return -1 }
    var high = 1
    while tails(high).lower.value < target {
      guard high < Int.max / 4 else { return nil }
      high *= 2
    }
    var low = 0
    while low < high {
      let middle = low + (high - low) / 2
      if tails(middle).lower.value >= target { high = middle } else { low = middle + 1 }
    }
    return low
  }

  /// Returns the exact interval of the mean when `count` events were seen (Garwood 1936).
  package static func interval(count: Int, alpha: Double) throws(StatisticsError) -> ConfidenceInterval {
    guard count >= 0 else { throw .negative(Double(count)) }
    try requireOpenProbability(alpha)
    let k = Double(count)
    let lower =
      count == 0 ? 0 : GammaQuantile.value(shape: k, lowerTail: alpha / 2, upperTail: 1 - alpha / 2)
    let upper = GammaQuantile.value(shape: k + 1, lowerTail: 1 - alpha / 2, upperTail: alpha / 2)
    return ConfidenceInterval(lower: lower, upper: upper, level: 1 - alpha)
  }
}
