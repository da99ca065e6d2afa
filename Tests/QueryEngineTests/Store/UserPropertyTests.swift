import EventModel
import Ingestion
import NaiveEvaluator
import QueryEngine
import QueryLanguage
import QueryResults
import SegmentStore
import TestSupport
import Testing

struct UserPropertyTests {
  private static let statements = [
    "funnel a -> b", "funnel a -> b by plan", "funnel a where plan = 'x'", "funnel any where plan is null",
    "journeys where plan != 'y'", "funnel a[plan = 'x'] -> b by plan attribute last",
  ]

  /// Events of which some say what plan their user has.
  private func log(seed: UInt64) -> [(event: NaiveEvent, plan: String?)] {
    var generator = NaiveLogGenerator(seed: seed)
    let log = generator.log()
    return log.map { event in
      (event, generator.random.chance(40) ? generator.random.pick(["x", "y", "z"]) : nil)
    }
  }

  private func listed(_ event: NaiveEvent, _ more: (EventColumn, PropertyValue)?) -> ListedEvent {
    var values = event.properties.sorted { $0.key < $1.key }.map { (EventColumn.property($0.key), $0.value) }
    if let session = event.session { values.append((.session, .string(session))) }
    if let more { values.append(more) }
    return ListedEvent(
      user: event.user, name: event.name, time: Timestamp(microseconds: event.time), values: values)
  }

  @Test(arguments: 0..<40 as Range<UInt64>)
  func `a user's property has its newest value in all events of the user`(seed: UInt64) throws {
    let log = log(seed: seed)
    guard log.contains(where: { $0.plan != nil }) else { return }
    var newest: [String: (time: Int64, plan: String)] = [:]
    for (event, plan) in log {
      guard let plan, event.time >= newest[event.user]?.time ?? .min else { continue }
      newest[event.user] = (event.time, plan)
    }
    let spread = try TemporaryStore()
    try spread.ingest(
      ListedEventSource(
        log.map { event, _ in
          listed(event, newest[event.user].map { (.property("plan"), .string($0.plan)) })
        }), name: "spread")
    let told = try TemporaryStore()
    let cut = log.count / 2
    for (name, part) in [("first", log[..<cut]), ("second", log[cut...])] where !part.isEmpty {
      try told.ingest(
        ListedEventSource(
          part.map { listed($0.event, $0.plan.map { (.userProperty("plan"), .string($0)) }) }),
        name: name)
    }
    let engines = try [spread, told].map { QueryEngine(snapshot: try Snapshot(store: $0.store), threads: 1) }
    for statement in Self.statements {
      // Of events' properties it is said which texts never occur, of users' it is not.
      let answers = try engines.map { try StoredLog.outcome(statement, on: $0, ignoringWarnings: true) }
      #expect(answers[0] == answers[1], "seed \(seed): \(statement)")
      let named = statement.replacing("plan", with: "user.plan")
      let units = try StoredLog.outcome(named, on: engines[1])
      #expect(!units.contains("unknownProperty"), "seed \(seed): \(named)")
    }
  }

  @Test func `a property of events hides one of users of the same name, which user. still names`() throws {
    let store = try TemporaryStore()
    try store.ingest(
      ListedEventSource([
        ListedEvent(
          user: "u", name: "a", time: Timestamp(microseconds: 0),
          values: [(.property("plan"), .string("event")), (.userProperty("plan"), .string("user"))])
      ]), name: "one")
    let engine = QueryEngine(snapshot: try Snapshot(store: store.store), threads: 1)
    #expect(try StoredLog.outcome("funnel a by plan", on: engine).contains(#"string("event")"#))
    #expect(try StoredLog.outcome("funnel a by user.plan", on: engine).contains(#"string("user")"#))
    let list = try StoredLog.outcome("show properties", on: engine)
    #expect(list.contains(#""plan""#) && list.contains(#""user.plan""#))
  }

  @Test func `a property that only forgotten events had does not come back when other users move`() throws {
    let store = try TemporaryStore()
    try store.ingest(
      ListedEventSource([
        ListedEvent(
          user: "u", name: "a", time: Timestamp(microseconds: 0),
          values: [(.property("rare"), .boolean(true))]),
        ListedEvent(user: "v", name: "a", time: Timestamp(microseconds: 1)),
      ]), name: "one")
    _ = try Forgetting(in: store.store, version: "test").run([Array("u".utf8)])
    let link = IdentityLink(rawID: Array("v".utf8), userID: Array("w".utf8))
    _ = try IdentityUpdate(of: store.store, threads: 1).run(.add([link]))
    let engine = QueryEngine(snapshot: try Snapshot(store: store.store), threads: 1)
    #expect(engine.propertyNames.isEmpty && engine.snapshot.rows == 1)
  }

  @Test(arguments: [EventColumn.property("company"), .userProperty("company")])
  func `accounts are the values of the property the store names`(column: EventColumn) throws {
    let store = try TemporaryStore()
    let events = [("u", "a", 0, "x"), ("v", "b", 1, "x"), ("w", "a", 2, "y")].map {
      user, name, time, company in
      ListedEvent(
        user: user, name: name, time: Timestamp(microseconds: Int64(time)),
        values: [(column, .string(company))])
    }
    var options = IngestOptions(source: "app", threads: 1)
    options.accountProperty = "company"
    _ = try Ingest(into: store.store, options: options).run([
      IngestInput(
        name: "log", knownDigest: nil, source: ListedEventSource(events),
        content: { (digest: "log", bytes: 0) })
    ])
    let engine = QueryEngine(snapshot: try Snapshot(store: store.store), threads: 1)
    let result = try engine.run(try Parser.parseStatement("funnel a -> b per account"))
    #expect(result.unit == "account")
    guard case .funnel(let funnel) = result.body else {
      Issue.record("no funnel")
      return
    }
    // User v of company x does b after user u of the same company did a.
    #expect(funnel.steps.map(\.units) == [2, 1])
  }
}
