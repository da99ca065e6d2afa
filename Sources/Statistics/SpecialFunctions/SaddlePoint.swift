import Glibc

/// The pieces of Loader's saddle-point expansion (C. Loader, "Fast and accurate computation of binomial
/// probabilities", 2000).
///
/// Densities of the binomial, Poisson, gamma, beta and t families are products of huge and tiny factors. Written
/// with these functions nothing cancels, so the logarithm of a density has an error of a few ulps of itself.
enum SaddlePoint {
  /// Returns log(1 + z) − z without cancellation near zero.
  static func logOnePlusResidual(_ z: Double) -> Double {
    guard z > -0.5, z < 1 else { return log1p(z) - z }
    // log(1 + z) = 2 atanh r with r = z / (2 + z), and 2r − z = −r z.
    let r = z / (2 + z)
    let square = r * r
    var sum = 0.0
    var power = 1.0
    var divisor = 3.0
    while true {
      let term = power / divisor
      sum += term
      if term < 1e-18 * sum { break }
      power *= square
      divisor += 2
    }
    return r * (2 * square * sum - z)
  }

  /// Returns x·log(x / mean) + mean − x for x = mean + deviation, the half deviance of a Poisson count.
  ///
  /// The deviation is a parameter of its own because x − mean, computed from rounded operands, is what loses the
  /// digits when both are large.
  static func deviance(deviation: Double, mean: Double) -> Double {
    let relative = deviation / mean
    let count = mean + deviation
    if count <= 0 { return mean }
    if relative > -0.5, relative < 1 {
      return mean * ((1 + relative) * logOnePlusResidual(relative) + relative * relative)
    }
    if relative < 1e300 { return mean * ((1 + relative) * log1p(relative) - relative) }
    return count * (log(count) - log(mean)) - deviation
  }

  /// Returns log Γ(x + 1) − (x + ½) log x + x − ½ log 2π, the error of Stirling's formula, for x > 0.
  static func stirlingError(_ x: Double) -> Double {
    if x < 16 {
      return GammaFunction.logGamma(x + 1) - (x + 0.5) * log(x) + x - 0.9189385332046727
    }
    let inverse = 1 / x
    let square = inverse * inverse
    var sum = 0.006410256410256410
    sum = sum * square - 0.001917526917526918
    sum = sum * square + 8.417508417508417e-4
    sum = sum * square - 5.952380952380953e-4
    sum = sum * square + 7.936507936507937e-4
    sum = sum * square - 2.777777777777778e-3
    sum = sum * square + 8.333333333333333e-2
    return sum * inverse
  }
}
