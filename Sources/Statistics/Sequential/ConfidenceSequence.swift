import Glibc

/// A bound on an effect that holds at every look at once, and the P value that belongs to it.
///
/// The normal-mixture bound with g = N·ρ² (Waudby-Smith et al., arXiv 2103.06476; Johari, Pekelis, Walsh): half-width
/// se·√((1 + g)/g · ln((1 + g)/α²)). Three products publish it under different names; they differ in how they fix
/// the one free number, see `Tuning`. The bound is tightest, compared with the fixed one, near the planned size.
package struct ConfidenceSequence: Sendable, Hashable {
  /// How the mixture is fixed; it must be fixed before the first look.
  package enum Tuning: Sendable, Hashable {
    /// GrowthBook's: tightest near this number of units of both arms together (their default is 5,000).
    case plannedCount(Double)
    /// Eppo's: g = N/ρ with this ρ.
    case inverseRate(Double)
    /// The mixture SPRT's: the standard deviation τ of the effects expected, in the unit of the effect.
    case effectDeviation(Double)

    /// Eppo's tuning for its published planned size of 10,000 units.
    package static func eppo(alpha: Double, plannedCount: Double = 10_000) -> Tuning {
      .inverseRate(1 / squaredRate(alpha: alpha, plannedCount: plannedCount))
    }

    /// ρ² = (−2 ln α + ln(1 − 2 ln α))/n*, which makes the bound tightest at n*.
    package static func squaredRate(alpha: Double, plannedCount: Double) -> Double {
      (-2 * log(alpha) + log1p(-2 * log(alpha))) / plannedCount
    }
  }

  /// The interval at this look.
  package let interval: ConfidenceInterval
  /// The always-valid P value of this look alone; carry the running minimum with `AlwaysValidPValue`.
  package let pValue: TailProbability
  /// log Λ, the logarithm of the evidence against "no effect"; unbounded above where e-values overflow.
  package let logEvidence: Double
  /// The mixture ratio g.
  package let mixtureRatio: Double

  /// Makes the bound of one look.
  ///
  /// - Parameters:
  ///   - estimate: The effect so far.
  ///   - count: The units of both arms so far.
  ///   - alpha: The level; with `.plannedCount` it also enters the tuning, so that P < α agrees with the interval
  ///     only for this α.
  package init(
    _ estimate: EffectEstimate, count: Int, tuning: Tuning, alpha: Double
  ) throws(StatisticsError) {
    try requireOpenProbability(alpha)
    let n = Double(count)
    switch tuning {
    case .plannedCount(let planned):
      try requirePositive(planned)
      try requirePositive(n)
      mixtureRatio = n * Tuning.squaredRate(alpha: alpha, plannedCount: planned)
    case .inverseRate(let rate):
      try requirePositive(rate)
      try requirePositive(n)
      mixtureRatio = n / rate
    case .effectDeviation(let deviation):
      try requirePositive(deviation)
      mixtureRatio = deviation * deviation / estimate.variance
    }
    try requirePositive(mixtureRatio)
    let g = mixtureRatio
    let half = estimate.standardError * ((1 + g) / g * (log1p(g) - 2 * log(alpha))).squareRoot()
    interval = ConfidenceInterval(
      lower: estimate.effect - half, upper: estimate.effect + half, level: 1 - alpha)
    let z = estimate.effect / estimate.standardError
    logEvidence = 0.5 * (z * z * (g / (1 + g)) - log1p(g))
    try requireFinite(logEvidence)
    pValue = TailProbability(logarithm: -logEvidence)
  }
}

/// The running minimum of always-valid P values over the looks: evidence once shown is not lost again.
package struct AlwaysValidPValue: Sendable, Hashable {
  /// The smallest P value so far, one before the first look.
  package private(set) var value = TailProbability.one

  /// Starts before the first look.
  package init() {}

  /// Takes in one look; a look that could not be computed leaves the value as it is.
  package mutating func observe(_ look: Computed<ConfidenceSequence>) {
    if let look = look.value { value = min(value, look.pValue) }
  }
}
