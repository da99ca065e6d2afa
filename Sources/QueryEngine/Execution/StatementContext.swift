import EventModel
import QueryLanguage
import QueryResults
import SegmentStore

/// What running one statement needs beside the statement itself.
struct StatementContext {
  let engine: QueryEngine
  let statement: Statement
  let progress: QueryProgress
  /// Set while the statement is explained.
  var recorder: ReadRecorder?
  /// Set while the statement is timed.
  var times: PartTimes?
  let isCancelled: @Sendable () -> Bool

  /// Answers the statement.
  func answer() throws -> QueryResult {
    switch statement {
    case .funnel(let funnel): try answer(funnel)
    case .journeys(let journeys): try answer(journeys)
    case .experiment(let experiment): try run(experiment)
    case .power(let power): try run(power)
    case .correlate(let correlate): try run(correlate)
    case .show(let show): try run(show)
    case .describe(let describe): try run(describe)
    case .compareSnapshots(let compare): try run(compare)
    case .explain(let explain): try run(explain)
    case .defineSegment, .defineEvent, .defineGroup, .set, .remove: try runDefinition()
    default: throw QueryError.invalid([StatementProblem(.notComputed(statement.keyword), at: .none)])
    }
  }

  var catalog: SnapshotCatalog { engine.catalog }

  /// Throws ``QueryError/cancelled`` when the person asked to stop; called between the stages of a statement.
  func checkCancelled() throws {
    if isCancelled() { throw QueryError.cancelled }
  }

  /// The zone of a statement that names none.
  var zone: ZoneRules { engine.definitions.zone ?? engine.zone }

  func makeBinder() -> Binder { makeBinder(engine.definitions) }

  func makeBinder(_ definitions: Definitions) -> Binder {
    Binder(
      catalog: engine.catalog, eventTimes: engine.snapshot.times, zone: zone, definitions: definitions,
      accountProperty: engine.snapshot.manifest.accountProperty,
      sourceGaps: engine.snapshot.manifest.sources.compactMapValues(\.sessionGap),
      userLists: engine.userLists,
      recorder: recorder,
      unseen: UnseenValues(engine: engine))
  }

  /// `units` are those of the snapshot where none are given.
  func scan(columns: Set<Int>, units: [WorkUnit]? = nil) -> UnitScan {
    UnitScan(
      snapshot: engine.snapshot, catalog: engine.catalog, accounts: engine.accounts,
      units: units ?? engine.units,
      threads: engine.threads, columns: columns, progress: progress, recorder: recorder, times: times,
      isCancelled: isCancelled)
  }

  /// The envelope around `body`.
  func result(
    _ body: ResultBody, stream: BoundStream, options: [ResultOption] = [], warnings: [ResultWarning] = [],
    totals: UnitScan.Totals, units: Int, rowsWithoutKey: Int = 0
  ) -> QueryResult {
    QueryResult(
      statement: Printer.print(statement), snapshot: engine.snapshot.number,
      range: ResultRange(
        from: stream.range.lowerBound == .min ? nil : Timestamp(microseconds: stream.range.lowerBound),
        to: stream.range.upperBound == .max ? nil : Timestamp(microseconds: stream.range.upperBound)),
      timezone: stream.zone.identifier, unit: stream.unit.name, options: options, body: body,
      warnings: warnings,
      stats: QueryStatistics(
        eventsInSnapshot: engine.snapshot.rows, eventsRead: totals.eventsRead, bytesRead: totals.bytesRead,
        units: units, unitsWithoutKey: rowsWithoutKey, elapsedMilliseconds: 0))
  }
}
