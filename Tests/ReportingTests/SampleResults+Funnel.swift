import EventModel
import QueryResults

extension SampleResults {
  static let labels = ["view", "add_to_cart", "purchase[amount > 10 and plan = 'pro']"]

  static func steps(_ counts: [Int], of all: Int, open: [Int?], histogram: Bool = false) -> [FunnelStep] {
    counts.indices.map { place in
      let previous = place > 0 ? counts[place - 1] : 0
      let scale = Double(place)
      return FunnelStep(
        step: place == 2 ? 4 : place + 1, label: labels[place], units: counts[place], attempts: counts[place],
        open: open[place], rateOfAll: rate(counts[place], all), rateOfFirst: rate(counts[place], counts[0]),
        rateOfPrevious: place > 0 ? rate(counts[place], previous) : nil,
        intervalOfAll: wilson(counts[place], all), intervalOfFirst: wilson(counts[place], counts[0]),
        intervalOfPrevious: place > 0 ? wilson(counts[place], previous) : nil,
        timeFromPrevious: place == 0
          ? nil
          : counts[place] == 0
            ? DurationSummary(
              count: 0, mean: nil, median: nil, p10: nil, p25: nil, p75: nil, p90: nil, p95: nil, min: nil,
              max: nil)
            : DurationSummary(
              count: counts[place], mean: 4_930.4 * scale, median: 200 * scale, p10: 12.5 * scale,
              p25: 61 * scale,
              p75: 3_605 * scale, p90: 86_399 * scale, p95: 187_200 * scale, min: 0.25, max: 604_800,
              histogram: histogram
                ? [
                  HistogramBin(from: 0.25, to: 151_200, units: counts[place] - counts[place] / 5),
                  HistogramBin(from: 151_200, to: 302_400, units: counts[place] / 10),
                  HistogramBin(from: 302_400, to: 453_600, units: counts[place] / 10),
                  HistogramBin(from: 453_600, to: 604_800, units: counts[place] / 5 - counts[place] / 10 * 2),
                ] : nil))
    }
  }

  static let funnel = ResultBody.funnel(
    FunnelResult(steps: steps([10_000, 4_120, 1_290], of: 16_000, open: [120, 88, 0])))

  static let emptyFunnel = ResultBody.funnel(
    FunnelResult(steps: steps([0, 0, 0], of: 0, open: [nil, nil, nil])))

  static func group(_ platform: PropertyValue?, _ plan: PropertyValue?, _ kind: GroupKind = .value)
    -> GroupKey
  {
    GroupKey(
      values: [
        GroupValue(property: "platform", value: platform), GroupValue(property: "plan", value: plan),
      ], kind: kind)
  }

  static let buckets = [
    FunnelBucket(bucket: "2026-01-05", steps: steps([2_500, 1_030, 322], of: 4_000, open: [0, 0, 0])),
    FunnelBucket(bucket: "2026-01-12", steps: steps([0, 0, 0], of: 0, open: [0, 0, 0])),
    FunnelBucket(bucket: "2026-01-19", steps: steps([7_500, 3_090, 968], of: 12_000, open: [120, 88, 0])),
  ]

  static let funnelWithEverything: ResultBody = {
    let first = time("2026-01-05T13:00:00Z")
    let second = time("2026-01-05T13:03:20.5Z")
    return .funnel(
      FunnelResult(
        steps: steps([10_000, 4_120, 1_290], of: 16_000, open: [120, 88, 0], histogram: true),
        groups: [
          FunnelGroup(
            group: group(.string("web"), .string("pro")),
            steps: steps([6_000, 2_900, 1_003], of: 9_000, open: [70, 40, 0]), buckets: buckets),
          FunnelGroup(
            group: group(.string("ios 日本語 🎉"), .integer(2)),
            steps: steps([3_100, 1_010, 280], of: 5_000, open: [30, 48, 0])),
          FunnelGroup(
            group: group(nil, nil, .none), steps: steps([900, 210, 7], of: 1_500, open: [20, 0, 0])),
          FunnelGroup(
            group: group(nil, nil, .other), steps: steps([0, 0, 0], of: 500, open: [0, 0, 0])),
        ],
        buckets: buckets,
        optional: [FunnelOptionalStep(step: 3, label: "coupon", attempts: 412)],
        compare: [
          FunnelComparison(
            a: .segment("EU buyers"), b: .rest,
            steps: [
              FunnelComparisonStep(
                step: 2, a: Proportion(reached: 1_020, entered: 2_500),
                b: Proportion(reached: 3_100, entered: 7_500),
                difference: 0.005_333_333, interval: ConfidenceInterval(lower: -0.017, upper: 0.0274),
                p: 0.6384,
                pAdjusted: 0.6384),
              FunnelComparisonStep(
                step: 4, a: Proportion(reached: 402, entered: 2_500),
                b: Proportion(reached: 888, entered: 7_500),
                difference: -0.0424, interval: ConfidenceInterval(lower: -0.0587, upper: -0.0266),
                p: 0.000_000_04, pAdjusted: 0.000_000_08),
            ])
        ],
        units: [
          FunnelUnit(
            unit: .string("u-000017"), depth: 2, times: [first, second, nil, nil], held: [.string("sku-9")],
            open: true),
          FunnelUnit(
            unit: .string("u-000018"), depth: 1, times: [first, nil, nil, nil], held: [nil], open: false),
        ]))
  }()
}
