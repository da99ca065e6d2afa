import QueryLanguage
import QueryResults
import SequenceMatcher

extension StatementContext {
  /// Answers a funnel.
  func run(_ funnel: FunnelStatement) throws -> QueryResult {
    var binder = makeBinder()
    let plan = FunnelPlan(funnel, binder: &binder)
    try binder.finish()
    let (workers, totals) = try scan(columns: plan.columns).run(
      makeState: { FunnelOperator(plan: plan) }, body: { try $0.consume($1) })
    let answer = FunnelAnswer(plan: plan, workers: workers)
    return result(
      .funnel(answer.result()), stream: plan.stream, options: plan.options,
      warnings: binder.warnings, totals: totals,
      units: answer.unitCount, rowsWithoutKey: answer.rowsWithoutKey)
  }
}

extension FunnelPlan {
  /// Every option with the value it had, in the order of the interface.
  var options: [ResultOption] {
    [
      ResultOption(key: "order", value: .text("ordered")),
      ResultOption(
        key: "window", value: rules.window.map { .duration(Double($0) / microsecondsPerSecond) } ?? .null),
      ResultOption(key: "entry", value: .text("best")),
      ResultOption(key: "ties", value: .text(tiesName)),
      ResultOption(key: "tolerance", value: .duration(0)),
      ResultOption(key: "resolution", value: .null),
      ResultOption(key: "repeats", value: .null),
      ResultOption(key: "reuse", value: .null),
      ResultOption(key: "scope", value: .text("entries")),
      ResultOption(key: "holding", value: .null),
      ResultOption(key: "exclusion_effect", value: .null),
      ResultOption(key: "attribution", value: breakdown.map { .text($0.attributionName) } ?? .null),
      ResultOption(key: "preset", value: .null),
    ]
  }

  private var tiesName: String {
    switch rules.ties {
    case .stepOrder: TieRule.stepOrder.rawValue
    case .inputOrder: TieRule.inputOrder.rawValue
    case .strictlyLater: TieRule.strictlyLater.rawValue
    }
  }
}
