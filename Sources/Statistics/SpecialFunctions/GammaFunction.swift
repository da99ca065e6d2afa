import Glibc

/// The gamma function and its relatives on the logarithmic scale.
package enum GammaFunction {
  /// Returns log |Γ(x)|, infinity at the poles.
  package static func logGamma(_ x: Double) -> Double {
    // The plain C function writes the sign to a global, which threads would race for.
    var sign: Int32 = 0
    return lgamma_r(x, &sign)
  }

  /// Returns log(Γ(a)Γ(b) / Γ(a + b)) for positive arguments.
  ///
  /// The difference of three log-gammas has an absolute error of 1e-7 at a = 5e8; here the large parts are
  /// cancelled on paper and only Stirling errors are subtracted.
  package static func logBeta(_ a: Double, _ b: Double) -> Double {
    let small = min(a, b)
    let large = max(a, b)
    if large < 10 { return logGamma(a) + logGamma(b) - logGamma(a + b) }
    let total = small + large
    // log(large / total) = −log1p(small / large); its product with `large` is about −small.
    let largePart = -large * log1p(small / large)
    let smallPart = small * (log(small) - log(total))
    let errors =
      SaddlePoint.stirlingError(small) + SaddlePoint.stirlingError(large) - SaddlePoint.stirlingError(total)
    return 0.9189385332046727 - 0.5 * (log(small) - log1p(small / large)) + errors
      + smallPart + largePart
  }

  /// Returns the logarithm of "n choose k" for real 0 ≤ k ≤ n.
  package static func logBinomialCoefficient(_ n: Double, _ k: Double) -> Double {
    if k <= 0 || k >= n { return 0 }
    return -log1p(n) - logBeta(n - k + 1, k + 1)
  }
}
