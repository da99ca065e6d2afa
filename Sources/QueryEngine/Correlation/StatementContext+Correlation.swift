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
    var funnel = FunnelStatement(correlate.pattern, correlate.stream, correlate.matching)
    funnel.showsUnits = true
    let attempts = try run(funnel)
    guard case .funnel(let body) = attempts.body else { return attempts }
    var stretches: [ExactText: CorrelationStretch] = [:]
    var converted = 0
    var probe = CancelProbe(isCancelled)
    for unit in body.units ?? [] {
      try probe.count()
      guard case .string(let user) = unit.unit, let start = unit.times[plan.fromStep],
        let first = unit.times.lazy.compactMap({ $0 }).first
      else { continue }
      let end = unit.times[plan.toStep]
      stretches[ExactText(user)] = CorrelationStretch(
        start: start.microseconds, end: end?.microseconds ?? Self.end(after: first.microseconds, plan),
        hasConverted: end != nil)
      if end != nil { converted += 1 }
    }
    let (workers, totals) = try scan(columns: plan.columns).run(
      makeState: { [stretches, catalog] in
        CorrelationOperator(plan: plan, stretches: stretches, eventCount: catalog.events.count)
      }, body: { try $0.consume($1) })
    let answer = CorrelationAnswer(
      plan: plan, catalog: catalog, entered: stretches.count, converted: converted, workers: workers)
    let result = answer.result()
    var warnings = attempts.warnings
    if converted == 0 || converted == stretches.count {
      warnings.append(
        ResultWarning(
          code: "not-computable",
          message: "Nothing can be told apart: \(converted) of \(stretches.count) converted."))
    }
    if !result.skippedProperties.isEmpty {
      warnings.append(
        ResultWarning(
          code: "too-many-values",
          message: "Properties with more than \(CorrelationPlan.maximumValues) values were left out: "
            + result.skippedProperties.joined(separator: ", ") + "."))
    }
    if result.tested > result.rows.count {
      warnings.append(
        ResultWarning(
          code: "left-out",
          message:
            "\(result.tested - result.rows.count) of \(result.tested) tested candidates are not shown; "
            + "'top' says how many are."))
    }
    return self.result(
      .correlation(result), stream: plan.stream, options: attempts.options, warnings: warnings,
      totals: UnitScan.Totals(
        eventsRead: max(totals.eventsRead, attempts.stats.eventsRead),
        bytesRead: totals.bytesRead + attempts.stats.bytesRead), units: attempts.stats.units)
  }

  /// Where the stretch of a unit that did not convert ends: with its window, or with the data.
  private static func end(after start: Int64, _ plan: CorrelationPlan) -> Int64 {
    guard let window = plan.window else { return plan.endOfData }
    let (end, overflows) = start.addingReportingOverflow(window)
    // The window's far edge belongs to it.
    return overflows || end == .max ? .max : end + 1
  }
}
