import Glibc

/// Pearson's correlation of two values per unit.
package struct Correlation: Sendable, Hashable {
  /// The coefficient r.
  package let coefficient: Double
  /// The number of pairs.
  package let count: Int

  /// Refuses fewer than three pairs and a column without variance.
  package init(_ moments: BivariateMoments) throws(StatisticsError) {
    guard moments.count >= 3 else { throw .tooFewObservations(count: moments.count, needed: 3) }
    try requireFinite(moments.product)
    guard moments.squaredX > 0, moments.squaredY > 0 else { throw .zeroVariance }
    let raw = moments.product / moments.squaredX.squareRoot() / moments.squaredY.squareRoot()
    coefficient = min(1, max(-1, raw))
    count = moments.count
  }

  /// Tests whether the correlation is zero, by Student's t with n − 2 degrees of freedom.
  package func test(alternative: Alternative = .twoSided) throws(StatisticsError) -> TestResult {
    let rest = (1 - coefficient) * (1 + coefficient)
    guard rest > 0 else { throw .zeroVariance }
    let degreesOfFreedom = Double(count - 2)
    return try .studentT(
      coefficient * (degreesOfFreedom / rest).squareRoot(), degreesOfFreedom: degreesOfFreedom,
      alternative: alternative)
  }

  /// Returns Fisher's interval, normal on the scale of artanh r with variance 1/(n − 3).
  package func interval(alpha: Double) throws(StatisticsError) -> ConfidenceInterval {
    try requireOpenProbability(alpha)
    guard count >= 4 else { throw .tooFewObservations(count: count, needed: 4) }
    guard abs(coefficient) < 1 else { throw .zeroVariance }
    let centre = atanh(coefficient)
    let half = StandardNormal.quantile(upperTail: alpha / 2) / Double(count - 3).squareRoot()
    return ConfidenceInterval(lower: tanh(centre - half), upper: tanh(centre + half), level: 1 - alpha)
  }
}
