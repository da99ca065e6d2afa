import Glibc

/// The F distribution of the ratio of two mean squares.
package struct FisherF: Sendable, Hashable {
  /// The degrees of freedom of the numerator.
  package let numerator: Double
  /// The degrees of freedom of the denominator.
  package let denominator: Double

  /// Makes the distribution of its two degrees of freedom.
  package init(numerator: Double, denominator: Double) throws(StatisticsError) {
    try requirePositive(numerator)
    try requirePositive(denominator)
    self.numerator = numerator
    self.denominator = denominator
  }

  /// Returns both tails at f.
  package func tails(_ f: Double) -> Tails {
    if f <= 0 { return Tails(lower: .zero) }
    // x = d₁f / (d₁f + d₂) and its complement, each from one division.
    let ratio = numerator / denominator * f
    if ratio == .infinity { return Tails(upper: .zero) }
    return IncompleteBeta.tails(
      a: numerator / 2, b: denominator / 2, at: ratio / (1 + ratio), complement: 1 / (1 + ratio))
  }

  /// Returns f with P(F ≤ f) = probability.
  package func quantile(lowerTail probability: Double) throws(StatisticsError) -> Double {
    try quantile(lowerTail: probability, upperTail: 1 - probability)
  }

  /// Returns f with P(F > f) = probability.
  package func quantile(upperTail probability: Double) throws(StatisticsError) -> Double {
    try quantile(lowerTail: 1 - probability, upperTail: probability)
  }

  private func quantile(lowerTail: Double, upperTail: Double) throws(StatisticsError) -> Double {
    let beta = try BetaDistribution(alpha: numerator / 2, beta: denominator / 2)
    let point = beta.quantile(lowerTail: lowerTail, upperTail: upperTail)
    return denominator / numerator * (point.value / point.complement)
  }
}
