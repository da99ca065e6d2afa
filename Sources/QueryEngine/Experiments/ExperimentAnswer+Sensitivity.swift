import EventModel
import QueryLanguage
import QueryResults
import Statistics

extension ExperimentAnswer {
  /// More units than this are not ranked.
  static let unitsToRank = 5_000_000

  /// The same comparison counted in other ways, each held against the main conclusion.
  func sensitivity(
    _ figures: MetricFigures, _ index: Int, _ main: ArmComparison
  ) -> [SensitivityLine] {
    var lines: [SensitivityLine] = []
    if figures.limit != nil {
      lines.append(line("uncapped", figures.goal, figures.uncapped[0], figures.uncapped[index], main))
    }
    if !figures.matured.isEmpty {
      lines.append(line("matured-only", figures.goal, figures.matured[0], figures.matured[index], main))
    }
    let (a, b) = (figures.arms[0], figures.arms[index])
    if case .measure = figures.goal.value, figures.goal.keepsSamples, a.units + b.units <= Self.unitsToRank {
      lines.append(rankLine(figures.goal, a, b, main))
    }
    if plan.namesResamples, plan.method != .bootstrap {
      lines.append(bootstrapLine(figures.goal, a, b, main))
    }
    return lines
  }

  private func line(
    _ name: String, _ goal: ExperimentPlan.Goal, _ a: ArmFigures, _ b: ArmFigures, _ main: ArmComparison
  ) -> SensitivityLine {
    var line = SensitivityLine(name: name)
    let alternative = inference.alternative(of: goal)
    line.reason = Self.reason {
      let estimate = try estimates(goal, a, b, usesCovariate: false, inference).absolute
      line.effect = estimate.effect
      if plan.method == .sequential {
        return try conclude(estimate, units: a.units + b.units, alternative, &line)
      }
      line.interval = interval { try estimate.interval(alpha: plan.alpha, alternative: alternative) }
      line.p = try estimate.test(alternative: alternative).pValue.value
    }
    line.agrees = plan.method == .groupSequential ? nil : agrees(line, main)
    return line
  }

  /// Units counted otherwise are looked at as often as all of them.
  private func conclude(
    _ estimate: EffectEstimate, units: Int, _ alternative: Alternative, _ line: inout SensitivityLine
  ) throws {
    let own = EffectInference(plan: plan, units: units)
    line.interval = interval {
      try own.interval(estimate, alpha: plan.alpha, alternative: alternative, controlValue: 0)
    }
    let isOnSide = alternative == .twoSided || (alternative == .greater) == (estimate.effect > 0)
    line.p = isOnSide ? try own.sequence(estimate, alpha: plan.alpha).pValue.value : 1
  }

  /// Whether a test for one look may be held against the main conclusion.
  private var isOneLook: Bool { plan.method != .sequential && plan.method != .groupSequential }

  /// The rank test sees an order, not a mean: its effect is the chance that a unit of the treatment lies above one
  /// of control, less one half.
  private func rankLine(
    _ goal: ExperimentPlan.Goal, _ a: ArmFigures, _ b: ArmFigures, _ main: ArmComparison
  ) -> SensitivityLine {
    var line = SensitivityLine(name: "rank-test")
    line.reason = Self.reason {
      let test = try MannWhitneyTest(control: a.ascendingValues, treatment: b.ascendingValues)
      line.effect = test.probabilityOfSuperiority - 0.5
      line.p =
        switch inference.alternative(of: goal) {
        case .twoSided: test.twoSided.value
        case .greater: test.treatmentGreater.value
        case .less: test.treatmentLess.value
        }
    }
    line.agrees = isOneLook ? agrees(line, main) : nil
    return line
  }

  private func bootstrapLine(
    _ goal: ExperimentPlan.Goal, _ a: ArmFigures, _ b: ArmFigures, _ main: ArmComparison
  ) -> SensitivityLine {
    var line = SensitivityLine(name: "bootstrap")
    let alternative = inference.alternative(of: goal)
    line.reason = Self.reason {
      let (drawn, p) = try bootstrap(goal, (a, b), alternative)
      line.effect = drawn.estimate
      line.interval = interval {
        inference.open(
          try drawn.interval(alpha: alternative == .twoSided ? plan.alpha : min(2 * plan.alpha, 0.999_999)),
          alternative)
      }
      line.p = p
    }
    line.agrees = isOneLook ? agrees(line, main) : nil
    return line
  }

  /// Whether both say the same: significant in the same direction, or not significant.
  private func agrees(_ line: SensitivityLine, _ main: ArmComparison) -> Bool? {
    guard let effect = line.effect, let p = line.p, let mainEffect = main.absoluteEffect, let mainP = main.p
    else {
      return nil
    }
    let isSignificant = p < plan.alpha
    guard isSignificant == (mainP < plan.alpha) else { return false }
    return !isSignificant || (effect > 0) == (mainEffect > 0)
  }
}
