import Glibc

/// The beta distribution.
package struct BetaDistribution: Sendable, Hashable {
  /// The exponent of x, plus one.
  package let alpha: Double
  /// The exponent of 1 − x, plus one.
  package let beta: Double

  /// Refuses parameters that are not positive.
  package init(alpha: Double, beta: Double) throws(StatisticsError) {
    try requirePositive(alpha)
    try requirePositive(beta)
    self.alpha = alpha
    self.beta = beta
  }

  /// The mean α / (α + β).
  package var mean: Double { alpha / (alpha + beta) }
  /// The variance αβ / ((α + β)²(α + β + 1)).
  package var variance: Double { mean * (beta / (alpha + beta)) / (alpha + beta + 1) }

  /// Returns both tails at x in [0, 1].
  package func tails(_ x: Double) -> Tails { tails(x, complement: 1 - x) }

  /// Returns both tails at x, given 1 − x as well; the smaller of the two counts as exact.
  package func tails(_ x: Double, complement: Double) -> Tails {
    IncompleteBeta.tails(a: alpha, b: beta, at: x, complement: complement)
  }

  /// Returns the logarithm of the density at x, given 1 − x as well.
  package func logDensity(_ x: Double, complement: Double) -> Double {
    if x <= 0 || complement <= 0 { return -.infinity }
    return IncompleteBeta.logPrefactor(alpha, beta, x, complement) - log(x) - log(complement)
  }

  /// Returns x with P(X ≤ x) = probability.
  package func quantile(lowerTail probability: Double) -> Double {
    quantile(lowerTail: probability, upperTail: 1 - probability).value
  }

  /// Returns x with P(X > x) = probability.
  package func quantile(upperTail probability: Double) -> Double {
    quantile(lowerTail: 1 - probability, upperTail: probability).value
  }

  /// Returns the quantile and its complement; the smaller of the given tails decides.
  func quantile(lowerTail: Double, upperTail: Double) -> (value: Double, complement: Double) {
    if lowerTail <= 0 { return (0, 1) }
    if upperTail <= 0 { return (1, 0) }
    let fromBelow = lowerTail <= upperTail
    let target = log(fromBelow ? lowerTail : upperTail)
    let z =
      fromBelow
      ? StandardNormal.quantile(lowerTail: lowerTail) : StandardNormal.quantile(upperTail: upperTail)
    // On the logit scale the distribution is close to normal with these two moments.
    let spread = (1 / alpha + 1 / beta).squareRoot()
    let start = log(alpha / beta) + z * spread
    let logit = MonotoneRoot.solve(start: min(max(start, -600), 600), lowest: -740, highest: 740) { v in
      let x = 1 / (1 + exp(-v))
      let y = 1 / (1 + exp(v))
      let tails = IncompleteBeta.tails(a: alpha, b: beta, at: x, complement: y)
      let logSlope = IncompleteBeta.logPrefactor(alpha, beta, x, y)
      return fromBelow
        ? .init(value: tails.lower.logarithm - target, slope: exp(logSlope - tails.lower.logarithm))
        : .init(value: target - tails.upper.logarithm, slope: exp(logSlope - tails.upper.logarithm))
    }
    return (1 / (1 + exp(-logit)), 1 / (1 + exp(logit)))
  }
}
