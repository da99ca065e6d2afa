import Connectors
@testable import DatasetGenerator
import Ingestion
import NaiveEvaluator
import QueryEngine
import QueryLanguage
import QueryResults
import SegmentStore
import TestSupport
import Testing

/// Raw events of Heap Connect that stand in the tables of several labels, from the dumps to the answers.
struct LabelLoadTests {
  private let directory = TemporaryDirectory()

  private static func load(_ bucket: String, into store: Store) throws {
    _ = try HeapConnectLoad(
      HeapMirror(root: bucket), paths: HeapBucketPath(prefixes: []), into: store,
      options: HeapConnectOptions()
    ).run()
  }

  private static func engine(_ store: Store, threads: Int = 2) throws -> QueryEngine {
    QueryEngine(snapshot: try Snapshot(store: store), threads: threads)
  }

  /// What a statement answers, without what tells how the store came about.
  private static func answer(_ text: String, _ engine: QueryEngine) throws -> String {
    var result = try engine.run(try Parser.parseStatement(text))
    result.snapshot = 0
    (result.stats.eventsRead, result.stats.bytesRead) = (0, 0)
    result.stats.elapsedMilliseconds = 0
    return "\(result)"
  }

  private static func units(_ text: String, _ engine: QueryEngine) throws -> [Int] {
    guard case .funnel(let funnel) = try engine.run(try Parser.parseStatement(text)).body else { return [] }
    return funnel.steps.map(\.units)
  }

  // MARK: Generated buckets

  private static let statements = [
    "show events", "show properties", "describe event any_click", "describe event pageviews",
    "funnel pageviews -> viewed_pricing within 1d", "funnel any -> any -> any within 1h by event",
    "funnel any_click => any_click => pageviews", "funnel !pageviews -> viewed_pricing by labels",
    "journeys", "journeys per user hide pageviews, any_click",
    "journeys from any_click to purchase_submit_order",
    "correlate pageviews -> purchase_submit_order within 7d",
    "funnel any where event != 'any_click' by path, target_text",
  ]

