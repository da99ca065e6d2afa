import EventModel
import QueryLanguage
import QueryResults
import Statistics

extension ExperimentAnswer {
  /// Below this expected count the normal approximation is not trusted.
  static let smallCount = 5.0

  /// The difference of two arms and the same as a share of control's figure.
  struct Estimates {
    var absolute: EffectEstimate
    var relative: EffectEstimate?
    /// How they were found.
    var basis: String
    var adjustment: CovariateEffect?
    var stratification: StratificationEffect?
  }

  func compare(_ figures: MetricFigures, metric: Int, treatment index: Int) -> ArmComparison {
    var comparison = effect(
      figures.goal, figures.arms[0], figures.arms[index], inference, strata: figures.strata(ofArm: index))
    comparison.treatment = counts.arms[index].name
    comparison.control = counts.arms[0].name
    applyLooks(metric, treatment: index, to: &comparison)
    comparison.sensitivity = sensitivity(figures, index, comparison)
    return comparison
  }

  /// The effect between two arms, which it does not name.
  func effect(
    _ goal: ExperimentPlan.Goal, _ a: ArmFigures, _ b: ArmFigures, _ inference: EffectInference,
    strata: [PostStratification.Stratum] = []
  ) -> ArmComparison {
    let controlFigure = a.figure(of: goal)
    var comparison = ArmComparison(
      treatment: "", control: "",
      absoluteEffect: nil, relativeEffect: nil, interval: nil, relativeInterval: nil, level: 1 - plan.alpha,
      method: inference.name(of: basis(of: goal)), statistic: nil, p: nil, pAdjusted: nil, mde: nil)
    if let controlFigure, let treatmentFigure = b.figure(of: goal) {
      comparison.absoluteEffect = treatmentFigure - controlFigure
      if controlFigure != 0 {
        comparison.relativeEffect = (treatmentFigure - controlFigure) / abs(controlFigure)
      }
    }
    let isFixed = inference.method == .fixed || inference.method == .groupSequential
    let usesProportions = goal.isRate && isFixed && !plan.usesCovariate && strata.isEmpty
    let alternative = inference.alternative(of: goal)
    comparison.reason = Self.reason {
      if usesProportions { try compareRates(a, b, alternative, inference, &comparison) }
      let estimates = try estimates(
        goal, a, b, usesCovariate: plan.usesCovariate, inference, strata: strata)
      let controlValue = controlFigure ?? 0
      if let relative = estimates.relative {
        comparison.relativeEffect = relative.effect
        comparison.relativeInterval = interval {
          try inference.interval(
            relative, alpha: plan.alpha, alternative: alternative, controlValue: controlValue)
        }
      }
      comparison.mde = try? detectable(estimates.absolute, inference)
      if usesProportions { return }
      comparison.absoluteEffect = estimates.absolute.effect
      comparison.method = inference.name(of: estimates.basis)
      comparison.adjustment = estimates.adjustment
      comparison.stratification = estimates.stratification
      try conclude(
        goal, (a, b), estimates.absolute, controlValue: controlValue, alternative, inference, &comparison)
    }
    // A rate's own test may exist where a normal estimate does not.
    if usesProportions, comparison.p != nil { comparison.reason = nil }
    return comparison
  }

  private func basis(of goal: ExperimentPlan.Goal) -> String {
    switch goal.value {
    case .pattern, .retention: "two-proportion z, Newcombe interval"
    case .measure: "Welch t"
    case .ratio: "Welch t on a ratio by the delta method"
    case .quantile: "normal test on order-statistic errors"
    }
  }

  /// The smallest effect the data could show with the power asked for.
  private func detectable(_ estimate: EffectEstimate, _ inference: EffectInference) throws -> Double {
    if inference.method == .sequential {
      return try detectable(estimate, bound: inference.sequentialBound(alpha: plan.alpha))
    }
    return try estimate.minimumDetectableEffect(
      alpha: plan.sides == 2 ? plan.alpha : min(2 * plan.alpha, 0.999_999), power: plan.power)
  }

  /// The same where an effect must reach `bound` times its error to count.
  func detectable(_ estimate: EffectEstimate, bound: Double) throws -> Double {
    (bound + StandardNormal.quantile(lowerTail: plan.power)) * estimate.standardError
  }

  // MARK: Rates

  private func compareRates(
    _ control: ArmFigures, _ treatment: ArmFigures, _ alternative: Alternative, _ inference: EffectInference,
    _ comparison: inout ArmComparison
  ) throws {
    let a = try Proportion(successes: control.converters, trials: control.units)
    let b = try Proportion(successes: treatment.converters, trials: treatment.units)
    let difference = ProportionDifference(control: a, treatment: b)
    comparison.absoluteEffect = difference.effect
    let alpha = alternative == .twoSided ? plan.alpha : min(2 * plan.alpha, 0.999_999)
    comparison.interval = interval { inference.open(try difference.newcombe(alpha: alpha), alternative) }
    let test = try difference.pooledTest(alternative: alternative)
    comparison.statistic = test.statistic
    comparison.p = test.pValue.value
    if difference.smallestExpectedCount < Self.smallCount {
      let exact = try FisherExactTest(
        a.successes, a.trials - a.successes, b.successes, b.trials - b.successes)
      comparison.statistic = nil
      comparison.p = Self.tail(exact, alternative).value
      comparison.method = "Fisher exact, Newcombe interval"
    }
  }

  /// The exact test's table has control in its first row, so that its sides are control's.
  private static func tail(_ test: FisherExactTest, _ alternative: Alternative) -> TailProbability {
    switch alternative {
    case .twoSided: test.twoSided
    case .greater: test.less
    case .less: test.greater
    }
  }

  // MARK: Everything else

