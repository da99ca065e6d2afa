import EventModel
import QueryEngine
import QueryResults
import SegmentStore
import Testing

/// Figures that a separate plain model computed from real logs.
struct DatasetTests {
  @Test(.enabled(if: SharedDatasets.has("ecom.csv.gz"), "ecom.csv.gz is not there"))
  func `ecom gives the known funnels`() throws {
    let ecom = try DatasetStore("ecom.csv.gz")
    #expect(ecom.engine.snapshot.rows == 31_106)
    let short = "funnel product_view -> add_to_cart -> purchase"
    #expect(try ecom.funnel(short) == [598, 517, 290])
    #expect(try ecom.funnel(short + " within 1h") == [598, 480, 207])
    let long =
      "funnel product_view -> add_to_cart -> cart -> shipping_details -> payment_details -> purchase within 1d"
    #expect(try ecom.funnel(long) == [598, 482, 324, 169, 69, 16])
    #expect(try ecom.funnel(long + " ties strictly-later") == [598, 482, 324, 168, 68, 16])
    let result = try ecom.answer(short)
    #expect(result.stats.units == 600)
    #expect(result.stats.eventsInSnapshot == 31_106)
  }

  @Test(.enabled(if: SharedDatasets.has("simple-onlineshop.csv.gz"), "simple-onlineshop.csv.gz is not there"))
  func `simple-onlineshop gives the known funnel and transitions`() throws {
    let shop = try DatasetStore("simple-onlineshop.csv.gz")
    #expect(
      try shop.funnel("funnel catalog -> cart -> payment_choice -> payment_done") == [3_611, 1_924, 958, 653])
    // No path is longer than 100 events, so the flow of whole paths holds every transition.
    guard case .journeys(let journeys) = try shop.answer("journeys depth 1000").body else {
      Issue.record("not journeys")
      return
    }
    #expect(journeys.totals == JourneyTotals(paths: 3_751, units: 3_751))
    #expect(journeys.nodes.allSatisfy { $0.cut == 0 })
    let catalogs = journeys.edges.filter { $0.from == "catalog" && $0.to == "catalog" }
    #expect(catalogs.reduce(0) { $0 + $1.paths } == 4_857)
    #expect(journeys.nodes.first { $0.position == 1 && $0.event == "catalog" }?.starts == 2_686)
    // Transitions and starts add up to the events.
    let events = journeys.edges.reduce(0) { $0 + $1.paths } + journeys.nodes.reduce(0) { $0 + $1.starts }
    #expect(events == 32_283)
  }

  @Test(.enabled(if: SharedDatasets.has("bpic2012.csv.gz"), "bpic2012.csv.gz is not there"))
  func `bpic2012 gives the known funnels, with offsets and many equal times`() throws {
    let loans = try DatasetStore("bpic2012.csv.gz")
    #expect(loans.engine.snapshot.rows == 262_200)
    let funnel = "funnel A_SUBMITTED -> A_PREACCEPTED -> O_SENT -> A_APPROVED"
    for threads in [1, 2, 7] {
      #expect(try loans.funnel(funnel, threads: threads) == [13_087, 7_367, 5_015, 2_246])
      #expect(try loans.funnel(funnel + " within 14d", threads: threads) == [13_087, 7_367, 4_993, 1_086])
    }
    // The first case was submitted at 00:38:44.546 of 1 October 2011 in Amsterdam: 30 September in UTC.
    guard case .events(let list) = try loans.answer("show events").body else {
      Issue.record("not a list of events")
      return
    }
    #expect(list.events.count == 24)
    let submitted = list.events.first { $0.name == "A_SUBMITTED" }
    #expect(submitted?.events == 13_087)
    #expect(submitted?.first?.iso8601 == "2011-09-30T22:38:44.546Z")
  }

  /// The users of the parts lie among each other in the order of the store, so that groups of rows are merged.
  @Test(.enabled(if: SharedDatasets.has("bpic2012.csv.gz"), "bpic2012.csv.gz is not there"))
  func `bpic2012 in three parts gives what it gives as a whole`() throws {
    let whole = try DatasetStore("bpic2012.csv.gz")
    let parts = try DatasetStore("bpic2012.csv.gz", cutAt: [1, 3])
    #expect(parts.engine.snapshot.manifest.files.count == 3)
    let statements = [
      "funnel A_SUBMITTED -> O_SENT[amount_requested > 10000] -> A_APPROVED within 30d by amount_requested top 5",
      "funnel A_SUBMITTED -> any -> A_APPROVED ties strictly-later from 2011-11-01 to 2012-01-01 bins 12",
      "funnel any -> any per session gap 1d where lifecycle = 'COMPLETE'",
      "journeys only A_SUBMITTED, O_SENT, A_APPROVED, A_DECLINED depth 6 collapse repeats top 4",
      "show events", "show properties", "describe event O_SENT",
    ]
    for statement in statements {
      let expected = try whole.comparableAnswer(statement, threads: 1)
      #expect(try parts.comparableAnswer(statement, threads: 7) == expected, "\(statement)")
    }
  }
}
