import EventModel
import QueryLanguage
import QueryResults
import SegmentStore

extension StatementContext {
  private static let exampleCount = 3
  private static let topValueCount = 10

  /// Lists what the snapshot holds.
  func run(_ show: ShowStatement) throws -> QueryResult {
    switch show.subject {
    case .segment(let name):
      return try segment(
        name, show.stream, every: show.every, weekStart: show.weekStart, top: show.top)
    case .overlap(let names): return try overlap(of: names, show.stream)
    default: break
    }
    var binder = makeBinder()
    refuseClauses(show.stream, &binder)
    if let every = show.every { binder.refuse("every", at: every.span) }
    let stream = BoundStream(zone: zone)
    switch show.subject {
    case .events: return try events(stream, top: show.top?.value, &binder)
    case .properties(let event):
      let condition = event.map { binder.condition(on: [$0]) }
      try binder.finish()
      return try properties(
        stream,
        of: condition.map {
          BoundStep(label: "", events: $0.events, filter: $0.filter(in: catalog))
        }, top: show.top?.value)
    case .snapshots:
      try binder.finish()
      return try snapshots(stream)
    case .segments, .definitions, .groups, .settings:
      try binder.finish()
      return definitions(of: show.subject.definitionKind)
    default:
      binder.refuse(Printer.print(statement), at: .none)
      try binder.finish()
      preconditionFailure("a refused statement has a problem")
    }
  }

  /// Describes one event.
  func run(_ describe: DescribeStatement) throws -> QueryResult {
    if case .segment(let name) = describe.subject {
      return try segment(name, describe.stream, every: nil, weekStart: nil, top: nil)
    }
    var binder = makeBinder()
    refuseClauses(describe.stream, &binder)
    guard case .event(let name) = describe.subject else {
      binder.refuse(Printer.print(statement), at: .none)
      try binder.finish()
      preconditionFailure("a refused statement has a problem")
    }
    let condition = binder.condition(on: [name])
    try binder.finish()
    let step = BoundStep(
      label: name.value, events: condition.events, filter: condition.filter(in: catalog))
    return try description(of: step, stream: BoundStream(zone: zone))
  }

  private func refuseClauses(_ stream: StreamClauses, _ binder: inout Binder) {
    let hasClause =
      stream.range != nil || stream.zone != nil || stream.filter != nil || stream.segment != nil
      || stream.unit != nil || !stream.only.isEmpty || !stream.hide.isEmpty
    if hasClause { binder.refuse("clauses on show and describe", at: .none) }
  }

  // MARK: Events

  /// Defined events are counted like those of the snapshot; they carry their definition.
  private func events(_ stream: BoundStream, top: Int?, _ binder: inout Binder) throws -> QueryResult {
    let defined = engine.definitions.events.map { definition in
      let condition = binder.condition(on: [definition.name])
      return BoundStep(
        label: definition.name.value, events: condition.events, filter: condition.filter(in: catalog))
    }
    try binder.finish()
    let columns = defined.reduce(into: Set<Int>()) { $0.formUnion($1.filter?.columns ?? []) }
    let known = catalog.events.count
    let (workers, totals) = try scan(columns: columns).run(
      makeState: { (users: 0, events: 0, extents: [Int: EventExtent]()) },
      body: { tally, block in
        tally.users += block.userCount
        tally.events += block.rowCount
        for (index, step) in defined.enumerated() {
          let rows = try step.rows(in: block, stream: BoundStream())
          guard !rows.isEmpty, let extent = EventExtent(rows, in: block, try block.times()) else { continue }
          tally.extents[known + index] = tally.extents[known + index]?.merging(extent) ?? extent
        }
        for (event, extent) in try block.eventExtents() {
          tally.extents[event] = tally.extents[event]?.merging(extent) ?? extent
        }
      })
    var merged: [Int: EventExtent] = [:]
    for worker in workers { merged.merge(worker.extents) { left, right in left.merging(right) } }
    var summaries = merged.filter { $0.key < known }.map { event, extent in
      EventSummary(
        name: catalog.events[event].name, events: extent.rows, users: extent.users,
        first: Timestamp(microseconds: extent.first), last: Timestamp(microseconds: extent.last))
    }
    for (index, definition) in engine.definitions.events.enumerated() {
      let extent = merged[known + index]
      summaries.append(
        EventSummary(
          name: definition.name.value, events: extent?.rows ?? 0, users: extent?.users ?? 0,
          first: extent.map { Timestamp(microseconds: $0.first) },
          last: extent.map { Timestamp(microseconds: $0.last) },
          definition: Printer.print(.defineEvent(definition))))
    }
    summaries.sort {
      $0.events != $1.events ? $0.events > $1.events : ExactText($0.name) < ExactText($1.name)
    }
    if let top { summaries.removeSubrange(min(max(0, top), summaries.count)...) }
    let distinct = catalog.labels.map { _ in workers.reduce(0) { $0 + $1.events } }
    return result(
      .events(EventListResult(events: summaries, distinctEvents: distinct)), stream: stream, totals: totals,
      units: workers.reduce(0) { $0 + $1.users })
  }

