import Glibc

/// The noncentral t distribution of (Z + δ)/√(χ²/ν), the statistic of a t test when there is an effect.
package struct NoncentralT: Sendable, Hashable {
  /// The degrees of freedom ν, positive.
  package let degreesOfFreedom: Double
  /// The noncentrality δ, the effect in standard errors.
  package let noncentrality: Double

  /// Refuses degrees of freedom that are not positive and noncentralities beyond ten thousand.
  package init(degreesOfFreedom: Double, noncentrality: Double) throws(StatisticsError) {
    try requirePositive(degreesOfFreedom)
    try requireFinite(noncentrality)
    // Beyond, the probability is zero or one for every t of interest and the integral too fine to take.
    guard abs(noncentrality) <= 10_000 else { throw .tooLarge(size: abs(noncentrality), limit: 10_000) }
    self.degreesOfFreedom = degreesOfFreedom
    self.noncentrality = noncentrality
  }

  /// Returns P(T > t).
  package func upperTail(_ t: Double) -> TailProbability { tail { noncentrality - t * $0 } }

  /// Returns P(T ≤ t).
  package func lowerTail(_ t: Double) -> TailProbability { tail { t * $0 - noncentrality } }

  /// E[Φ(argument(W))] over W = √(χ²/ν): a mean of positive terms, so small tails keep their digits.
  private func tail(_ argument: (Double) -> Double) -> TailProbability {
    // On the scale of log W the density is 1/√(2ν) wide and the step of Φ at tW = δ about 1/δ.
    let step = min(0.1, 0.25 / degreesOfFreedom.squareRoot(), 0.5 / (1 + abs(noncentrality)))
    let deviation = ScaledChi(degreesOfFreedom: degreesOfFreedom)
    return TailProbability(
      logarithm: LogTrapezoid.value(start: 0, step: step) { v in
        deviation.logDensity(ofLogarithm: v) + StandardNormal.logUpperTail(-argument(exp(v)))
      })
  }
}
