import EventModel
import QueryResults

extension SampleResults {
  static let experimentInputs = ExperimentInputs(
    experiment: "checkout",
    arms: [
      PlannedArm(arm: "A", weight: 1, control: true), PlannedArm(arm: "B", weight: 1, control: false),
    ], range: ResultRange(from: time("2025-12-31T23:00:00Z"), to: time("2026-01-31T23:00:00Z")),
    data: ExperimentData(
      events: 5_204_118, first: time("2025-11-02T07:14:55Z"), last: time("2026-02-14T22:59:59.5Z"),
      fingerprint: "9f2c41d07be6aa01"), exposure: "experiment_viewed[name = 'checkout']", variant: "variant",
    method: "fixed", alpha: 0.05, window: 1_209_600,
    parameters: [
      ResultOption(key: "switchers", value: .text("exclude")),
      ResultOption(key: "power", value: .number(0.8)),
    ], version: "0.1.0", fingerprint: "41c0aa317be69f2c")

  static func arms(_ total: Int, _ a: Int, _ b: Int) -> (total: Int, arms: [ArmCount]) {
    (total, [ArmCount(arm: "A", units: a), ArmCount(arm: "B", units: b)])
  }

  static func exposureDay(_ day: Int) -> ExposureDay {
    let arms = [ArmCount(arm: "A", units: 1_000 + day), ArmCount(arm: "B", units: 1_100 - 2 * day)]
    return ExposureDay(day: "2026-01-0\(day)", arms: arms)
  }

  static func effectPoint(_ day: Int) -> EffectPoint {
    let width = 1 / Double(day)
    let effect: Double = 0.01 + 0.03 * width * width
    let interval = ConfidenceInterval(lower: effect - 0.05 * width, upper: effect + 0.05 * width)
    let p = 0.4 * width
    return EffectPoint(
      day: "2026-01-0\(day)", units: 2_100 * day, effect: effect, interval: interval, p: p, runningP: p)
  }

  static let population = [
    PopulationRow(stage: .seen, reason: nil, total: 50_112, arms: []),
    PopulationRow(stage: .notExposed, reason: "no-exposure", total: 29_959, arms: []),
    PopulationRow(stage: .notExposed, reason: "unknown-variants", total: 3, arms: []),
    PopulationRow(stage: .exposed, reason: nil, total: 20_150, arms: arms(20_150, 10_090, 10_060).arms),
    PopulationRow(stage: .excluded, reason: "several variants", total: 41, arms: arms(41, 22, 19).arms),
    PopulationRow(stage: .excluded, reason: "window not over", total: 109, arms: arms(109, 68, 41).arms),
    PopulationRow(stage: .analysed, reason: nil, total: 20_000, arms: arms(20_000, 10_000, 10_000).arms),
  ]