  @Test(arguments: [1, 2])
  func `dumps one by one answer as all at once, compacted or not`(seed: UInt64) throws {
    let recipe = HeapConnectRecipe(events: 1_500, dumps: 20, seed: seed, rowsPerFile: 60)
    let dumps = HeapConnectDumps(recipe)
    let bucket = directory.path + "/bucket"
    let (stepwise, atOnce) = (try TemporaryStore(), try TemporaryStore())
    var written = HeapConnectWriter.Report()
    for index in 0..<recipe.dumps {
      try HeapConnectWriter.write(dumps.dump(index), recipe, to: bucket, &written)
      try Self.load(bucket, into: stepwise.store)
    }
    try Self.load(bucket, into: atOnce.store)
    let readings = try Self.statements.map { try Self.answer($0, Self.engine(stepwise.store)) }
    for (text, reading) in zip(Self.statements, readings) {
      #expect(
        try Self.answer(text, Self.engine(atOnce.store, threads: 3)) == reading, "seed \(seed): \(text)")
    }
    _ = try Compaction(of: stepwise.store, extent: .all, threads: 1).run()
    for (text, reading) in zip(Self.statements, readings) {
      #expect(try Self.answer(text, Self.engine(stepwise.store)) == reading, "seed \(seed): \(text)")
    }
    // Whoever is forgotten is gone under every label.
    let someone = try #require(NaiveHeapReading.events(of: dumps).map(\.user).min())
    _ = try Forgetting(in: stepwise.store, version: "test").run([Array(someone.utf8)])
    let left = NaiveHeapReading.events(of: dumps).filter { $0.user != someone }
    #expect(try Self.distinctEvents(stepwise.store) == Self.log(left).count)
  }

  @Test(arguments: [3, 4])
  func `funnels over labels count what trying all attempts over raw events counts`(seed: UInt64) throws {
    let recipe = HeapConnectRecipe(events: 1_200, dumps: 8, seed: seed)
    let dumps = HeapConnectDumps(recipe)
    let store = try TemporaryStore()
    var written = HeapConnectWriter.Report()
    for index in 0..<recipe.dumps {
      try HeapConnectWriter.write(dumps.dump(index), recipe, to: directory.path, &written)
      if index % 3 == 1, index < recipe.dumps - 1 { continue }
      try Self.load(directory.path, into: store.store)
    }
    let log = Self.log(NaiveHeapReading.events(of: dumps))
    #expect(log.contains { $0.labels.count == 1 })
    #expect(try Self.distinctEvents(store.store) == log.count)
    let engine = try Self.engine(store.store)
    let day: Int64 = 86_400_000_000
    for steps in [
      ["pageviews", "viewed_pricing"], ["viewed_pricing", "pageviews", "any_click"],
      ["any_click", "sign_up_click_link"], ["any_click", "any_click", "any_click"],
      ["any", "any", "any", "any"],
      ["sessions", "pageviews", "purchase_submit_order"],
    ] {
      let funnel = NaiveFunnel(
        steps.map { $0 == "any" ? NaiveStep(NaiveCondition(.any)) : NaiveStep(stringLiteral: $0) },
        window: day)
      let text = "funnel \(steps.joined(separator: " -> ")) within 1d"
      #expect(
        try Self.units(text, engine) == funnel.answer(on: log).steps.map(\.units), "seed \(seed): \(text)")
    }
  }

  private static func distinctEvents(_ store: Store) throws -> Int? {
    guard case .events(let list) = try engine(store).run(try Parser.parseStatement("show events")).body else {
      return nil
    }
    return list.distinctEvents
  }

  /// The raw events among rows of tables, each with its labels; sessions are no raw events.
  private static func log(_ rows: [NaiveHeapReading.Event]) -> [NaiveEvent] {
    var counts: [String: Int] = [:]
    var tables: [String: [String]] = [:]
    var first: [String: NaiveHeapReading.Event] = [:]
    for row in rows {
      counts[row.name, default: 0] += 1
      let raw = row.name == "sessions" ? row.id : String(row.id.dropFirst(row.name.utf8.count + 1))
      let key = "\(row.user) \(row.time) \(raw)"
      tables[key, default: []].append(row.name)
      first[key] = row
    }
    return first.sorted { $0.key < $1.key }.map { key, row in
      let names = (tables[key] ?? []).sorted { (counts[$0] ?? 0, $0) < (counts[$1] ?? 0, $1) }
      var event = NaiveEvent(user: row.user, name: names[0], time: row.time, source: "heap")
      event.labels = Array(names.dropFirst())
      return event
    }
  }

  // MARK: One raw event through its life

  private static func table(
    _ name: String, isIncremental: Bool = true,
    _ rows: [(id: Int64, user: Int64, second: Int, note: String?)],
    column: String = "note"
  ) -> HeapConnectDump.Table {
    HeapConnectDump.Table(
      name: name, isIncremental: isIncremental,
      columns: [("event_id", .long), ("user_id", .long), ("time", .string), (column, .optionalString)],
      rows: rows.map { row in
        [
          .integer(row.id), .integer(row.user),
          .text("2026-01-05 10:00:\(row.second < 10 ? "0" : "")\(row.second)"),
          row.note.map { .text($0) } ?? .null,
        ]
      })
  }

  private func write(_ number: Int64, _ tables: [HeapConnectDump.Table], to bucket: String) throws {
    var written = HeapConnectWriter.Report()
    try HeapConnectWriter.write(
      HeapConnectDump(number: number, tables: tables), HeapConnectRecipe(events: 1, dumps: 1, seed: 1),
      to: bucket, &written)
  }

  /// The labels of all events and their notes, by the engine's own breakdown.
  private static func labels(_ store: Store) throws -> [String: Int] {
    let text = "funnel any entry every by labels, note, only_c"
    guard
      case .funnel(let funnel) = try engine(store).run(try Parser.parseStatement(text)).body,
      let groups = funnel.groups
    else { return [:] }
    return Dictionary(
      uniqueKeysWithValues: groups.map { group in
        (
          group.group.values.map { $0.value.map { NaiveText.of($0) } ?? "-" }.joined(separator: "|"),
          group.steps.first?.attempts ?? 0
        )
      })
  }

  @Test func `labels join an event late, leave it by redefinition, and go with their table`() throws {
    let bucket = directory.path + "/bucket"
    let store = try TemporaryStore()
    let all: [(id: Int64, user: Int64, second: Int, note: String?)] = [
      (1, 7, 0, "a"), (2, 7, 0, nil), (3, 8, 5, "a"),
    ]
    try write(1, [Self.table("a", isIncremental: false, all)], to: bucket)
    try Self.load(bucket, into: store.store)
    // One label only: nothing is united, and the store knows that its names are labels.
    #expect(try Self.distinctEvents(store.store) == 3)

    try write(
      2,
      [
        Self.table("c", [(1, 7, 0, "c"), (2, 7, 0, "c")]),
        Self.table("x", [(2, 7, 0, "x")], column: "only_c"),
      ],
      to: bucket)
    try Self.load(bucket, into: store.store)
    #expect(try Self.distinctEvents(store.store) == 3)
    #expect(try Self.labels(store.store) == ["c, a|c|-": 1, "x, c, a|c|x": 1, "a|a|-": 1])
    #expect(try Self.units("funnel a -> c", Self.engine(store.store)) == [2, 1])
    #expect(try Self.units("funnel a -> c ties strictly-later", Self.engine(store.store)) == [2, 0])

    // Redefined in full: event 1 is no longer an a, and what only a said of it is gone.
    try write(3, [Self.table("a", isIncremental: false, [(3, 8, 5, "a"), (2, 7, 0, "b")])], to: bucket)
    try Self.load(bucket, into: store.store)
    #expect(try Self.labels(store.store) == ["c|c|-": 1, "x, a, c|b|x": 1, "a|a|-": 1])

    // An empty full dump takes the label off all its events.
    try write(4, [Self.table("c", isIncremental: false, [])], to: bucket)
    try Self.load(bucket, into: store.store)
    #expect(try Self.labels(store.store) == ["x, a|b|x": 1, "a|a|-": 1])

    let atOnce = try TemporaryStore()
    try Self.load(bucket, into: atOnce.store)
    #expect(try Self.labels(atOnce.store) == Self.labels(store.store))
  }

  @Test func `sessions, other users and odd table names are kept apart`() throws {
    let bucket = directory.path + "/bucket"
    let odd = "a, b"
    try write(
      1,
      [
        Self.table("a", [(1, 7, 0, "a"), (1, 8, 0, "a")]), Self.table(odd, [(1, 7, 0, "odd")]),
        Self.table("a/b", [(1, 8, 0, "slash")]),
        HeapConnectDump.Table(
          name: "sessions", isIncremental: true,
          columns: [("event_id", .long), ("session_id", .long), ("user_id", .long), ("time", .string)],
          rows: [[.integer(9), .integer(1), .integer(7), .text("2026-01-05 10:00:00")]]),
      ], to: bucket)
    let store = try TemporaryStore()
    try Self.load(bucket, into: store.store)
    #expect(try Self.distinctEvents(store.store) == 3)
    guard
      case .events(let list) = try Self.engine(store.store).run(try Parser.parseStatement("show events")).body
    else { return }
    let counts = Dictionary(uniqueKeysWithValues: list.events.map { ($0.name, $0.events) })
    #expect(counts == ["a": 2, odd: 1, "a/b": 1, "sessions": 1])
    #expect(try Self.units("funnel \"a/b\" -> a", Self.engine(store.store)) == [1, 0])
  }
}
