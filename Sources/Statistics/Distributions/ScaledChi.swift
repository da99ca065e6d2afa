import Glibc

/// The distribution of W = √(χ²/ν), the estimated over the true standard deviation, on the scale of log W.
struct ScaledChi {
  private let half: Double
  private let constant: Double

  init(degreesOfFreedom: Double) {
    half = degreesOfFreedom / 2
    constant =
      0.6931471805599453 - StandardNormal.logRootTwoPi + 0.5 * log(half) - SaddlePoint.stirlingError(half)
  }

  /// Returns the logarithm of the density of log W at v: ½ν(1 + 2v − e^{2v}) and a constant.
  func logDensity(ofLogarithm v: Double) -> Double {
    let growth = expm1(2 * v)
    // Near zero the difference cancels; far below, e^{2v} can no longer be seen beside one.
    let exponent = abs(v) < 0.3 ? SaddlePoint.logOnePlusResidual(growth) : 2 * v - growth
    return constant + half * exponent
  }
}
