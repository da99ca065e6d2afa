import EventModel
import QueryLanguage
import QueryResults
import SegmentStore

extension StatementContext {
  /// Answers a correlate statement: the attempts are those of the funnel with the same pattern and options; a second
  /// scan looks at what happened to each unit on its way.
  func run(_ correlate: CorrelateStatement) throws -> QueryResult {
    var binder = makeBinder()
    let plan = CorrelationPlan(correlate, binder: &binder)
    try binder.finish()
    let (counts, attemptTotals) = try count(plan.funnel)
    var stretches = CorrelationStretches()
    var probe = CancelProbe(isCancelled)
    for attempt in counts.listed {
      try probe.count()
      guard let row = attempt.row, let start = attempt.unit.times[plan.fromStep],
        let first = attempt.unit.times.lazy.compactMap({ $0 }).first
      else { continue }
      let end = attempt.unit.times[plan.toStep]
      stretches.append(
        CorrelationStretch(
          start: start.microseconds, end: end?.microseconds ?? Self.end(after: first.microseconds, plan),
          hasConverted: end != nil), unit: attempt.name.owner, row: row)
    }
    let converted = stretches.all.count { $0.hasConverted }
    let (workers, totals) = try scan(columns: plan.columns).runNumbered(
      makeState: { [stretches, catalog] in
        CorrelationOperator(plan: plan, stretches: stretches, eventCount: catalog.events.count)
      }, body: { try $0.consume($2, number: $1) })
    let answer = CorrelationAnswer(
      plan: plan, catalog: catalog, entered: stretches.all.count, converted: converted,
      stretches: stretches, workers: workers)
    let (result, untested) = answer.result()
    var warnings = binder.warnings + plan.funnel.warnings([], limit: .max)
    if converted == 0 || converted == stretches.all.count {
      warnings.append(
        ResultWarning(
          code: "not-computable",
          message: "Nothing can be told apart: \(converted) of \(stretches.all.count) converted."))
    }
    if !result.skippedProperties.isEmpty {
      warnings.append(
        ResultWarning(
          code: "too-many-values",
          message: "Properties with more than \(CorrelationPlan.maximumValues) values were left out: "
            + result.skippedProperties.joined(separator: ", ") + "."))
    }
    if !untested.isEmpty {
      warnings.append(
        ResultWarning(
          code: "own-step",
          message: untested.joined(separator: ", ")
            + " is step \(plan.fromStep + 1) itself. Under 'entry best' an attempt enters with the last one that "
            + "leads on, so those who converted have none between: not tested. 'entry first' compares repeats."
        ))
    }
    let shown = min(result.tested, plan.top)
    if result.tested > shown {
      warnings.append(
        ResultWarning(
          code: "left-out",
          message:
            "\(result.tested - shown) of \(result.tested) tested candidates are not shown; "
            + "'top' says how many are."))
    }
    return self.result(
      .correlation(result), stream: plan.stream, options: plan.funnel.options, warnings: warnings,
      totals: UnitScan.Totals(
        eventsRead: max(totals.eventsRead, attemptTotals.eventsRead),
        bytesRead: totals.bytesRead + attemptTotals.bytesRead), units: counts.units,
      rowsWithoutKey: counts.rowsWithoutKey)
  }

  /// Where the stretch of a unit that did not convert ends: with its window, or with the data.
  private static func end(after start: Int64, _ plan: CorrelationPlan) -> Int64 {
    guard let window = plan.window else { return plan.endOfData }
    let (end, overflows) = start.addingReportingOverflow(window)
    // The window's far edge belongs to it.
    return overflows || end == .max ? .max : end + 1
  }
}
