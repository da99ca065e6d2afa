import EventModel
import QueryLanguage
import QueryResults
import SegmentStore

extension StatementContext {
  /// Answers a journeys statement; with `compare` also how the shares of its most frequent variants and edges differ
  /// between each two sides.
  func answer(_ journeys: JourneysStatement) throws -> QueryResult {
    guard let compare = journeys.compare else { return try run(journeys) }
    var binder = makeBinder()
    let sides = ComparisonSides(
      compare, of: journeys.stream, definitions: engine.definitions, binder: &binder)
    try binder.finish()
    var whole = journeys
    whole.compare = nil
    var result = try run(whole)
    guard case .journeys(var body) = result.body else { return result }
    let context = StatementContext(
      engine: engine.defining(sides.definitions), statement: statement, progress: progress,
      recorder: recorder, times: times, isCancelled: isCancelled)
    var counts: [JourneyShares] = []
    for side in sides.sides {
      var narrowed = whole
      narrowed.stream = side.stream
      // Folding would hide what the whole statement lists.
      narrowed.top = nil
      let answer = try context.run(narrowed, side: side.condition)
      guard case .journeys(let journeys) = answer.body else { continue }
      counts.append(JourneyShares(journeys))
      result.stats.eventsRead = max(result.stats.eventsRead, answer.stats.eventsRead)
      result.stats.bytesRead += answer.stats.bytesRead
    }
    body.compare = JourneyShares.comparisons(
      sides.sides.map(\.name), counts, of: body, limit: journeys.top?.value ?? JourneyShares.comparedByDefault
    )
    result.body = .journeys(body)
    result.warnings += try context.warnings(of: sides, in: journeys.stream)
    if body.totals.paths > body.totals.units {
      result.warnings.append(
        ResultWarning(
          code: "dependent-paths",
          message: "Some users have several paths; intervals and p-values take the paths for independent."))
    }
    return result
  }
}