  static let experiment = ResultBody.experiment(
    ExperimentReport(
      verdict: ExperimentVerdict(
        name: .ship, rule: "clear-signals",
        sentence:
          "Ship B: conversion of purchase within 14d is 1.00 percentage points higher than with A (95 % interval 0.18 to 1.82), and no guardrail is worse than its margin."
      ), inputs: experimentInputs,
      health: [
        HealthCheck(
          check: "sample-ratio-mismatch", value: 0.8327, threshold: 0.001, status: .ok, measure: .p),
        HealthCheck(
          check: "multiple-variants", value: 0.002_035, threshold: 0.01, status: .ok, measure: .share),
        HealthCheck(check: "unknown-variants", value: 3, threshold: nil, status: .warn, measure: .count),
        HealthCheck(
          check: "pre-period-difference", value: nil, threshold: 0.001, status: .notEnoughData, measure: .p),
      ], population: population,
      metrics: [
        ExperimentMetric(
          name: "conversion of purchase within 14d", role: .goal, direction: .higherIsBetter,
          kind: .conversion,
          arms: [
            ArmOutcome(
              arm: "A", n: 10_000, measure: .rate(converters: 1_000, rate: 0.1),
              interval: wilson(1_000, 10_000)),
            ArmOutcome(
              arm: "B", n: 10_000, measure: .rate(converters: 1_100, rate: 0.11),
              interval: wilson(1_100, 10_000)),
          ],
          comparisons: [
            ArmComparison(
              treatment: "B", control: "A", absoluteEffect: 0.01, relativeEffect: 0.1,
              interval: ConfidenceInterval(lower: 0.0015, upper: 0.0185),
              relativeInterval: ConfidenceInterval(lower: 0.0127, upper: 0.1873), level: 0.95,
              method: "two-proportion z, Newcombe interval", statistic: 2.307, p: 0.021_05, pAdjusted: 0.0421,
              familySize: 2, mde: 0.0121,
              sensitivity: [
                SensitivityLine(
                  name: "matured-only", effect: 0.0092,
                  interval: ConfidenceInterval(lower: 0.0004, upper: 0.018),
                  p: 0.0405, agrees: true),
                SensitivityLine(name: "bootstrap", reason: "zero-variance"),
              ])
          ]),
        ExperimentMetric(
          name: "mean of sum(amount) of purchase within 14d", role: .secondary, direction: .higherIsBetter,
          kind: .mean,
          arms: [
            ArmOutcome(
              arm: "A", n: 10_000, measure: .mean(sum: 51_200.5, mean: 5.120_05, standardDeviation: 21.4),
              interval: ConfidenceInterval(lower: 4.7006, upper: 5.5395)),
            ArmOutcome(
              arm: "B", n: 10_000, measure: .mean(sum: 53_911, mean: 5.3911, standardDeviation: 22.9),
              interval: ConfidenceInterval(lower: 4.9422, upper: 5.84)),
          ],
          comparisons: [
            ArmComparison(
              treatment: "B", control: "A", absoluteEffect: 0.271_05, relativeEffect: 0.052_94,
              interval: ConfidenceInterval(lower: -0.3433, upper: 0.8854),
              relativeInterval: ConfidenceInterval(lower: -0.0699, upper: 0.1758), level: 0.95,
              method: "Welch t",
              statistic: 0.865, degreesOfFreedom: 19_906.4, p: 0.3871, pAdjusted: 0.3871, familySize: 2,
              mde: 0.878,
              adjustment: CovariateEffect(
                slope: 0.412, squaredCorrelation: 0.183, unadjustedEffect: 0.3012,
                unadjustedInterval: ConfidenceInterval(lower: -0.378, upper: 0.98)),
              stratification: StratificationEffect(
                strata: 4, merged: 1, unadjustedEffect: 0.3012,
                unadjustedInterval: ConfidenceInterval(lower: -0.378, upper: 0.98)),
              looks: [LookOutcome(look: 1, effect: 0.31, statistic: 1.02, bound: 2.4804, isCrossed: false)],
              sensitivity: [
                SensitivityLine(
                  name: "uncapped", effect: 0.61, interval: ConfidenceInterval(lower: 0.02, upper: 1.2),
                  p: 0.0412,
                  agrees: false)
              ])
          ],
          omnibus: OmnibusTest(
            method: "Welch ANOVA, all arms", statistic: 0.748, degreesOfFreedom: 1, p: 0.3871),
          cap: MetricCap(percentile: 0.999, limit: 480)),
        ExperimentMetric(
          name: "conversion of refund", role: .guardrail, direction: .lowerIsBetter, kind: .conversion,
          arms: [
            ArmOutcome(
              arm: "A", n: 10_000, measure: .rate(converters: 0, rate: 0), interval: wilson(0, 10_000)),
            ArmOutcome(
              arm: "B", n: 10_000, measure: .rate(converters: 0, rate: 0), interval: wilson(0, 10_000)),
          ],
          comparisons: [
            ArmComparison(
              treatment: "B", control: "A", absoluteEffect: 0, relativeEffect: nil,
              interval: ConfidenceInterval(lower: -0.000_384, upper: 0.000_384), relativeInterval: nil,
              level: 0.95,
              method: "two-proportion z, Newcombe interval", statistic: nil, p: nil, pAdjusted: nil, mde: nil,
              reason: "nobody converted in either arm, so there is no test")
          ]),
      ],
      guardrails: [
        GuardrailOutcome(
          metric: "conversion of refund", arm: "B", margin: 0.02, bound: nil, status: .inconclusive)
      ],
      segments: [
        SegmentBreakdown(
          metric: "conversion of purchase within 14d", treatment: "B", control: "A",
          keys: ["platform", "country"],
          segments: [
            SegmentEffect(
              values: ["web", nil], controlUnits: 8_010, treatmentUnits: 7_990, controlFigure: 0.1,
              treatmentFigure: 0.112, effect: 0.012,
              interval: ConfidenceInterval(lower: 0.0025, upper: 0.0215)),
            SegmentEffect(
              values: [], controlUnits: 1, treatmentUnits: 0, controlFigure: 0, treatmentFigure: nil,
              reason: "no-observations"),
          ],
          interaction: OmnibusTest(method: "Cochran Q over segments", reason: "too-few-groups"))
      ],
      progress: ExperimentProgress(
        units: 20_000, planned: 24_000, informationFraction: 0.833_333, isDecisionValid: false,
        unitsPerDay: 731.4,
        daysLeft: 6, power: 0.8,
        detectable: [
          DetectableEffect(
            metric: "conversion of purchase within 14d", treatment: "B", absolute: 0.0121, relative: 0.121,
            unitsPerArm: 14_745, days: 13)
        ],
        looks: [
          PlannedLook(
            look: 1, plannedUnits: 12_000, day: "2026-01-20", units: 12_312, share: 0.513, spent: 0.013_16,
            bound: 2.4804), PlannedLook(look: 2, plannedUnits: 24_000),
        ]),
      days: (1...9).map { exposureDay($0) },
      series: [
        EffectSeries(
          metric: "conversion of purchase within 14d", treatment: "B", control: "A",
          points: (1...9).map { effectPoint($0) }),
        EffectSeries(
          metric: "mean of sum(amount) of purchase within 14d", treatment: "B", control: "A",
          reason: "percentile-cap"),
      ],
      caveats: [
        ExperimentCaveat(
          code: "peeking",
          message: "The planned end is 2026-02-15; this is an earlier look with a fixed-horizon test.")
      ]))

