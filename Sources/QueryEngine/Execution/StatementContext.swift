import EventModel
import QueryLanguage
import QueryResults
import SegmentStore

/// What running one statement needs beside the statement itself.
struct StatementContext {
  let engine: QueryEngine
  let statement: Statement
  let isCancelled: @Sendable () -> Bool

  var catalog: SnapshotCatalog { engine.catalog }

  func makeBinder() -> Binder {
    Binder(
      catalog: engine.catalog, newestEvent: engine.snapshot.lastTime, zone: engine.zone,
      definitions: engine.definitions, userLists: engine.userLists)
  }

  func scan(columns: Set<Int>) -> UnitScan {
    UnitScan(
      snapshot: engine.snapshot, catalog: engine.catalog, units: engine.units, threads: engine.threads,
      columns: columns, isCancelled: isCancelled)
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
