import EventModel
import Ingestion
import NaiveEvaluator
import QueryEngine
import QueryLanguage
import QueryResults
import SegmentStore
import TestSupport

/// One log, committed in several ways that must not be told apart by any answer.
struct StoredLog {
  /// How a log came into its store, and who reads it.
  private struct Reading {
    var name: String
    var store: TemporaryStore
    var engine: QueryEngine
  }

  /// In ingestion order, with the source that the stores give every event.
  let log: [NaiveEvent]
  private var readings: [Reading] = []

  /// Commits the log whole; in two or three parts; in parts that are then made one file; spilled to many sorted runs; and user by user.
  init(_ log: [NaiveEvent], random: inout SplitMix64) throws {
    self.log = log.map { event in
      var event = event
      event.source = TemporaryStore.sourceName
      return event
    }
    let events = self.log
    // A small log is one unit of work however many threads there are, except where each user came on their own.
    try add("whole", [events], threads: [1])
    let parts = 2 + random.number(below: 2)
    let cuts = (1..<parts).map { _ in random.number(below: events.count + 1) }.sorted()
    let bounds = [0] + cuts + [events.count]
    try add(
      "in \(parts) parts", zip(bounds, bounds.dropFirst()).map { Array(events[$0..<$1]) }, threads: [1, 7])
    try add(
      "compacted", zip(bounds, bounds.dropFirst()).map { Array(events[$0..<$1]) }, threads: [2],
      isCompacted: true)
    try add("spilled", [events], threads: [2], batchRows: 1 + random.number(below: 4), memoryBudget: 100)
    let users = Set(events.map(\.user)).sorted()
    try add("with few groups at a time", [events], threads: [1], groupLimits: Self.fewGroups)
    try add("by user", users.map { user in events.filter { $0.user == user } }, threads: [1, 2, 7])
  }

  /// So few that the sizes of groups are counted before the groups.
  private static var fewGroups: GroupLimits {
    var limits = GroupLimits()
    (limits.tallied, limits.talliedPlainly) = (1, 1)
    return limits
  }

  /// Commits the log whole, for one thread.
  init(whole log: [NaiveEvent]) throws {
    self.log = log
    try add("whole", [log], threads: [1])
  }

  /// Commits a log whose events have sources of their own, runs of one source as one snapshot each.
  ///
  /// `more` gives an event values beside its properties; `tables` are committed after the events.
  init(
    sourced log: [NaiveEvent], more: (NaiveEvent) -> [(EventColumn, PropertyValue)] = { _ in [] },
    tables: [PropertyTable: [ListedEvent]] = [:], accountProperty: String? = nil,
    sessionGaps: [String: Int64] = [:]
  ) throws {
    self.log = log
    let store = try TemporaryStore()
    var start = 0
    while start < log.count {
      let end = log[start...].firstIndex { $0.source != log[start].source } ?? log.count
      var options = IngestOptions(source: log[start].source ?? "", threads: 1)
      options.accountProperty = accountProperty
      options.sessionGap = sessionGaps[options.source]
      let name = "part \(start)"
      _ = try Ingest(into: store.store, options: options).run([
        IngestInput(
          name: name, knownDigest: nil,
          source: ListedEventSource(
            log[start..<end].map { event in
              var listed = event.listed
              listed.values += more(event)
              return listed
            }),
          content: { (digest: name, bytes: 0) })
      ])
      start = end
    }
    _ = try Ingest(into: store.store, options: .init(source: "tables", threads: 1)).run(
      tables.sorted { $0.key.rawValue < $1.key.rawValue }.map { table, rows in
        IngestInput(
          name: table.rawValue, knownDigest: nil, source: ListedEventSource(rows), table: table,
          content: { (digest: table.rawValue, bytes: 0) })
      })
    let engine = QueryEngine(snapshot: try Snapshot(store: store.store), threads: 1)
    readings = [Reading(name: "by source", store: store, engine: engine)]
  }

  /// The answer to `text` in full, or why there is none.
  func outcome(_ text: String) throws -> String { try Self.outcome(text, on: engine) }

