import EventModel
import QueryResults

extension SampleResults {
  static let segment = ResultBody.segment(
    SegmentResult(
      name: "EU buyers", text: "did purchase >= 2 times in last 30d and country in ('DE', 'FR')",
      instant: last,
      members: 1_204, users: 48_000, share: 1_204 / 48_000.0,
      listed: [
        SegmentMember(user: "u-17", events: 2_048, first: first, last: last),
        SegmentMember(user: "=cmd|' /C calc'!A0", events: 3, first: first, last: first),
      ],
      sizes: [
        SegmentSize(bucket: "2026-01-05", members: 0, users: 0, share: nil),
        SegmentSize(bucket: "2026-01-12", members: 640, users: 31_000, share: 640 / 31_000.0),
        SegmentSize(bucket: "2026-01-19", members: 1_204, users: 48_000, share: 1_204 / 48_000.0),
      ]))

  static let segmentOverlap = ResultBody.segmentOverlap(
    SegmentOverlapResult(
      instant: last, users: 48_000,
      segments: [SegmentCount(name: "EU", members: 20_000), SegmentCount(name: "VIP", members: 0)],
      pairs: [SegmentPair(a: "EU", b: "VIP", both: 0, shareOfA: 0, shareOfB: nil, similarity: 0)]))

  static let definitions = ResultBody.definitions(
    DefinitionListResult(
      kind: nil,
      definitions: [
        DefinitionResult(definition: .segment, name: "EU", text: "country in ('DE', 'FR')"),
        DefinitionResult(definition: .event, name: "Checkout", text: "page where path matches '/checkout/*'"),
        DefinitionResult(definition: .group, name: "/shop/*", text: "Shop"),
        DefinitionResult(definition: .set, name: "zone", text: "'Europe/Berlin'"),
      ]))

  static let removal = ResultBody.definition(
    DefinitionResult(definition: .set, name: "zone", text: "", isRemoved: true))

  static let correlation = ResultBody.correlation(
    CorrelationResult(
      fromStep: 1, toStep: 3, entered: 10_000, converted: 2_500, support: 0.01, alpha: 0.05,
      rows: [
        CorrelationRow(
          kind: .event, name: "search", value: nil, converted: Proportion(reached: 2_000, entered: 2_500),
          others: Proportion(reached: 1_500, entered: 7_500), support: 0.35, oddsRatio: 16,
          interval: ConfidenceInterval(lower: 14.2, upper: 18.0), p: 0, pAdjusted: 0, timesConverted: 2.5,
          timesOthers: 1.25, meanDelay: 184.5),
        CorrelationRow(
          kind: .property, name: "platform", value: .string("ios"),
          converted: Proportion(reached: 900, entered: 2_500),
          others: Proportion(reached: 2_600, entered: 7_500),
          support: 0.35, oddsRatio: 1.06, interval: ConfidenceInterval(lower: 0.96, upper: 1.17), p: 0.21,
          pAdjusted: 0.42),
        CorrelationRow(
          kind: .property, name: "channel", value: nil, converted: Proportion(reached: 0, entered: 2_500),
          others: Proportion(reached: 100, entered: 7_500), support: 0.01, oddsRatio: nil, interval: nil,
          p: nil, pAdjusted: nil),
      ],
      tested: 3, tooRare: 41, skippedProperties: ["order_id"]))
}
