import Glibc

/// The chi-square distribution.
package struct ChiSquare: Sendable, Hashable {
  /// The degrees of freedom, positive, not necessarily whole.
  package let degreesOfFreedom: Double

  /// Refuses degrees of freedom that are not positive.
  package init(degreesOfFreedom: Double) throws(StatisticsError) {
    try requirePositive(degreesOfFreedom)
    self.degreesOfFreedom = degreesOfFreedom
  }

  /// Returns both tails at x.
  package func tails(_ x: Double) -> Tails {
    IncompleteGamma.tails(shape: degreesOfFreedom / 2, at: x / 2)
  }

  /// Returns x with P(X ≤ x) = probability.
  package func quantile(lowerTail probability: Double) -> Double {
    2 * GammaQuantile.value(shape: degreesOfFreedom / 2, lowerTail: probability, upperTail: 1 - probability)
  }

  /// Returns x with P(X > x) = probability.
  package func quantile(upperTail probability: Double) -> Double {
    2 * GammaQuantile.value(shape: degreesOfFreedom / 2, lowerTail: 1 - probability, upperTail: probability)
  }
}
