import Glibc

/// The inverse of the regularised incomplete gamma function.
enum GammaQuantile {
  /// Returns x with P(shape, x) = lowerTail; the caller gives both tails, the smaller one decides.
  static func value(shape: Double, lowerTail: Double, upperTail: Double) -> Double {
    if lowerTail <= 0 { return 0 }
    if upperTail <= 0 { return .infinity }
    let fromBelow = lowerTail <= upperTail
    let target = log(fromBelow ? lowerTail : upperTail)
    // Wilson and Hilferty's cube; for small shapes the leading term of the series.
    let z =
      fromBelow
      ? StandardNormal.quantile(lowerTail: lowerTail) : StandardNormal.quantile(upperTail: upperTail)
    let cube = 1 - 1 / (9 * shape) + z / (3 * shape.squareRoot())
    let leading = (log(lowerTail) + GammaFunction.logGamma(shape + 1)) / shape
    let start = cube > 0.2 ? log(shape) + 3 * log(cube) : leading
    let logarithm = MonotoneRoot.solve(start: start) { v in
      let x = exp(v)
      let tails = IncompleteGamma.tails(shape: shape, at: x)
      let logDensity =
        0.5 * log(shape) - StandardNormal.logRootTwoPi - SaddlePoint.stirlingError(shape)
        - SaddlePoint.deviance(deviation: shape - x, mean: x)
      return fromBelow
        ? .init(value: tails.lower.logarithm - target, slope: exp(logDensity - tails.lower.logarithm))
        : .init(value: target - tails.upper.logarithm, slope: exp(logDensity - tails.upper.logarithm))
    }
    return exp(logarithm)
  }
}
