import Glibc

/// Student's t distribution.
package struct StudentT: Sendable, Hashable {
  /// The degrees of freedom, positive, not necessarily whole.
  package let degreesOfFreedom: Double

  /// Refuses degrees of freedom that are not positive; infinity is the normal distribution.
  package init(degreesOfFreedom: Double) throws(StatisticsError) {
    guard !degreesOfFreedom.isNaN else { throw .notFinite }
    guard degreesOfFreedom > 0 else { throw .notPositive(degreesOfFreedom) }
    self.degreesOfFreedom = degreesOfFreedom
  }

  /// Returns both tails at t.
  package func tails(_ t: Double) -> Tails {
    if degreesOfFreedom == .infinity { return StandardNormal.tails(t) }
    if t < 0 { return tails(-t).mirrored }
    if t == 0 {
      let half = TailProbability(value: 0.5)
      return Tails(lower: half, upper: half)
    }
    return Tails(upper: outside(t).halved)
  }

  /// Returns P(|T| > t) for t > 0.
  private func outside(_ t: Double) -> TailProbability {
    let shape = degreesOfFreedom / 2
    let root = t / degreesOfFreedom.squareRoot()
    let square = root * root
    if square > 1e200 {
      // x = 1 / (1 + t²/ν) is about to underflow; only the leading term is left of the series.
      return TailProbability(
        logarithm: -degreesOfFreedom * log(root) - log(shape) - GammaFunction.logBeta(shape, 0.5))
    }
    return IncompleteBeta.tails(
      a: shape, b: 0.5, at: 1 / (1 + square), complement: square / (1 + square)
    ).lower
  }

  /// Returns P(|T| ≤ t) for t > 0, precise near zero.
  private func inside(_ t: Double) -> TailProbability {
    let root = t / degreesOfFreedom.squareRoot()
    let square = root * root
    return IncompleteBeta.tails(
      a: degreesOfFreedom / 2, b: 0.5, at: 1 / (1 + square), complement: square / (1 + square)
    ).upper
  }

  /// Returns the logarithm of the density at t.
  package func logDensity(_ t: Double) -> Double {
    if degreesOfFreedom == .infinity { return StandardNormal.logDensity(t) }
    let half = degreesOfFreedom / 2
    let root = t / degreesOfFreedom.squareRoot()
    return -0.5 * log(degreesOfFreedom) - GammaFunction.logBeta(half, 0.5) - (half + 0.5) * log1p(root * root)
  }

  /// Returns t with P(T ≤ t) = probability; infinite at 0 and 1.
  package func quantile(lowerTail probability: Double) -> Double {
    probability <= 0.5 ? -quantile(upperTail: probability) : quantile(upperTail: 1 - probability)
  }

  /// Returns t with P(T > t) = probability; infinite at 0 and 1.
  package func quantile(upperTail probability: Double) -> Double {
    if degreesOfFreedom == .infinity { return StandardNormal.quantile(upperTail: probability) }
    if probability <= 0 { return .infinity }
    if probability >= 1 { return -.infinity }
    if probability == 0.5 { return 0 }
    if probability > 0.5 { return -quantile(upperTail: 1 - probability) }
    let central = probability > 0.25
    let target = central ? log(1 - 2 * probability) : log(probability)
    let logarithm = MonotoneRoot.solve(start: log(startingPoint(probability)), lowest: -740, highest: 700) {
      v in
      let t = exp(v)
      // Both tails are functions of log t here, hence the factor t in the slope.
      let logSlope = logDensity(t) + v
      if central {
        let mass = inside(t).logarithm
        return .init(value: mass - target, slope: 2 * exp(logSlope - mass))
      }
      let tail = outside(t).logarithm - 0.6931471805599453
      return .init(value: target - tail, slope: exp(logSlope - tail))
    }
    return exp(logarithm)
  }

  /// A rough positive quantile for an upper tail below one half.
  private func startingPoint(_ probability: Double) -> Double {
    let z = StandardNormal.quantile(upperTail: probability)
    let nu = degreesOfFreedom
    // Cornish and Fisher's correction where it is small; the Pareto tail where it is not.
    let correction = z * (z * z + 1) / (4 * nu)
    if correction < 0.5 * z { return z + correction }
    let logarithm =
      (-log(probability) - log(nu) - GammaFunction.logBeta(nu / 2, 0.5) + 0.5 * nu * log(nu)) / nu
    return exp(min(max(logarithm, log(z)), 690))
  }
}
