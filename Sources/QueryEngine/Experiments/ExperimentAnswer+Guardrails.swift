import EventModel
import QueryLanguage
import QueryResults
import Statistics

extension ExperimentAnswer {
  /// The outcome of each guardrail, and of each goal with a margin, in each treatment.
  func guardrails(_ metrics: [ExperimentMetric]) -> [GuardrailOutcome] {
    figures.indices.flatMap { index -> [GuardrailOutcome] in
      let goal = figures[index].goal
      guard goal.role == .guardrail || goal.margin != nil else { return [] }
      return counts.arms.indices.dropFirst().map { arm in
        guardrail(figures[index], arm, metrics[index].comparisons[arm - 1])
      }
    }
  }

  /// With a margin: passes when the one-sided bound on the bad side is within it, fails when the whole one-sided
  /// interval is beyond, and is inconclusive between. Without: the margin is 0.
  private func guardrail(
    _ figures: MetricFigures, _ arm: Int, _ comparison: ArmComparison
  ) -> GuardrailOutcome {
    let goal = figures.goal
    let isAbsolute = goal.margin.map { !$0.isPercent } ?? true
    let margin = goal.margin?.fraction ?? 0
    var outcome = GuardrailOutcome(
      metric: goal.name, arm: counts.arms[arm].name, margin: goal.margin?.fraction, bound: nil,
      status: .inconclusive, isAbsolute: isAbsolute)
    let (a, b) = (figures.arms[0], figures.arms[arm])
    guard
      let estimates = try? estimates(
        goal, a, b, usesCovariate: plan.usesCovariate, inference, strata: figures.strata(ofArm: arm)),
      let estimate = isAbsolute ? estimates.absolute : estimates.relative
    else { return outcome }
    let higherIsBetter = goal.direction == .higherIsBetter
    // Everything is turned so that lower is worse.
    let controlValue = a.figure(of: goal) ?? 0
    func bound(_ alternative: Alternative) -> Double? {
      let interval = try? inference.interval(
        estimate, alpha: plan.alpha, alternative: alternative, controlValue: controlValue)
      return alternative == .greater ? interval?.lower : interval?.upper
    }
    guard let pessimistic = bound(higherIsBetter ? .greater : .less),
      let optimistic = bound(higherIsBetter ? .less : .greater)
    else { return outcome }
    outcome.bound = pessimistic
    let sign = higherIsBetter ? 1.0 : -1.0
    if sign * pessimistic > -margin {
      outcome.status = .pass
    } else if sign * optimistic < -margin {
      outcome.status = .fail
    }
    return outcome
  }
}
