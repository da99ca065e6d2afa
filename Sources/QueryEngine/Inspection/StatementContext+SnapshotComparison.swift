import EventModel
import QueryLanguage
import QueryResults
import SegmentStore

extension StatementContext {
  /// How often an event occurs by day, by name.
  private typealias Counts = [ExactText: [Int: Int]]

  /// Counts the events of two snapshots by name and day.
  ///
  /// A range that ends with the data ends with those of the snapshot that has the newest event.
  func run(_ compare: CompareSnapshotsStatement) throws -> QueryResult {
    let sides = [try engine(of: compare.first), try engine(of: compare.second)]
    let extents = sides.compactMap(\.snapshot.times)
    let bounds = extents.dropFirst().reduce(extents.first) { bounds, other in
      bounds.map { min($0.lowerBound, other.lowerBound)...max($0.upperBound, other.upperBound) }
    }
    var counts: [Counts] = []
    var totals = UnitScan.Totals()
    var warnings: [[ResultWarning]] = []
    var envelope = BoundStream(zone: engine.zone)
    for side in sides {
      var binder = Binder(
        catalog: side.catalog, eventTimes: bounds, zone: engine.zone, definitions: engine.definitions,
        userLists: engine.userLists)
      if compare.stream.filter != nil { binder.refuse("where on compare snapshots", at: .none) }
      if compare.stream.segment != nil { binder.refuse("among on compare snapshots", at: .none) }
      if let unit = compare.stream.unit { binder.refuse("per on compare snapshots", at: unit.span) }
      var clauses = compare.stream
      (clauses.filter, clauses.segment, clauses.unit) = (nil, nil, nil)
      let stream = binder.stream(clauses, defaultUnit: .user)
      try binder.finish()
      envelope = stream
      warnings.append(binder.warnings)
      let side = StatementContext(
        engine: side, statement: statement, progress: progress, recorder: recorder, times: times,
        isCancelled: isCancelled)
      let (found, read) = try side.countsByDay(stream)
      counts.append(found)
      totals.eventsRead += read.eventsRead
      totals.bytesRead += read.bytesRead
    }
    let body = SnapshotComparisonResult(
      first: compare.first.value, second: compare.second.value,
      events: Self.comparison(counts[0], counts[1], CalendarBucket(.day, zone: envelope.zone)))
    var result = result(
      .comparison(body), stream: envelope,
      // A name that one of the snapshots knows is not unknown.
      warnings: warnings[0].filter(warnings[1].contains), totals: totals, units: 0)
    // What is read belongs to both.
    result.stats.eventsInSnapshot = sides.reduce(0) { $0 + $1.snapshot.rows }
    return result
  }

  private func engine(of number: Located<Int>) throws -> QueryEngine {
    if number.value == engine.snapshot.number { return engine }
    return QueryEngine(
      snapshot: try Snapshot(store: engine.snapshot.store, number: number.value), threads: engine.threads,
      zone: engine.zone, definitions: engine.definitions, userLists: engine.userLists)
  }

  private func countsByDay(_ stream: BoundStream) throws -> (Counts, UnitScan.Totals) {
    let days = CalendarBucket(.day, zone: stream.zone)
    let numbers = catalog.events.indices.filter { stream.events.contains($0) }
    let (workers, totals) = try scan(columns: []).run(makeState: { [Int: [Int: Int]]() }) { counts, block in
      let times = try block.times()
      for number in numbers {
        for row in try block.rows(ofEvent: number) {
          let time = times[Int(row)]
          guard stream.range.contains(time) else { continue }
          counts[number, default: [:]][days.index(of: Timestamp(microseconds: time)), default: 0] += 1
        }
      }
    }
    var counts: Counts = [:]
    for worker in workers {
      for (number, found) in worker {
        counts[ExactText(catalog.events[number].name), default: [:]].merge(found, uniquingKeysWith: +)
      }
    }
    return (counts, totals)
  }

  private static func comparison(
    _ first: Counts, _ second: Counts, _ days: CalendarBucket
  ) -> [EventComparison] {
    Set(first.keys).union(second.keys).sorted().map { name in
      let (left, right) = (first[name] ?? [:], second[name] ?? [:])
      return EventComparison(
        event: name.text,
        total: CountPair(first: left.values.reduce(0, +), second: right.values.reduce(0, +)),
        days: Set(left.keys).union(right.keys).sorted().map { day in
          DayComparison(
            day: days.label(ofIndex: day), count: CountPair(first: left[day] ?? 0, second: right[day] ?? 0))
        })
    }
  }
}