  // MARK: Properties

  private func properties(_ stream: BoundStream, of step: BoundStep?, top: Int?) throws -> QueryResult {
    let all = catalog.columns.indices.filter { catalog.propertyName(ofColumn: $0) != nil }
    // What events themselves say needs no users to be put together, as long as all events are asked for.
    // With labels, several rows may be one event, whose values count once.
    func isStored(_ number: Int) -> Bool {
      step == nil && catalog.labels == nil && catalog.columns[number].kind == .property
    }
    let stored = all.filter(isStored)
    let numbers = all.filter { !isStored($0) }
    let columns = Set(numbers).union(step?.filter?.columns ?? [])
    let (storedWorkers, storedTotals) = try storedValues(of: stored, amongColumns: Set(all))
    let (spreadWorkers, spreadTotals) =
      try numbers.isEmpty
      ? ([], UnitScan.Totals())
      : scan(columns: columns).run(makeState: { [Int: ValueCounts]() }) {
        counts, block in
        let rows = try step.map { try $0.rows(in: block, stream: BoundStream()) }
        try Self.count(numbers, in: rows, of: block, &counts)
      }
    let merged = Self.merged(storedWorkers + spreadWorkers)
    let totals = UnitScan.Totals(
      eventsRead: storedTotals.eventsRead + spreadTotals.eventsRead,
      bytesRead: storedTotals.bytesRead + spreadTotals.bytesRead)
    var summaries = all.compactMap { number -> PropertySummary? in
      guard let counts = merged[number], counts.present > 0 else { return nil }
      return PropertySummary(
        name: catalog.propertyName(ofColumn: number) ?? "", types: counts.types, distinct: counts.distinct,
        examples: counts.top(Self.exampleCount).map(\.value))
    }
    if let top { summaries.removeSubrange(min(max(0, top), summaries.count)...) }
    return result(
      .properties(PropertyListResult(properties: summaries)), stream: stream, totals: totals, units: 0)
  }

  /// Counts the values of event properties group by group; a property costs the values it has, not the rows there are.
  ///
  /// `columns` are all that the statement reads, for `explain`.
  private func storedValues(
    of numbers: [Int], amongColumns columns: Set<Int>
  ) throws -> (states: [[Int: ValueCounts]], totals: UnitScan.Totals) {
    guard !numbers.isEmpty else { return ([], UnitScan.Totals()) }
    let masks = engine.snapshot.masks
    let groups = engine.snapshot.files.enumerated().flatMap { file, segment in
      segment.footer.groups.indices.map { WorkUnit.group(file: file, index: $0) }
    }
    return try scan(columns: columns, units: groups).runNumbered(makeState: { [Int: ValueCounts]() }) {
      counts, unit, block in
      guard case .group(let file, let index) = groups[unit] else { return }
      let dead = masks[file]?.groups[index]?.rows ?? []
      guard dead.count < block.rowCount else { return }
      for number in numbers {
        for (_, values) in try block.presentValues(ofColumn: number) {
          counts[number, default: ValueCounts()].add(values, without: dead)
        }
      }
    }
  }

  /// Counts the values of properties in some rows of a block, or in all of them.
  private static func count(
    _ numbers: [Int], in rows: [UInt32]?, of block: RowBlock, _ counts: inout [Int: ValueCounts]
  ) throws {
    let rowsByGroup = rows.map(block.rowsByGroup)
    for number in numbers {
      if let rowsByGroup, block.catalog.columns[number].kind == .property,
        number != block.catalog.labelColumn
      {
        for (group, values) in try block.presentValues(ofColumn: number) {
          counts[number, default: ValueCounts()].add(values, in: rowsByGroup[group])
        }
      } else if let chunk = try block.passingColumn(number) {
        counts[number, default: ValueCounts()].add(chunk, rows: rows)
      }
    }
  }

  private static func merged(_ workers: [[Int: ValueCounts]]) -> [Int: ValueCounts] {
    workers.reduce(into: [:]) { merged, worker in
      for (number, counts) in worker { merged[number, default: ValueCounts()].merge(counts) }
    }
  }

