import EventModel
import QueryLanguage
import QueryResults
import SegmentStore
import Statistics

extension StatementContext {
  /// Answers an experiment.
  func run(_ experiment: ExperimentStatement) throws -> QueryResult {
    var binder = makeBinder()
    let plan = ExperimentPlan(experiment, eventCount: engine.snapshot.rows, binder: &binder)
    try binder.finish()
    let (workers, totals) = try scan(columns: plan.columns).runNumbered(
      makeState: { ExperimentOperator(plan: plan) }, body: { try $0.consume($1, $2) })
    let counts = try ExperimentCounts(plan: plan, workers: workers) { kind in
      QueryError.invalid([StatementProblem(kind, at: experiment.control?.span ?? experiment.variant.span)])
    }
    let answer = ExperimentAnswer(plan: plan, counts: counts, threads: engine.threads)
    return result(
      .experiment(answer.report(inputs: inputs(plan, counts))), stream: plan.stream,
      warnings: binder.warnings, totals: totals, units: counts.unitCount)
  }

  private func inputs(_ plan: ExperimentPlan, _ counts: ExperimentCounts) -> ExperimentInputs {
    ExperimentInputs(
      experiment: plan.name,
      arms: counts.arms.enumerated().map { index, arm in
        PlannedArm(arm: arm.name, weight: arm.weight, control: index == 0)
      },
      range: ResultRange(
        from: plan.stream.range.lowerBound == .min
          ? nil : Timestamp(microseconds: plan.stream.range.lowerBound),
        to: plan.stream.range.upperBound == .max ? nil : Timestamp(microseconds: plan.stream.range.upperBound)
      ),
      data: ExperimentData(
        events: engine.snapshot.rows,
        first: engine.snapshot.times?.lowerBound,
        last: engine.snapshot.lastTime),
      exposure: plan.exposureText, variant: plan.variantName, method: plan.method.rawValue, alpha: plan.alpha,
      window: plan.longestWindow.map { Double($0) / microsecondsPerSecond }, parameters: plan.parameters)
  }
}

extension ExperimentPlan {
  /// Every further parameter the numbers depend on.
  fileprivate var parameters: [ResultOption] {
    var parameters = [
      ResultOption(key: "switchers", value: .text(switchers.rawValue)),
      ResultOption(key: "correction", value: .text(correction.rawValue)),
      ResultOption(key: "sides", value: .integer(sides)),
      ResultOption(key: "power", value: .number(power)),
      ResultOption(key: "matured_only", value: .flag(maturedOnly)),
      ResultOption(key: "covariate", value: .flag(usesCovariate)),
      ResultOption(
        key: "lookback", value: .list(goals.map { .duration(Double($0.lookback) / microsecondsPerSecond) })),
    ]
    if let activationText { parameters.append(ResultOption(key: "activation", value: .text(activationText))) }
    if let planned { parameters.append(ResultOption(key: "planned", value: .integer(planned))) }
    if method == .sequential {
      parameters.append(
        ResultOption(key: "tuning", value: .integer(planned ?? Self.defaultSequentialSize)))
    }
    if method == .bayesian {
      parameters.append(
        ResultOption(
          key: "prior",
          value: prior.map { .list([.number($0.mean), .number($0.deviation)]) } ?? .text("flat")))
    }
    if method == .bootstrap || namesResamples {
      parameters.append(ResultOption(key: "resamples", value: .integer(resamples)))
      parameters.append(ResultOption(key: "seed", value: .integer(Int(seed))))
    }
    if let segmentation {
      parameters.append(ResultOption(key: "by", value: .list(segmentation.names.map { .text($0) })))
    }
    return parameters
  }
}
