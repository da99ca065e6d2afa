import Glibc

/// Ratios of two proportions, treatment over control, with their logarithmic intervals.
package struct RiskRatio: Sendable, Hashable {
  /// The ratio p_b/p_a, or that of the odds.
  package let estimate: Double
  /// The interval, normal on the logarithmic scale.
  package let interval: ConfidenceInterval

  /// Returns the relative risk with Katz's interval; both arms need a success.
  package static func relativeRisk(
    control: Proportion, treatment: Proportion, alpha: Double
  ) throws(StatisticsError) -> RiskRatio {
    guard control.successes > 0 else { throw .zeroControlValue }
    guard treatment.successes > 0 else { throw .zeroExpectedCount }
    let variance =
      control.complement / Double(control.successes) + treatment.complement / Double(treatment.successes)
    return try make(treatment.rate / control.rate, variance, alpha)
  }

  /// Returns the odds ratio with Woolf's interval; no cell may be zero.
  package static func oddsRatio(
    control: Proportion, treatment: Proportion, alpha: Double
  ) throws(StatisticsError) -> RiskRatio {
    let cells = [
      control.successes, control.trials - control.successes, treatment.successes,
      treatment.trials - treatment.successes,
    ]
    guard cells.allSatisfy({ $0 > 0 }) else { throw .zeroExpectedCount }
    let variance = cells.reduce(0.0) { $0 + 1 / Double($1) }
    let estimate =
      (Double(treatment.successes) / Double(cells[3])) / (Double(control.successes) / Double(cells[1]))
    return try make(estimate, variance, alpha)
  }

  private static func make(
    _ estimate: Double, _ variance: Double, _ alpha: Double
  ) throws(StatisticsError) -> RiskRatio {
    try requireOpenProbability(alpha)
    guard variance > 0 else { throw .zeroVariance }
    let factor = exp(StandardNormal.quantile(upperTail: alpha / 2) * variance.squareRoot())
    return RiskRatio(
      estimate: estimate,
      interval: ConfidenceInterval(lower: estimate / factor, upper: estimate * factor, level: 1 - alpha))
  }
}
