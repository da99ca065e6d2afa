import Glibc

/// The regularised incomplete beta function, both tails.
package enum IncompleteBeta {
  /// Returns I_x(a, b) as the lower tail and its complement as the upper, for positive a and b.
  ///
  /// The caller gives x and 1 − x; the smaller of the two is taken as exact, which is what keeps a Student t with a
  /// billion degrees of freedom right. Relative accuracy about 1e-13 in both tails at any size of the parameters.
  package static func tails(a: Double, b: Double, at x: Double, complement y: Double) -> Tails {
    if x <= 0 { return Tails(lower: .zero) }
    if y <= 0 { return Tails(upper: .zero) }
    // The tail on the short side of the mean is summed, the other is its complement.
    if a * y >= b * x { return Tails(lower: lowerTail(a, b, x, y)) }
    return Tails(upper: lowerTail(b, a, y, x))
  }

  /// Returns I_x(a, b) for x in [0, 1] as both tails.
  package static func tails(a: Double, b: Double, at x: Double) -> Tails {
    tails(a: a, b: b, at: x, complement: 1 - x)
  }

  /// Returns log(x^a · y^b / B(a, b)) for x + y = 1.
  static func logPrefactor(_ a: Double, _ b: Double, _ x: Double, _ y: Double) -> Double {
    let total = a + b
    let meanDeviation = deviation(a, b, x, y)
    let deviances =
      SaddlePoint.deviance(deviation: meanDeviation, mean: total * x)
      + SaddlePoint.deviance(deviation: -meanDeviation, mean: total * y)
    let errors =
      SaddlePoint.stirlingError(total) - SaddlePoint.stirlingError(a) - SaddlePoint.stirlingError(b)
    let small = min(a, b)
    let large = max(a, b)
    return 0.5 * (log(small) - log1p(small / large)) - StandardNormal.logRootTwoPi + errors - deviances
  }

  /// Returns a·y − b·x in twice the working precision, taking the smaller of x and y as exact.
  static func deviation(_ a: Double, _ b: Double, _ x: Double, _ y: Double) -> Double {
    x <= y ? excess(a, b, x) : -excess(b, a, y)
  }

  /// Returns a − (a + b)·x with the rounding errors of every step put back.
  private static func excess(_ a: Double, _ b: Double, _ x: Double) -> Double {
    let first = a * x
    let second = b * x
    let firstError = fma(a, x, -first)
    let secondError = fma(b, x, -second)
    let difference = a - first
    let differenceError = sumError(a, -first, difference)
    let result = difference - second
    let resultError = sumError(difference, -second, result)
    return result + (differenceError + resultError - firstError - secondError)
  }

  /// Knuth's exact rounding error of `sum` = left + right.
  private static func sumError(_ left: Double, _ right: Double, _ sum: Double) -> Double {
    let shifted = sum - left
    return (left - (sum - shifted)) + (right - shifted)
  }

  /// Returns I_x(a, b) for x at or below the mean a / (a + b).
  private static func lowerTail(_ a: Double, _ b: Double, _ x: Double, _ y: Double) -> TailProbability {
    let prefactor = logPrefactor(a, b, x, y)
    let ratio = (a + b) * x / (a + 1)
    let geometricTerms = 40 / max(1 - max(ratio, x), 1e-300)
    let gaussianTerms = 9 * (a * (a + b) / b).squareRoot()
    if min(geometricTerms, gaussianTerms) < 1_500, let sum = seriesSum(a, b, x) {
      return TailProbability(logarithm: prefactor - log(a) + log(sum))
    }
    return TailProbability(logarithm: prefactor - log(y) + log(tailIntegral(a, b, x, y)))
  }

  /// The series Σ Π (a + b + j)x / (a + 1 + j), all terms positive; nil if it is too long.
  private static func seriesSum(_ a: Double, _ b: Double, _ x: Double) -> Double? {
    var sum = 1.0
    var term = 1.0
    var index = 0.0
    while index < 20_000 {
      let ratio = (a + b + index) * x / (a + 1 + index)
      term *= ratio
      sum += term
      index += 1
      // What is left is at most a geometric series with the larger of this ratio and its limit x.
      if term < sum * 1e-17 * (1 - max(ratio, x)) { return sum }
    }
    return nil
  }

  /// ∫ (1 − s)^(a−1) (1 + s·x/y)^(b−1) ds over (0, 1): the lower tail with u = x(1 − s).
  private static func tailIntegral(_ a: Double, _ b: Double, _ x: Double, _ y: Double) -> Double {
    let ratio = x / y
    let slope = (deviation(a, b, x, y) - (y - x)) / y
    let curvature = max(a - 1, 0) + max(b - 1, 0) * ratio * ratio
    let scale = TanhSinhRule.scale(slope: slope, curvature: curvature)
    return TanhSinhRule.tail(scale: min(scale, 0.999), limit: 1) { s in
      let growth = ratio * s
      if growth < 1, s < 0.5 {
        return -slope * s + (a - 1) * SaddlePoint.logOnePlusResidual(-s)
          + (b - 1) * SaddlePoint.logOnePlusResidual(growth)
      }
      return (a - 1) * log1p(-s) + (b - 1) * log1p(growth)
    }
  }
}
