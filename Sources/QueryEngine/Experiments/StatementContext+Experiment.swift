import EventModel
import QueryLanguage
import QueryResults
import SegmentStore
import Statistics

extension StatementContext {
  /// Answers an experiment.
  func run(_ experiment: ExperimentStatement) throws -> QueryResult {
    var binder = makeBinder()
    let plan = ExperimentPlan(
      experiment, eventCount: engine.snapshot.rows, committed: engine.snapshot.manifest.commitTime,
      binder: &binder)
    try binder.finish()
    let (counts, totals) = try count(plan) { kind in
      QueryError.invalid([StatementProblem(kind, at: experiment.control?.span ?? experiment.variant.span)])
    }
    let answer = ExperimentAnswer(plan: plan, counts: counts, threads: engine.threads)
    return result(
      .experiment(answer.report(inputs: inputs(plan, counts))), stream: plan.stream,
      warnings: binder.warnings, totals: totals, units: counts.tally.seen,
      rowsWithoutKey: counts.tally.rowsWithoutKey)
  }

  /// Reads the snapshot once.
  func count(
    _ plan: ExperimentPlan, minimumArms: Int = 2, problem: (StatementProblem.Kind) -> any Error
  ) throws -> (counts: ExperimentCounts, totals: UnitScan.Totals) {
    let fold = ExperimentFold(followedGoals: plan.followedGoals.count)
    let makeOperator: @Sendable () -> ExperimentOperator = { [catalog, isCancelled] in
      ExperimentOperator(plan: plan, fold: fold, catalog: catalog, isCancelled: isCancelled)
    }
    let (workers, totals) = try scan(columns: plan.columns).runNumbered(
      makeState: makeOperator, body: { try $0.consume($1, $2) })
    var last = makeOperator()
    let counts = try ExperimentCounts(
      plan: plan, workers: last.finish(workers), totals: fold.take(), minimumArms: minimumArms,
      problem: problem)
    return (counts, totals)
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
        last: engine.snapshot.lastTime, fingerprint: counts.tally.digest.text),
      exposure: plan.exposureText, variant: plan.variantName, method: plan.method.rawValue, alpha: plan.alpha,
      window: plan.longestWindow.map { Double($0) / microsecondsPerSecond }, parameters: plan.parameters,
      version: QueryEngine.version,
      fingerprint: ExperimentDigest.text(
        ExperimentDigest.of(
          "\(QueryEngine.version)\n\(Printer.print(statement))\n\(counts.tally.digest.text)")))
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
      ResultOption(key: "lookback", value: lookbacks),
    ]
    if let activationText { parameters.append(ResultOption(key: "activation", value: .text(activationText))) }
    if let lift {
      parameters.append(
        ResultOption(key: lift.isPercent ? "lift_relative" : "lift", value: .number(lift.fraction)))
    }
    if method == .groupSequential {
      parameters.append(ResultOption(key: "looks", value: .integer(looks)))
      parameters.append(ResultOption(key: "spending", value: .text(spending.rawValue)))
    }
    if let strata {
      parameters.append(ResultOption(key: "strata", value: .list(strata.names.map { .text($0) })))
    }
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
      parameters.append(ResultOption(key: "top", value: .integer(segmentation.top)))
    }
    return parameters
  }

  /// One duration where all goals look back as far, else one per goal.
  private var lookbacks: OptionValue {
    let all = goals.map { OptionValue.duration(Double($0.lookback) / microsecondsPerSecond) }
    if let first = all.first, all.allSatisfy({ $0 == first }) { return first }
    return .list(all)
  }
}
