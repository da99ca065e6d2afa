import Connectors
import DatasetGenerator
import Ingestion
import NaiveEvaluator
import QueryEngine
import QueryLanguage
import QueryResults
import SegmentStore
import TestSupport
import Testing

/// Funnels over a generated bucket of Heap Connect, beside all attempts tried on what a naive reader finds in it.
struct HeapConnectFunnelTests {
  @Test(arguments: [1, 2])
  func `a funnel over loaded dumps counts what trying all attempts counts`(seed: UInt64) throws {
    let directory = TemporaryDirectory()
    let recipe = HeapConnectRecipe(events: 2_000, dumps: 9, seed: seed)
    let dumps = HeapConnectDumps(recipe)
    let store = try TemporaryStore()
    var written = HeapConnectWriter.Report()
    for index in 0..<recipe.dumps {
      try HeapConnectWriter.write(dumps.dump(index), recipe, to: directory.path, &written)
      // Some runs find one dump, others two.
      if index % 3 == 1 { continue }
      _ = try HeapConnectLoad(
        HeapMirror(root: directory.path), paths: HeapBucketPath(prefixes: []), into: store.store,
        options: HeapConnectOptions()
      ).run()
    }
    let log = NaiveHeapReading.events(of: dumps).map {
      NaiveEvent(user: $0.user, name: $0.name, time: $0.time, source: "heap")
    }
    let engine = QueryEngine(snapshot: try Snapshot(store: store.store), threads: 2)
    for (pattern, steps, days) in Self.questions {
      let funnel = NaiveFunnel(
        steps.map { NaiveStep(stringLiteral: $0) }, window: days * 86_400_000_000)
      let expected = funnel.answer(on: log)
      let text = "funnel \(pattern) within \(days)d"
      guard case .funnel(let found) = try engine.run(try Parser.parseStatement(text)).body else {
        Issue.record("\(text) is no funnel")
        continue
      }
      #expect(found.steps.map(\.units) == expected.steps.map(\.units), "seed \(seed): \(text)")
      #expect((found.steps.first?.units ?? 0) > 0)
    }
  }

  private static let questions: [(pattern: String, steps: [String], days: Int64)] = [
    ("sessions -> pageviews -> any_click", ["sessions", "pageviews", "any_click"], 1),
    ("viewed_pricing -> sign_up_click_link", ["viewed_pricing", "sign_up_click_link"], 3),
    (
      "pageviews -> _key_events_add_to_cart_ -> purchase_submit_order",
      ["pageviews", "_key_events_add_to_cart_", "purchase_submit_order"], 7
    ),
  ]
}
