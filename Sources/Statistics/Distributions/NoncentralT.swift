import Glibc

/// The noncentral t distribution of (Z + δ)/√(χ²/ν), the statistic of a t test when there is an effect.
package struct NoncentralT: Sendable, Hashable {
  package let degreesOfFreedom: Double
  /// The noncentrality δ, the effect in standard errors.
  package let noncentrality: Double

  package init(degreesOfFreedom: Double, noncentrality: Double) throws(StatisticsError) {
    try requirePositive(degreesOfFreedom)
    try requireFinite(noncentrality)
    self.degreesOfFreedom = degreesOfFreedom
    self.noncentrality = noncentrality
  }

  /// Returns P(T > t).
  package func upperTail(_ t: Double) -> TailProbability { tail { noncentrality - t * $0 } }

  /// Returns P(T ≤ t).
  package func lowerTail(_ t: Double) -> TailProbability { tail { t * $0 - noncentrality } }

  /// E[Φ(argument(W))] over W = √(χ²/ν): a mean of positive terms, so small tails keep their digits.
  private func tail(_ argument: (Double) -> Double) -> TailProbability {
    let half = degreesOfFreedom / 2
    let slope = abs(argument(1) - argument(0))
    let step = min(
      0.125, 0.4 / (2 * degreesOfFreedom).squareRoot(), 0.5 / (1 + abs(noncentrality)), 0.5 / (1 + slope))
    let constant =
      0.6931471805599453 - StandardNormal.logRootTwoPi + 0.5 * log(half) - SaddlePoint.stirlingError(half)
    return TailProbability(
      logarithm: LogTrapezoid.value(start: 0, step: step) { v in
        let growth = expm1(2 * v)
        return constant + half * SaddlePoint.logOnePlusResidual(growth)
          + StandardNormal.logUpperTail(-argument(exp(v)))
      })
  }
}
