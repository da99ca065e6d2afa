import QueryLanguage
import QueryResults

extension StatementContext {
  /// Answers a journeys statement without `compare`; `side` is what a side of a comparison asks of the first event of a
  /// path.
  ///
  /// With `top`, units of several paths are counted once in what is folded into other; where one user can have
  /// several paths that takes a second scan, which knows what is kept.
  func run(_ journeys: JourneysStatement, side: Filter? = nil) throws -> QueryResult {
    var binder = makeBinder()
    let plan = JourneyPlan(journeys, side: side, binder: &binder)
    try binder.finish()
    var (answer, totals) = try answer(plan, fold: nil)
    if let fold = answer.fold() {
      if plan.stream.unit == .user {
        answer.apply(fold)
      } else {
        let second = try self.answer(plan, fold: fold)
        answer = second.answer
        // The same events again: they were read once, their bytes twice.
        totals.bytesRead += second.totals.bytesRead
      }
    }
    try checkCancelled()
    return result(
      .journeys(answer.result()), stream: plan.stream, options: plan.options(of: journeys),
      warnings: binder.warnings, totals: totals,
      units: answer.unitCount, rowsWithoutKey: answer.rowsWithoutKey)
  }

  private func answer(
    _ plan: JourneyPlan, fold: JourneyOperator.Fold?
  ) throws -> (answer: JourneyAnswer, totals: UnitScan.Totals) {
    let (workers, totals) = try scan(columns: plan.columns).run(
      makeState: { [catalog] in JourneyOperator(plan: plan, catalog: catalog, fold: fold) },
      body: { try $0.consume($1) })
    try checkCancelled()
    return (JourneyAnswer(plan: plan, workers: workers), totals)
  }
}

extension JourneyPlan {
  /// Every option with the value it had.
  func options(of statement: JourneysStatement) -> [ResultOption] {
    [
      ResultOption(key: "from", value: statement.path.from.map { .text(Printer.print($0)) } ?? .null),
      ResultOption(key: "to", value: statement.path.to.map { .text(Printer.print($0)) } ?? .null),
      ResultOption(key: "depth", value: .integer(depth)),
      ResultOption(key: "top", value: top.map { .integer($0) } ?? .null),
      ResultOption(key: "ties", value: .text(TieRule.inputOrder.rawValue)),
    ]
  }
}
