import EventModel
import QueryResults

extension SampleResults {
  static let first = time("2025-11-02T07:14:55Z")
  static let last = time("2026-02-14T22:59:59.5Z")

  static let events = ResultBody.events(
    EventListResult(events: [
      EventSummary(name: "page_view", events: 3_800_120, users: 48_000, first: first, last: last),
      EventSummary(name: "add_to_cart", events: 310_442, users: 22_012, first: first, last: last),
      EventSummary(
        name: "=SUM(A1:A9)|odd \"name\",\nwith a line break", events: 1, users: 1, first: first, last: first),
      EventSummary(name: "決済が完了しました", events: 90_001, users: 30_500, first: first, last: last),
      EventSummary(
        name: "Checkout", events: 0, users: 0, first: nil, last: nil,
        definition: "event Checkout = page_view where path matches '/checkout/*'"),
    ]))

  static let properties = ResultBody.properties(
    PropertyListResult(properties: [
      PropertySummary(
        name: "platform", types: [TypeCount(type: .string, count: 5_204_118)], distinct: 4,
        examples: [.string("web"), .string("ios"), .string("")]),
      PropertySummary(
        name: "amount",
        types: [TypeCount(type: .double, count: 88_000), TypeCount(type: .string, count: 2_001)],
        distinct: 12_400, examples: [.double(12.5), .double(-3), .string("-3 EUR")]),
      PropertySummary(name: "raw", types: [TypeCount(type: .integer, count: 9)], distinct: nil, examples: []),
    ]))

  static let snapshots = ResultBody.snapshots(
    SnapshotListResult(snapshots: [
      SnapshotSummary(
        number: 1, time: first, operation: "ingest", events: 1_000_000, change: 1_000_000, files: 1,
        bytes: 4_200_000, first: first, last: last, inputs: 2,
        rows: .init(
          read: 1_000_500, stored: 1_000_000, dropped: 300, superseded: 150, rejected: 50, replaced: 7),
        source: "heap-connect"),
      SnapshotSummary(
        number: 3, time: last, operation: "forget", events: 5_204_118, change: nil, files: 12,
        bytes: 21_000_000, first: first, last: last, inputs: 0, source: "csv -, jsonl events.jsonl.gz"),
      SnapshotSummary(
        number: 4, time: last, operation: "compact", events: 0, change: -5_204_118, files: 0, bytes: 0,
        first: nil, last: nil, inputs: 0, source: ""),
    ]))

  static let comparison = ResultBody.comparison(
    SnapshotComparisonResult(
      first: 3, second: 5,
      events: [
        EventComparison(
          event: "add_to_cart", total: CountPair(first: 310_442, second: 310_442),
          days: [DayComparison(day: "2026-01-05", count: CountPair(first: 310_442, second: 310_442))]),
        EventComparison(
          event: "page|view", total: CountPair(first: 1_000, second: 998),
          days: [
            DayComparison(day: "2026-01-05", count: CountPair(first: 1_000, second: 0)),
            DayComparison(day: "2026-01-06", count: CountPair(first: 0, second: 998)),
          ]),
      ]))

  static let description = ResultBody.eventDescription(
    EventDescription(
      name: "purchase", events: 90_001, users: 30_500, first: first, last: last,
      properties: [
        DescribedProperty(
          name: "amount", present: 90_001, share: 1,
          types: [TypeCount(type: .double, count: 88_000), TypeCount(type: .string, count: 2_001)],
          top: [
            ValueCount(value: .double(9.99), count: 20_004), ValueCount(value: .double(19.99), count: 12_100),
          ]),
        DescribedProperty(
          name: "coupon", present: 412, share: 0.004_578, types: [TypeCount(type: .string, count: 412)],
          top: [
            ValueCount(value: .string("WELCOME|10"), count: 400), ValueCount(value: .string(""), count: 12),
          ]),
        DescribedProperty(name: "never", present: 0, share: 0, types: [], top: []),
      ],
      days: [
        DayCount(day: "2026-01-05", events: 3_100), DayCount(day: "2026-01-06", events: 0),
        DayCount(day: "2026-01-07", events: 2_250),
      ]))

  static let definition = ResultBody.definition(
    DefinitionResult(
      definition: .segment, name: "EU buyers",
      text: "did purchase >= 2 times in last 30d and country in ('DE', 'FR')",
      units: 4_018))
}