  /// Difference and lift of two arms, adjusted by the covariate where there is one.
  func estimates(
    _ goal: ExperimentPlan.Goal, _ a: ArmFigures, _ b: ArmFigures, usesCovariate: Bool,
    _ inference: EffectInference, strata: [PostStratification.Stratum] = []
  ) throws(StatisticsError) -> Estimates {
    let (control, treatment) = (try a.statistic(of: goal), try b.statistic(of: goal))
    var isQuantile = false
    if case .quantile = goal.value { isQuantile = true }
    let plain =
      isQuantile
      ? try EffectEstimate.normalDifference(control: control, treatment: treatment)
      : try EffectEstimate.difference(control: control, treatment: treatment)
    let estimates = Estimates(
      absolute: plain, relative: try? EffectEstimate.relativeLift(control: control, treatment: treatment),
      basis: goal.isRate ? "Welch t on shares" : basis(of: goal), adjustment: nil)
    if !strata.isEmpty, !goal.isRatio, !isQuantile { return try stratified(goal, strata, plain, inference) }
    // A ratio's covariate would be two; a quantile has none.
    guard usesCovariate, !goal.isRatio, !isQuantile else { return estimates }
    let adjusted = try CovariateAdjustment(control: a.moments, treatment: b.moments)
    return Estimates(
      absolute: try adjusted.difference(), relative: try? adjusted.relativeLift(),
      basis: "Welch t adjusted by the value before exposure",
      adjustment: CovariateEffect(
        slope: adjusted.slope, squaredCorrelation: adjusted.squaredCorrelation,
        unadjustedEffect: plain.effect,
        unadjustedInterval: interval {
          try inference.interval(
            plain, alpha: plan.alpha, alternative: inference.alternative(of: goal),
            controlValue: control.estimate)
        }))
  }

  /// The effect weighted over strata.
  private func stratified(
    _ goal: ExperimentPlan.Goal, _ strata: [PostStratification.Stratum], _ plain: EffectEstimate,
    _ inference: EffectInference
  ) throws(StatisticsError) -> Estimates {
    let weighted = try PostStratification(strata)
    return Estimates(
      absolute: weighted.estimate, relative: try? weighted.relativeLift(),
      basis: goal.isRate ? "Welch t on shares, weighted over strata" : "Welch t, weighted over strata",
      stratification: StratificationEffect(
        strata: weighted.stratumCount, merged: weighted.merged.count, unadjustedEffect: plain.effect,
        unadjustedInterval: interval {
          try inference.interval(
            plain, alpha: plan.alpha, alternative: inference.alternative(of: goal),
            controlValue: weighted.control.mean)
        }))
  }

  private func conclude(
    _ goal: ExperimentPlan.Goal, _ arms: (control: ArmFigures, treatment: ArmFigures),
    _ estimate: EffectEstimate,
    controlValue: Double, _ alternative: Alternative, _ inference: EffectInference,
    _ comparison: inout ArmComparison
  ) throws {
    if inference.method == .bootstrap {
      let (drawn, p) = try bootstrap(goal, arms, alternative)
      comparison.absoluteEffect = drawn.estimate
      comparison.interval = interval {
        inference.open(
          try drawn.interval(alpha: alternative == .twoSided ? plan.alpha : min(2 * plan.alpha, 0.999_999)),
          alternative)
      }
      comparison.p = p
      return
    }
    comparison.interval = interval {
      try inference.interval(
        estimate, alpha: plan.alpha, alternative: alternative, controlValue: controlValue)
    }
    switch inference.method {
    case .fixed, .bootstrap, .groupSequential:
      let test = try estimate.test(alternative: alternative)
      comparison.statistic = test.statistic
      comparison.degreesOfFreedom = test.degreesOfFreedom
      comparison.p = test.pValue.value
    case .sequential:
      let sequence = try inference.sequence(estimate, alpha: plan.alpha)
      comparison.statistic = sequence.logEvidence
      let isOnSide = alternative == .twoSided || (alternative == .greater) == (estimate.effect > 0)
      comparison.p = isOnSide ? sequence.pValue.value : 1
    case .bayesian:
      let posterior = try inference.posterior(estimate, controlValue: controlValue)
      let higherIsBetter = goal.direction == .higherIsBetter
      comparison.chanceToWin = posterior.chanceToWin(higherIsBetter: higherIsBetter).value
      comparison.expectedLoss = posterior.expectedLossOfTreatment(higherIsBetter: higherIsBetter)
    }
  }

  /// Draws units within arms; the P value is the level at which the percentile interval would just reach 0, with the
  /// sample itself counted among the draws.
  func bootstrap(
    _ goal: ExperimentPlan.Goal, _ arms: (control: ArmFigures, treatment: ArmFigures),
    _ alternative: Alternative
  ) throws -> (result: BootstrapResult, p: Double) {
    let (a, b) = arms
    // Large arms are drawn in one pass over memory.
    let scheme: Bootstrap.Scheme = max(a.units, b.units) > 1_000_000 ? .poisson : .multinomial
    let result = try Bootstrap(
      resamples: plan.resamples, seed: UInt64(bitPattern: plan.seed), scheme: scheme
    ).run(
      control: a.bootstrapSample(of: goal), treatment: b.bootstrapSample(of: goal), comparison: .difference,
      threads: threads)
    let total = Double(result.replicates.count + 1)
    let below = Double(result.replicates.count { $0 <= 0 } + 1) / total
    let above = Double(result.replicates.count { $0 >= 0 } + 1) / total
    switch alternative {
    case .twoSided: return (result, min(1, 2 * min(below, above)))
    case .greater: return (result, min(1, below))
    case .less: return (result, min(1, above))
    }
  }
}
