import EventModel
import QueryResults

extension SampleResults {
  static func cells(_ size: Int, _ units: [Int]) -> [RetentionCell?] {
    (0..<6).map { period in
      guard period < units.count else { return nil }
      return RetentionCell(
        period: period, units: units[period], of: size, rate: rate(units[period], size),
        interval: wilson(units[period], size))
    }
  }

  static let cohorts = [
    RetentionCohort(cohort: "2025-12-29", size: 1_204, cells: cells(1_204, [1_204, 610, 452, 398, 371])),
    RetentionCohort(cohort: "2026-01-05", size: 1_350, cells: cells(1_350, [1_350, 702, 511, 440])),
    RetentionCohort(cohort: "2026-01-12", size: 0, cells: cells(0, [0, 0, 0])),
    RetentionCohort(cohort: "2026-01-19", size: 998, cells: cells(998, [998, 470])),
    RetentionCohort(cohort: "2026-01-26", size: 1_100, cells: cells(1_100, [1_100])),
  ]

  static let overallRetention: [RetentionCell?] = [
    cells(4_652, [4_652])[0],
    RetentionCell(
      period: 1, units: 1_782, of: 3_552, rate: rate(1_782, 3_552), interval: wilson(1_782, 3_552)),
    RetentionCell(period: 2, units: 963, of: 2_554, rate: rate(963, 2_554), interval: wilson(963, 2_554)),
    RetentionCell(period: 3, units: 838, of: 2_554, rate: rate(838, 2_554), interval: wilson(838, 2_554)),
    RetentionCell(period: 4, units: 371, of: 1_204, rate: rate(371, 1_204), interval: wilson(371, 1_204)),
    nil,
  ]

  static let retention = ResultBody.retention(
    RetentionResult(
      cohorts: cohorts, overall: overallRetention,
      groups: [
        RetentionGroup(
          group: GroupKey(values: [GroupValue(property: "plan", value: .string("pro"))], kind: .value),
          cohorts: Array(cohorts.prefix(1)), overall: cohorts[0].cells)
      ],
      units: [
        RetentionUnit(
          unit: .string("u1"), cohort: "2025-12-29", start: time("2025-12-30T08:00:00Z"), periods: [0, 1, 3]),
        RetentionUnit(
          unit: .string("u2"), cohort: "2025-12-29", start: time("2025-12-31T08:00:00Z"), periods: []),
      ]))

  static let lifecycle = ResultBody.lifecycle(
    LifecycleResult(periods: [
      LifecyclePeriod(period: "2026-01-05", new: 1_350, returning: 610, resurrecting: 12, dormant: 594),
      LifecyclePeriod(period: "2026-01-12", new: 0, returning: 1_154, resurrecting: 77, dormant: 818),
    ]))

  static let stickiness = ResultBody.stickiness(
    StickinessResult(
      intervals: 7,
      rows: [
        StickinessRow(active: 1, exactly: 5_000, atLeast: 7_400),
        StickinessRow(active: 2, exactly: 1_800, atLeast: 2_400),
        StickinessRow(active: 3, exactly: 600, atLeast: 600),
        StickinessRow(active: 4, exactly: 0, atLeast: 0),
      ]))

  static let trend = ResultBody.trend(
    TrendResult(
      series: [("web", 310.0), ("ios", 122.5)].map { platform, base in
        TrendSeries(
          label: "users of purchase",
          group: GroupKey(values: [GroupValue(property: "platform", value: .string(platform))], kind: .value),
          points: (5...8).map { day in
            TrendPoint(bucket: "2026-01-0\(day)", value: day == 7 ? nil : base * Double(day))
          })
      }))

  static let trendOfOne = ResultBody.trend(
    TrendResult(series: [
      TrendSeries(
        label: "sum(amount) of purchase",
        points: [
          TrendPoint(bucket: "2026-01-05T13:00", value: 1_204.125),
          TrendPoint(bucket: "2026-01-05T14:00", value: 0),
          TrendPoint(bucket: "2026-01-05T15:00", value: 310),
        ])
    ]))
}
