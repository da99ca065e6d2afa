import Glibc

/// Dunnett's comparison of several arms with one control: sharper than Holm when nothing else is compared.
///
/// The largest |t| of correlated statistics that share the control and the pooled variance; evaluated by a double
/// integral over the common standard deviation and the control's mean.
package struct DunnettTest: Sendable {
  /// The t statistic of each treatment arm, in the order given.
  package let statistics: [Double]
  /// The pooled variance's degrees of freedom, nil for a known variance.
  package let degreesOfFreedom: Double?
  /// The pooled variance.
  package let pooledVariance: Double
  private let loadings: [Double]
  private let effects: [Double]
  private let errors: [Double]

  /// Compares treatment arms with the control, assuming equal variances.
  package init(control: ArmStatistic, treatments: [ArmStatistic]) throws(StatisticsError) {
    guard !treatments.isEmpty else { throw .tooFewGroups(count: 1, needed: 2) }
    var squares = control.unitVariance * Double(control.count - 1)
    var freedom = Double(control.count - 1)
    for arm in treatments {
      squares += arm.unitVariance * Double(arm.count - 1)
      freedom += Double(arm.count - 1)
    }
    pooledVariance = squares / freedom
    guard pooledVariance > 0 else { throw .zeroVariance }
    degreesOfFreedom = freedom
    var statistics: [Double] = []
    var loadings: [Double] = []
    var effects: [Double] = []
    var errors: [Double] = []
    for arm in treatments {
      let error = (pooledVariance * (1 / Double(arm.count) + 1 / Double(control.count))).squareRoot()
      effects.append(arm.estimate - control.estimate)
      errors.append(error)
      statistics.append((arm.estimate - control.estimate) / error)
      loadings.append((Double(arm.count) / (Double(arm.count) + Double(control.count))).squareRoot())
    }
    self.statistics = statistics
    self.loadings = loadings
    self.effects = effects
    self.errors = errors
  }

  /// Returns the single-step adjusted two-sided P value of each treatment arm.
  package func adjustedPValues() -> [TailProbability] { statistics.map { maximumTail(abs($0)) } }

  /// Returns the simultaneous intervals of the differences at level 1 − alpha.
  package func intervals(alpha: Double) throws(StatisticsError) -> [ConfidenceInterval] {
    let critical = try criticalValue(alpha: alpha)
    return zip(effects, errors).map { effect, error in
      ConfidenceInterval(
        lower: effect - critical * error, upper: effect + critical * error, level: 1 - alpha)
    }
  }

  /// Returns c with P(max |t| > c) = alpha.
  package func criticalValue(alpha: Double) throws(StatisticsError) -> Double {
    try requireOpenProbability(alpha)
    let target = log(alpha)
    let bonferroni = try StudentT(degreesOfFreedom: degreesOfFreedom ?? .infinity)
    var lower = bonferroni.quantile(upperTail: alpha / 2)
    var upper = bonferroni.quantile(upperTail: alpha / 2 / Double(loadings.count))
    var lowerValue = maximumTail(lower).logarithm - target
    var upperValue = maximumTail(upper).logarithm - target
    if upperValue >= 0 { return upper }
    if lowerValue <= 0 { return lower }
    // Illinois's regula falsi on the logarithm of the tail, which is nearly straight here.
    for _ in 0..<60 {
      let next = upper - upperValue * (upper - lower) / (upperValue - lowerValue)
      let value = maximumTail(next).logarithm - target
      if abs(value) < 1e-13 || upper - lower < 1e-13 * upper { return next }
      if value > 0 {
        lower = next
        lowerValue = value
        upperValue /= 2
      } else {
        upper = next
        upperValue = value
        lowerValue /= 2
      }
    }
    return (lower + upper) / 2
  }

  /// Returns P(max |t| > c).
  func maximumTail(_ c: Double) -> TailProbability {
    if c <= 0 { return .one }
    guard let degreesOfFreedom else { return TailProbability(value: normalTail(c)) }
    // The summit of the integrand is at least 1/√(4ν) wide whatever c is; this is half of that.
    let step = min(0.1, 0.25 / degreesOfFreedom.squareRoot())
    let deviation = ScaledChi(degreesOfFreedom: degreesOfFreedom)
    let integral = LogTrapezoid.value(start: 0, step: step) { v in
      deviation.logDensity(ofLogarithm: v) + log(normalTail(c * exp(v)))
    }
    return TailProbability(logarithm: integral)
  }

  /// P(max |z| > c) for normal statistics with correlations λᵢλⱼ.
  private func normalTail(_ c: Double) -> Double {
    var narrowest = 1.0
    for loading in loadings {
      narrowest = min(narrowest, (1 - loading * loading).squareRoot() / loading)
    }
    let step = min(0.125, 0.25 * narrowest)
    let end = min(38, c + 9)
    var sum = 0.0
    var z = 0.0
    var weight = 0.5
    while z <= end {
      var logInside = 0.0
      for loading in loadings {
        let spread = (1 - loading * loading).squareRoot()
        let outside =
          StandardNormal.upperTail((c - loading * z) / spread)
          + StandardNormal.upperTail((c + loading * z) / spread)
        logInside += log1p(-min(outside, 1))
      }
      sum += weight * StandardNormal.density(z) * -expm1(logInside)
      z += step
      weight = 1
    }
    return 2 * sum * step
  }
}