  static func outcome(
    _ text: String, on engine: QueryEngine, ignoringWarnings: Bool = false
  ) throws -> String {
    do {
      var result = try run(try Parser.parseStatement(text), on: engine)
      if ignoringWarnings { result.warnings = [] }
      return "\(result)"
    } catch let error as QueryError {
      return "\(error)"
    }
  }

  private mutating func add(
    _ name: String, _ parts: [[NaiveEvent]], threads: [Int], batchRows: Int = 1_000,
    memoryBudget: Int = IngestOptions.defaultMemoryBudget, isCompacted: Bool = false,
    groupLimits: GroupLimits = GroupLimits()
  ) throws {
    let store = try TemporaryStore()
    let labels = Set(log.filter { $0.id != nil }.flatMap(\.allNames)).sorted()
    for (number, part) in LabelledRows(parts).parts.enumerated() {
      try store.ingest(
        ListedEventSource(part, batchRows: batchRows), name: "part \(number)",
        memoryBudget: memoryBudget, threads: 1 + number % 2)
    }
    if !labels.isEmpty { try store.declareLabels(labels) }
    if isCompacted { _ = try Compaction(of: store.store, extent: .all, threads: 1).run() }
    let snapshot = try Snapshot(store: store.store)
    for count in threads {
      readings.append(
        Reading(
          name: "\(name), \(count) threads", store: store,
          // A list of users is its own path: the names, separated by commas.
          engine: QueryEngine(
            snapshot: snapshot, threads: count,
            userLists: { Set($0.split(separator: ",").map { ExactText(String($0)) }) }
          ).limitingGroups(groupLimits)))
    }
  }

  var engine: QueryEngine { readings[0].engine }

  /// The answer to `text`, without what depends on how the log was committed; or why there is none.
  func answer(_ text: String) throws -> QueryResult {
    try Self.run(try Parser.parseStatement(text), on: engine)
  }

  /// What the first reading answers, and what the readings that answer otherwise say instead.
  func ask(
    _ text: String, definitions: Definitions = Definitions()
  ) throws -> (answer: Result<QueryResult, QueryError>, disagreements: [String]) {
    let statement = try Parser.parseStatement(text)
    func outcome(_ reading: Reading) throws -> Result<QueryResult, QueryError> {
      do {
        return .success(try Self.run(statement, on: reading.engine.defining(definitions)))
      } catch let error as QueryError {
        return .failure(error)
      }
    }
    let first = try outcome(readings[0])
    let disagreements = try readings.dropFirst().compactMap { reading in
      let other = try outcome(reading)
      return other == first ? nil : "\(reading.name): \(Self.firstDifference("\(other)", "\(first)"))"
    }
    return (first, disagreements)
  }

  /// Two long texts from shortly before the place where they part.
  static func firstDifference(_ left: String, _ right: String) -> String {
    let shared = zip(left, right).prefix { $0 == $1 }.count
    let start = max(0, shared - 100)
    return "\(left.dropFirst(start).prefix(200)) instead of \(right.dropFirst(start).prefix(200))"
  }

  private static func run(_ statement: Statement, on engine: QueryEngine) throws -> QueryResult {
    var result = try engine.run(statement)
    result.snapshot = 0
    result.stats.eventsRead = 0
    result.stats.bytesRead = 0
    result.stats.elapsedMilliseconds = 0
    return result
  }

  /// Whether the event name occurs.
  func knows(event name: String) -> Bool { log.contains { $0.allNames.contains(name) } }

  /// Whether any event has the property.
  func knows(property name: String) -> Bool { log.contains { $0.properties[name] != nil } }
}

extension NaiveEvent {
  var listed: ListedEvent {
    var values = properties.sorted { $0.key < $1.key }.map { (EventColumn.property($0.key), $0.value) }
    if let session { values.append((.session, .string(session))) }
    return ListedEvent(user: user, name: name, time: Timestamp(microseconds: time), values: values)
  }
}
