public import QueryLanguage
public import QueryResults
import SegmentStore

extension QueryEngine {
  /// Counts the units that every two of several experiments share, and judges whether they disturb each other.
  ///
  /// One pass over the events. Statements about the same exposures and variants are one experiment and not compared;
  /// experiments whose units are no users are named as left out. Throws as ``run(_:progress:isCancelled:)`` does.
  public func overlaps(
    of experiments: [ExperimentStatement], progress: QueryProgress = QueryProgress(),
    isCancelled: @escaping @Sendable () -> Bool = { false }
  ) throws -> ExperimentOverlaps {
    guard let first = experiments.first else { return ExperimentOverlaps(pairs: [], leftOut: []) }
    return try StatementContext(
      engine: self, statement: .experiment(first), progress: progress, isCancelled: isCancelled
    ).overlaps(of: experiments)
  }
}

extension StatementContext {
  fileprivate func overlaps(of experiments: [ExperimentStatement]) throws -> ExperimentOverlaps {
    let plans = try experiments.map { experiment in
      var binder = makeBinder()
      let plan = ExperimentPlan(
        experiment, eventCount: engine.snapshot.rows, committed: engine.snapshot.manifest.commitTime,
        binder: &binder)
      try binder.finish()
      return plan
    }
    let compared = plans.filter { $0.stream.unit == .user }
    let pairs = compared.indices.flatMap { first in
      compared.indices.dropFirst(first + 1).map { (compared[first], compared[$0]) }
    }.filter { !$0.0.isSameExperiment(as: $0.1) }
    let answers = try answers(pairs.flatMap { [$0.0.beside($0.1), $0.1.beside($0.0)] })
    var judgement = OverlapJudgement()
    for pair in pairs.indices { judgement.add(answers[2 * pair], answers[2 * pair + 1]) }
    return ExperimentOverlaps(
      pairs: judgement.overlaps(), leftOut: plans.filter { $0.stream.unit != .user }.map(\.name))
  }

  /// What each plan counts, all in one pass.
  private func answers(_ plans: [ExperimentPlan]) throws -> [ExperimentAnswer] {
    if plans.isEmpty { return [] }
    let folds = plans.map { _ in ExperimentFold(followedGoals: 0) }
    let columns = plans.reduce(into: Set<Int>()) {
      $0.formUnion($1.columns)
      $0.formUnion($1.companion?.exposure.filter?.columns ?? [])
      $0.formUnion($1.companion?.variantField?.columns ?? [])
    }
    let makeOperators: @Sendable () -> [ExperimentOperator] = { [catalog, isCancelled] in
      zip(plans, folds).map {
        ExperimentOperator(plan: $0, fold: $1, catalog: catalog, isCancelled: isCancelled)
      }
    }
    let (workers, _) = try scan(columns: columns).runNumbered(
      makeState: makeOperators,
      body: { operators, number, block in
        for index in operators.indices { try operators[index].consume(number, block) }
      })
    return try plans.indices.map { index in
      let counts = try ExperimentCounts(
        plan: plans[index], workers: workers.map { $0[index] }, totals: folds[index].take()
      ) { QueryError.invalid([StatementProblem($0, at: .none)]) }
      return ExperimentAnswer(plan: plans[index], counts: counts, threads: engine.threads)
    }
  }
}
