import EventModel
import QueryEngine
import QueryLanguage
import QueryResults
import SegmentStore
import TestSupport
import Testing

/// Schemas as wide as badly planned tracking makes them.
struct ManyNamesTests {
  @Test func `ten thousand event names and five thousand properties can be asked for`() throws {
    let store = try TemporaryStore()
    // Each name occurs in both ingests, each property once per ingest, with another type in the second.
    for ingest in 0..<2 {
      let events = (0..<10_000).map { number in
        ListedEvent(
          user: "u\(number % 100)", name: "event \(number)",
          time: Timestamp(microseconds: Int64(number) * 1_000_000),
          values: number < 5_000
            ? [
              (
                .property("property \(number)"),
                ingest == 0 ? .integer(Int64(number)) : .string("text \(number)")
              )
            ] : [])
      }
      try store.ingest(ListedEventSource(events), name: "ingest \(ingest)", threads: 2)
    }
    let engine = QueryEngine(snapshot: try Snapshot(store: store.store), threads: 2)
    func answer(_ text: String) throws -> ResultBody { try engine.run(Parser.parseStatement(text)).body }
    guard case .events(let events) = try answer("show events") else { throw StoreError.emptyStore(path: "") }
    #expect(events.events.count == 10_000 && events.events.allSatisfy { $0.events == 2 && $0.users == 1 })
    #expect(engine.catalog.propertyNames.count == 5_000)
    guard
      case .funnel(let funnel) = try answer(
        "funnel \"event 7\"[\"property 7\" = 7] -> \"event 107\"[\"property 107\" = 'text 107'] -> \"event 9907\""
      )
    else { throw StoreError.emptyStore(path: "") }
    #expect(funnel.steps.map(\.units) == [1, 1, 1])
    #expect(try StoreVerification(store.store, threads: 2).run()?.problems == [])
  }
}
