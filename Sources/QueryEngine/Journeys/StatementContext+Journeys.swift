import QueryLanguage
import QueryResults

extension StatementContext {
  /// Paths and flow, and what counting them took.
  private struct CountedJourneys {
    var result: JourneysResult
    var totals: UnitScan.Totals
    var units: Int
    var rowsWithoutKey: Int
  }

  /// Answers a journeys statement without `compare`; `side` is what a side of a comparison asks of the first event of a
  /// path.
  func run(_ journeys: JourneysStatement, side: Filter? = nil) throws -> QueryResult {
    var binder = makeBinder()
    let plan = JourneyPlan(journeys, side: side, binder: &binder)
    try binder.finish()
    let counted = plan.gathersUnits ? try countGathered(plan) : try count(plan)
    try checkCancelled()
    return result(
      .journeys(counted.result), stream: plan.stream, options: plan.options(of: journeys),
      warnings: binder.warnings, totals: counted.totals, units: counted.units,
      rowsWithoutKey: counted.rowsWithoutKey)
  }

  /// With `top`, units of several paths are counted once in what is folded into other; where one user can have
  /// several paths that takes a second scan, which knows what is kept.
  private func count(_ plan: JourneyPlan) throws -> CountedJourneys {
    var (workers, totals) = try scan(plan, fold: nil)
    let units = workers.reduce(0) { $0 + $1.unitCount }
    let rowsWithoutKey = workers.reduce(0) { $0 + $1.rowsWithoutKey }
    func counted(_ result: JourneysResult) -> CountedJourneys {
      CountedJourneys(result: result, totals: totals, units: units, rowsWithoutKey: rowsWithoutKey)
    }
    if var recorded = RecordedJourneys(
      plan, workers: workers, threads: engine.threads, isCancelled: isCancelled)
    {
      // They would keep what is let go of while it is counted.
      workers.removeAll()
      return counted(try recorded.result())
    }
    var answer = JourneyAnswer(plan: plan, workers: workers)
    if let fold = answer.fold() {
      if plan.stream.unit == .user {
        answer.apply(fold)
      } else {
        let second = try scan(plan, fold: fold)
        answer = JourneyAnswer(plan: plan, workers: second.workers)
        // The same events again: they were read once, their bytes twice.
        totals.bytesRead += second.totals.bytesRead
      }
    }
    return counted(answer.result())
  }

  private func scan(
    _ plan: JourneyPlan, fold: JourneyOperator.Fold?
  ) throws -> (workers: [JourneyOperator], totals: UnitScan.Totals) {
    let (workers, totals) = try scan(columns: plan.columns).run(
      makeState: { [catalog] in JourneyOperator(plan: plan, catalog: catalog, fold: fold) },
      body: { try $0.consume($1) })
    try checkCancelled()
    return (workers, totals)
  }

  /// Reads the snapshot once and counts what was gathered, twice where `top` folds.
  private func countGathered(_ plan: JourneyPlan) throws -> CountedJourneys {
    let (workers, totals) = try scan(columns: plan.columns).runNumbered(
      makeState: { [catalog] in JourneyGathering(plan: plan, catalog: catalog) },
      body: { try $0.consume($2, number: $1) })
    var gathering = JourneyGathering(plan: plan, catalog: catalog)
    for worker in workers {
      try checkCancelled()
      gathering.merge(worker)
    }
    let blocks = gathering.blocks(catalog: catalog, isCancelled: isCancelled)
    var answer = try count(blocks, plan.ofGatheredRows, fold: nil)
    if let fold = answer.fold() { answer = try count(blocks, plan.ofGatheredRows, fold: fold) }
    return CountedJourneys(
      result: answer.result(), totals: totals, units: gathering.keys.seen,
      rowsWithoutKey: gathering.keys.rowsWithoutKey)
  }

  /// One worker counts all blocks: the same user may be behind units of several.
  private func count(
    _ blocks: [RowBlock], _ plan: JourneyPlan, fold: JourneyOperator.Fold?
  ) throws -> JourneyAnswer {
    var worker = JourneyOperator(plan: plan, catalog: catalog, fold: fold)
    for block in blocks { try worker.consume(block) }
    var probe = CancelProbe(isCancelled)
    try worker.countUsers(&probe)
    return JourneyAnswer(plan: plan, workers: [worker])
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
