import Glibc

/// The normal distribution with mean zero and standard deviation one.
package enum StandardNormal {
  static let logRootTwoPi = 0.9189385332046727

  /// Returns the density at z.
  package static func density(_ z: Double) -> Double { exp(logDensity(z)) }

  /// Returns the logarithm of the density at z.
  package static func logDensity(_ z: Double) -> Double { -0.5 * z * z - logRootTwoPi }

  /// Returns P(Z > z), with relative accuracy down to the smallest double.
  package static func upperTail(_ z: Double) -> Double {
    // z / √2 is rounded; the rounding error times the hazard is put back, or it would cost 1e-13 at z = 37.
    let scaled = z * 0.7071067811865476
    let residual = fma(z, 0.7071067811865476, -scaled) - z * 4.833646656726457e-17
    let tail = 0.5 * erfc(scaled)
    return scaled > 1 && scaled < 30 ? tail * (1 - residual * (2 * scaled + 1 / scaled)) : tail
  }

  /// Returns P(Z ≤ z), with relative accuracy down to the smallest double.
  package static func lowerTail(_ z: Double) -> Double { upperTail(-z) }

  /// Returns log P(Z > z), also where the probability itself underflows.
  package static func logUpperTail(_ z: Double) -> Double {
    if z < -1 { return log1p(-upperTail(-z)) }
    if z < 8 { return log(upperTail(z)) }
    if z == .infinity { return -.infinity }
    return logDensity(z) + log(millsRatio(z))
  }

  /// Returns both tails at z with their logarithms.
  package static func tails(_ z: Double) -> Tails {
    Tails(
      lower: TailProbability(value: upperTail(-z), logarithm: logUpperTail(-z)),
      upper: TailProbability(value: upperTail(z), logarithm: logUpperTail(z)))
  }

  /// Returns P(Z > z) over the density at z, for z of at least 4.
  static func millsRatio(_ z: Double) -> Double { 1 / (z + millsRemainder(z)) }

  /// The continued fraction 1/(z + 2/(z + 3/(z + …))), which is 1/Mills − z, for z of at least 4.
  private static func millsRemainder(_ z: Double) -> Double {
    var fraction = 0.0
    var term = 100.0
    while term >= 1 {
      fraction = term / (z + fraction)
      term -= 1
    }
    return fraction
  }

  /// Returns E[max(Z − z, 0)] = φ(z) − z·P(Z > z), the unit normal loss.
  ///
  /// The closed form loses digits as z grows and goes negative; from z = 4 the difference is taken inside the
  /// continued fraction, where nothing cancels.
  package static func loss(_ z: Double) -> Double {
    if z < 4 { return density(z) - z * upperTail(z) }
    let remainder = millsRemainder(z)
    return density(z) * remainder / (z + remainder)
  }

  /// Returns z with P(Z ≤ z) = probability; infinite at 0 and 1.
  ///
  /// For a probability near one pass the upper tail to `quantile(upperTail:)` instead: 1 − p has lost digits.
  package static func quantile(lowerTail probability: Double) -> Double {
    probability <= 0.5
      ? -quantile(upperTail: probability) : quantile(upperTail: 1 - probability)
  }

  /// Returns z with P(Z > z) = probability; infinite at 0 and 1.
  package static func quantile(upperTail probability: Double) -> Double {
    if probability <= 0 { return .infinity }
    if probability >= 1 { return -.infinity }
    if probability > 0.5 { return -quantile(upperTail: 1 - probability) }
    if probability > 0.3 {
      // Near the centre the tail has no information about z; solve for the mass between 0 and z.
      let centre = 0.5 - probability
      var z = centre * 2.5066282746310002
      for _ in 0..<6 { z -= (0.5 * erf(z * 0.7071067811865476) - centre) / density(z) }
      return z
    }
    return quantile(logUpperTail: log(probability))
  }

  /// Returns z with log P(Z > z) = logarithm, for logarithms below log 0.5; reaches beyond the smallest double.
  package static func quantile(logUpperTail logarithm: Double) -> Double {
    if logarithm > -0.6931471805599453 {
      return quantile(upperTail: exp(logarithm))
    }
    if logarithm == -.infinity { return .infinity }
    // Abramowitz and Stegun 26.2.23, then Halley's step on the logarithm of the tail.
    let t = (-2 * logarithm).squareRoot()
    let numerator = 2.515517 + t * (0.802853 + t * 0.010328)
    let denominator = 1 + t * (1.432788 + t * (0.189269 + t * 0.001308))
    var z = t - numerator / denominator
    for _ in 0..<6 {
      let tail = logUpperTail(z)
      let error = tail - logarithm
      let hazard = exp(logDensity(z) - tail)
      let curvature = hazard * (hazard - z)
      let step = error / (hazard - 0.5 * error * curvature / hazard)
      z += step
      if abs(step) <= 1e-16 * abs(z) { break }
    }
    return z
  }
}
