import Glibc

/// The regularised incomplete gamma function, both tails.
package enum IncompleteGamma {
  /// Returns P(a, x) as the lower and Q(a, x) as the upper tail, for a > 0 and x ≥ 0.
  ///
  /// Relative accuracy about 1e-13 in both tails at any size of `a`; the logarithms go on where the values
  /// underflow.
  package static func tails(shape a: Double, at x: Double) -> Tails {
    if x <= 0 { return Tails(lower: .zero) }
    if x == .infinity { return Tails(upper: .zero) }
    // log of x^a e^−x / Γ(a).
    let prefactor =
      0.5 * log(a) - 0.9189385332046727 - SaddlePoint.stirlingError(a)
      - SaddlePoint.deviance(deviation: a - x, mean: x)
    if x >= a { return Tails(upper: TailProbability(logarithm: prefactor + log(upperIntegral(a, x)))) }
    let lower = TailProbability(logarithm: prefactor + log(lowerSum(a, x)))
    // A shape below one puts most of the mass below x; then the small upper tail needs a computation of its own.
    guard lower.value > 0.9 else { return Tails(lower: lower) }
    return Tails(
      lower: lower, upper: TailProbability(logarithm: prefactor + log(upperIntegral(a, x))))
  }

  /// The upper tail over the prefactor: ∫ e^{−x s} (1 + s)^{a−1} ds.
  private static func upperIntegral(_ a: Double, _ x: Double) -> Double {
    let slope = x - a + 1
    let scale = TanhSinhRule.scale(slope: slope, curvature: max(a - 1, 0))
    return TanhSinhRule.tail(scale: scale, limit: .greatestFiniteMagnitude) { s in
      if s < 1 { return (a - 1) * SaddlePoint.logOnePlusResidual(s) - slope * s }
      return (a - 1) * log1p(s) - x * s
    }
  }

  /// The lower tail over the prefactor, for x < a.
  private static func lowerSum(_ a: Double, _ x: Double) -> Double {
    if a > 5_000 {
      let slope = a - 1 - x
      let scale = TanhSinhRule.scale(slope: slope, curvature: a - 1)
      return TanhSinhRule.tail(scale: min(scale, 0.999), limit: 1) { s in
        (a - 1) * SaddlePoint.logOnePlusResidual(-s) - slope * s
      }
    }
    // All terms are positive and the ratio x / (a + k) is below one and falls: it always converges.
    var term = 1 / a
    var sum = term
    var divisor = a
    while true {
      divisor += 1
      term *= x / divisor
      sum += term
      // Negated, so that a NaN ends the loop as well.
      if !(term >= sum * 1e-17) { return sum }
    }
  }
}
