import EventModel
import QueryLanguage
import QueryResults
import SegmentStore

extension StatementContext {
  /// Answers an experiment.
  func run(_ experiment: ExperimentStatement) throws -> QueryResult {
    var binder = makeBinder()
    let plan = ExperimentPlan(experiment, binder: &binder)
    try binder.finish()
    let (workers, totals) = try scan(columns: plan.columns).run(
      makeState: { ExperimentOperator(plan: plan) }, body: { try $0.consume($1) })
    let counts = try ExperimentCounts(plan: plan, workers: workers) { kind in
      QueryError.invalid([StatementProblem(kind, at: experiment.control?.span ?? experiment.variant.span)])
    }
    let answer = ExperimentAnswer(plan: plan, counts: counts)
    let health = answer.health()
    let metrics = answer.metrics()
    let report = ExperimentReport(
      verdict: answer.verdict(health: health, metrics: metrics),
      inputs: inputs(plan, counts), health: health, population: answer.population(), metrics: metrics,
      caveats: answer.caveats(health: health, metrics: metrics))
    return result(
      .experiment(report), stream: plan.stream, warnings: binder.warnings, totals: totals, units: counts.unitCount)
  }

  private func inputs(_ plan: ExperimentPlan, _ counts: ExperimentCounts) -> ExperimentInputs {
    let manifest = engine.snapshot.manifest
    return ExperimentInputs(
      experiment: plan.name,
      arms: counts.arms.enumerated().map { index, arm in
        PlannedArm(arm: arm.name, weight: arm.weight, control: index == 0)
      },
      range: ResultRange(
        from: plan.stream.range.lowerBound == .min ? nil : Timestamp(microseconds: plan.stream.range.lowerBound),
        to: plan.stream.range.upperBound == .max ? nil : Timestamp(microseconds: plan.stream.range.upperBound)),
      data: ExperimentData(
        events: engine.snapshot.rows,
        first: manifest.files.map(\.firstTime).min().map { Timestamp(microseconds: $0) },
        last: engine.snapshot.lastTime),
      exposure: plan.exposureText, variant: plan.variantName, method: "fixed", alpha: plan.alpha,
      window: plan.goals.compactMap(\.window).max().map { Double($0) / microsecondsPerSecond },
      parameters: [
        ResultOption(key: "switchers", value: .text(SwitcherRule.exclude.rawValue)),
        ResultOption(key: "correction", value: .text(MultiplicityCorrection.holm.rawValue)),
        ResultOption(key: "sides", value: .integer(2)),
      ])
  }
}
