import EventModel
import QueryLanguage
import Statistics

/// Turns an effect and its standard error into intervals and P values by the experiment's method.
struct EffectInference {
  let plan: ExperimentPlan

  /// The units of all arms, which a confidence sequence counts in.
  let units: Int
  let method: ExperimentMethod

  /// `method` takes the place of the plan's.
  init(plan: ExperimentPlan, units: Int, method: ExperimentMethod? = nil) {
    self.plan = plan
    self.units = units
    self.method = method ?? plan.method
  }

  /// The direction that counts as an effect.
  func alternative(of goal: ExperimentPlan.Goal) -> Alternative {
    if plan.sides == 2 { return .twoSided }
    return goal.direction == .higherIsBetter ? .greater : .less
  }

  func interval(
    _ estimate: EffectEstimate, alpha: Double, alternative: Alternative, controlValue: Double
  ) throws(StatisticsError) -> Statistics.ConfidenceInterval {
    let twoSided = alternative == .twoSided ? alpha : min(2 * alpha, 0.999_999)
    switch method {
    case .fixed, .bootstrap, .groupSequential:
      return try estimate.interval(alpha: alpha, alternative: alternative)
    case .sequential:
      // Not at twice the level: half of a two-sided sequence is not known to be valid on one side.
      return open(try sequence(estimate, alpha: alpha).interval, alternative)
    case .bayesian:
      return open(
        try posterior(estimate, controlValue: controlValue).credibleInterval(alpha: twoSided), alternative)
    }
  }

  /// Lets the side that does not count be infinite.
  func open(_ interval: Statistics.ConfidenceInterval, _ alternative: Alternative)
    -> Statistics.ConfidenceInterval
  {
    Statistics.ConfidenceInterval(
      lower: alternative == .less ? -.infinity : interval.lower,
      upper: alternative == .greater ? .infinity : interval.upper, level: interval.level)
  }

  /// The always-valid sequence, tuned to the planned size.
  func sequence(_ estimate: EffectEstimate, alpha: Double) throws(StatisticsError) -> ConfidenceSequence {
    try ConfidenceSequence(
      estimate, count: units,
      tuning: .plannedCount(Double(plan.planned ?? ExperimentPlan.defaultSequentialSize)), alpha: alpha)
  }

  /// How many standard errors an effect must be from 0 to count in an always-valid sequence of `count` units, by
  /// default those of the experiment.
  func sequentialBound(alpha: Double, count: Int? = nil) throws(StatisticsError) -> Double {
    try ConfidenceSequence(
      try EffectEstimate(effect: 0, standardError: 1), count: count ?? units,
      tuning: .plannedCount(Double(plan.planned ?? ExperimentPlan.defaultSequentialSize)), alpha: alpha
    ).interval.upper
  }

  func posterior(
    _ estimate: EffectEstimate, controlValue: Double
  ) throws(StatisticsError) -> NormalPosterior {
    var prior: NormalPrior?
    if let written = plan.prior {
      prior = try NormalPrior(
        mean: written.mean, standardDeviation: written.deviation, scale: .relative)
    }
    return try NormalPosterior(estimate, prior: prior, controlValue: controlValue)
  }

  /// The name of the method as reports show it.
  func name(of basis: String) -> String {
    switch method {
    case .fixed, .groupSequential: basis
    case .sequential: "confidence sequence on \(basis)"
    case .bayesian:
      plan.prior == nil ? "normal posterior, flat prior, on \(basis)" : "normal posterior on \(basis)"
    case .bootstrap: "bootstrap of units, percentile interval, \(plan.resamples) draws"
    }
  }
}