  static let invalidExperiment = ResultBody.experiment(
    ExperimentReport(
      verdict: ExperimentVerdict(
        name: .invalid, rule: "health-first",
        sentence: "The arms are not of the planned sizes (p <0.0001), so no effect is to be believed."),
      inputs: experimentInputs,
      health: [
        HealthCheck(
          check: "sample-ratio-mismatch", value: 0.000_000_000_2, threshold: 0.001, status: .fail, measure: .p
        )
      ], population: population, metrics: []))

  static let power = ResultBody.power(
    PowerResult(
      metric: "conversion of purchase", kind: .conversion, exposure: "checkout", units: 41_207,
      base: .rate(converters: 4_121, rate: 0.100_007), unitDeviation: 0.300_009, unitsPerDay: 1_490.5,
      alpha: 0.05,
      power: 0.8, sides: 2, arms: 2, window: 1_209_600,
      target: PowerTarget(absolute: 0.005, relative: 0.05, unitsPerArm: 57_761, days: 78),
      durations: [
        DurationPower(days: 7, unitsPerArm: 5_216, absolute: 0.016_46, relative: 0.164_6),
        DurationPower(days: 14, unitsPerArm: 10_433, absolute: 0.011_64, relative: 0.116_4),
      ]))

  static let powerWithoutPlan = ResultBody.power(
    PowerResult(
      metric: "count of <view>", kind: .count, exposure: "any", units: 3,
      base: .mean(sum: 3, mean: 1, standardDeviation: 0), unitDeviation: nil, unitsPerDay: nil, alpha: 0.05,
      power: 0.8,
      sides: 1, arms: 3, window: nil, reason: "zero-variance"))
}