  // MARK: Snapshots

  private func snapshots(_ stream: BoundStream) throws -> QueryResult {
    let store = engine.snapshot.store
    let newestManifest = try store.manifest()
    var before: (number: Int, rows: Int)?
    let summaries = try store.snapshotNumbers().map { number in
      let manifest = try store.manifest(number)
      let living = store.living(of: manifest, newest: newestManifest)
      defer { before = (number, living.rows) }
      let newest = manifest.inputs.filter { $0.snapshot == number }
      let known = number == 1 ? 0 : before?.number == number - 1 ? before?.rows : nil
      return SnapshotSummary(
        number: number, time: manifest.commitTime, operation: manifest.operation.rawValue,
        events: living.rows, change: known.map { living.rows - $0 }, files: manifest.allFiles.count,
        bytes: manifest.allFiles.reduce(0) { $0 + $1.bytes }, first: living.times?.lowerBound,
        last: living.times?.upperBound, inputs: newest.count,
        rows: manifest.rowCounts.map(SnapshotSummary.Rows.init),
        source: newest.map(\.source).reduce(into: [String]()) { if !$0.contains($1) { $0.append($1) } }
          .joined(separator: ", "))
    }
    return result(
      .snapshots(SnapshotListResult(snapshots: summaries)), stream: stream, totals: .init(), units: 0)
  }

  // MARK: One event

  /// What one worker has seen of the described event.
  private struct EventTally {
    var extent: EventExtent?
    var days: [Int: Int] = [:]
    var properties: [Int: ValueCounts] = [:]
  }

  private func description(of step: BoundStep, stream: BoundStream) throws -> QueryResult {
    let numbers = catalog.columns.indices.filter { catalog.propertyName(ofColumn: $0) != nil }
    let days = CalendarBucket(.day, zone: stream.zone)
    let columns = Set(numbers).union(step.filter?.columns ?? [])
    let (workers, totals) = try scan(columns: columns).run(makeState: { EventTally() }) { tally, block in
      let rows = try step.rows(in: block, stream: BoundStream())
      guard !rows.isEmpty else { return }
      let times = try block.times()
      for row in rows {
        tally.days[days.index(of: Timestamp(microseconds: times[Int(row)])), default: 0] += 1
      }
      if let found = EventExtent(rows, in: block, times) {
        tally.extent = tally.extent?.merging(found) ?? found
      }
      try Self.count(numbers, in: rows, of: block, &tally.properties)
    }
    let extent = workers.compactMap(\.extent).reduce(nil as EventExtent?) { $0?.merging($1) ?? $1 }
    let properties = Self.merged(workers.map(\.properties))
    var counts: [Int: Int] = [:]
    for worker in workers { counts.merge(worker.days, uniquingKeysWith: +) }
    let total = extent?.rows ?? 0
    let description = EventDescription(
      name: step.label, events: total, users: extent?.users ?? 0,
      first: extent.map { Timestamp(microseconds: $0.first) },
      last: extent.map { Timestamp(microseconds: $0.last) },
      properties: numbers.compactMap { number in
        guard let values = properties[number], values.present > 0 else { return nil }
        return DescribedProperty(
          name: catalog.propertyName(ofColumn: number) ?? "", present: values.present,
          share: FunnelAnswer.rate(values.present, total), types: values.types,
          top: values.top(Self.topValueCount))
      },
      days: Self.daysBetween(counts.keys).map {
        DayCount(day: days.label(ofIndex: $0), events: counts[$0] ?? 0)
      })
    return result(.eventDescription(description), stream: stream, totals: totals, units: extent?.users ?? 0)
  }

  /// All days from the first to the last, so that silent ones show.
  private static func daysBetween(_ days: some Collection<Int>) -> [Int] {
    guard let first = days.min(), let last = days.max() else { return [] }
    return Array(first...last)
  }
}

extension SnapshotSummary.Rows {
  fileprivate init(_ counts: Manifest.RowCounts) {
    self.init(
      read: counts.read, stored: counts.stored, dropped: counts.dropped, superseded: counts.superseded,
      rejected: counts.rejected, replaced: counts.replaced)
  }
}

extension ShowStatement.Subject {
  /// The kind of definitions that is asked for; `nil` is all of them.
  fileprivate var definitionKind: DefinitionKind? {
    switch self {
    case .segments: .segment
    case .groups: .group
    case .settings: .set
    default: nil
    }
  }
}
