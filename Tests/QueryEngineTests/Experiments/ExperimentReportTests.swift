import QueryEngine
import QueryResults
import Testing

struct ExperimentReportTests {
  static let everything = """
    experiment checkout exposure view variant variant control 'A' \
    goal conversion of purchase within 7d goal sum(amount) of purchase within 7d cap 95% \
    secondary quantile 0.9 of sum(amount) of purchase secondary ratio of sum(amount) of purchase to count of purchase \
    secondary retention of purchase between 1h and 7d guardrail count of view lower-is-better margin 5% \
    cuped 14d by platform planned 5000 resamples 200 seed 7
    """

  @Test(arguments: ["fixed", "sequential", "bayesian", "bootstrap"])
  func `a report is the same to the byte for any number of threads`(method: String) throws {
    let stored = try ExperimentLog.made(seed: 1, units: 900, lifts: [0, 0.3]).store()
    let text = Self.everything + " method \(method)"
    let first = try stored.json(text, threads: 1)
    for threads in [2, 7, 7] { #expect(try stored.json(text, threads: threads) == first) }
    #expect(!first.contains("nan") && !first.contains("Infinity"))
  }

  @Test func `a clear effect ships and names itself`() throws {
    let stored = try ExperimentLog.made(seed: 2, units: 4_000, lifts: [0, 0.6]).store()
    let report = try stored.report(
      "experiment e exposure view variant variant goal conversion of purchase within 7d goal sum(amount) of purchase"
    )
    #expect(report.verdict.name == .ship)
    #expect(report.verdict.sentence.hasPrefix("Ship B:"))
    for metric in report.metrics {
      let comparison = try #require(metric.comparisons.first)
      let interval = try #require(comparison.interval)
      let effect = try #require(comparison.absoluteEffect)
      #expect(interval.lower < effect && effect < interval.upper && interval.lower > 0)
      #expect(try #require(comparison.pAdjusted) >= #require(comparison.p))
      #expect(comparison.familySize == 2)
    }
  }

  @Test func `the same arms show no difference and say what could have been found`() throws {
    let stored = try ExperimentLog.made(seed: 3, units: 2_000).store()
    let report = try stored.report(
      "experiment e exposure view variant variant goal conversion of purchase within 7d")
    #expect(report.verdict.name == .noDifferenceShown)
    #expect(report.verdict.sentence.contains("would have been found"))
    #expect(report.health.allSatisfy { $0.status != .fail })
  }

  /// An effect found by looking often must reach a wider bound, so that less can be found with the same units.
  @Test(arguments: ["sequential planned 4000", "group-sequential planned 2000 looks 4"])
  func `what could have been found is told for the looks that are taken`(method: String) throws {
    let stored = try ExperimentLog.made(seed: 3, units: 2_000).store()
    let base = "experiment e exposure view variant variant goal conversion of purchase within 7d lift 20%"
    let (often, once) = (try stored.report("\(base) method \(method)"), try stored.report(base))
    let comparison = try #require(often.metrics[0].comparisons.first)
    let (interval, mde) = (try #require(comparison.interval), try #require(comparison.mde))
    let half = (interval.upper - interval.lower) / 2
    // The rest is the quantile of the power, 0.84 standard errors.
    #expect(mde > half * 1.2 && mde < half * 1.45)
    let single = try #require(once.metrics[0].comparisons.first?.mde)
    #expect(mde > single)
    let (more, fewer) = (
      often.progress?.detectable.first?.unitsPerArm, once.progress?.detectable.first?.unitsPerArm
    )
    #expect(method.hasPrefix("group") || (more ?? 0) > (fewer ?? 0))
  }

  @Test func `units counted otherwise are judged by the same looks`() throws {
    // The newest day ends the data, so that the windows of the last week still run.
    let stored = try ExperimentLog.made(seed: 12, units: 1_500, lifts: [0, 0.35]).store()
    let base =
      "experiment e exposure view variant variant goal conversion of purchase within 7d secondary sum(amount) of purchase"
    func line(_ method: String, _ name: String, metric: Int) throws -> SensitivityLine {
      let report = try stored.report("\(base) method \(method)")
      return try #require(
        report.metrics[metric].comparisons[0].sensitivity.first { $0.name == name }, "\(method)")
    }
    let (often, once) = (
      try line("sequential", "matured-only", metric: 0), try line("fixed", "matured-only", metric: 0)
    )
    #expect(often.effect == once.effect)
    #expect(try #require(often.p) > #require(once.p))
    // A test for one look says nothing against one for many.
    #expect(try line("sequential", "rank-test", metric: 1).agrees == nil)
    #expect(try line("fixed", "rank-test", metric: 1).agrees != nil)
  }

  @Test func `a worse treatment keeps control, and harm comes from a guardrail`() throws {
    let stored = try ExperimentLog.made(seed: 4, units: 4_000, lifts: [0, -0.6]).store()
    let base = "experiment e exposure view variant variant"
    let goal = try stored.report("\(base) goal conversion of purchase within 7d")
    #expect(goal.verdict.name == .keepControl)
    let guarded = try stored.report("\(base) goal count of view guardrail sum(amount) of purchase margin 1%")
    #expect(guarded.guardrails.map(\.status) == [.fail])
  }

  @Test func `a margin decides between pass, fail and inconclusive`() throws {
    let stored = try ExperimentLog.made(seed: 5, units: 4_000).store()
    func status(_ margin: String) throws -> GuardrailStatus? {
      try stored.report(
        "experiment e exposure view variant variant goal conversion of purchase margin \(margin)"
      ).guardrails.first?.status
    }
    #expect(try status("50%") == .pass)
    #expect(try status("0.5") == .pass)
    #expect(try status("0%") == .inconclusive)
    let report = try stored.report(
      "experiment e exposure view variant variant goal conversion of purchase margin 50%")
    #expect(report.verdict.name == .nonInferior)
  }

  @Test func `a covariate narrows the interval and reports what it took away`() throws {
    let stored = try ExperimentLog.made(seed: 6, units: 3_000, lifts: [0, 0.2]).store()
    let text = "experiment e exposure view variant variant goal sum(amount) of purchase within 7d"
    let plain = try #require(try stored.report(text).metrics[0].comparisons[0].interval)
    let comparison = try stored.report(text + " cuped 14d").metrics[0].comparisons[0]
    let adjusted = try #require(comparison.interval)
    let adjustment = try #require(comparison.adjustment)
    #expect(adjusted.upper - adjusted.lower < plain.upper - plain.lower)
    #expect(adjustment.squaredCorrelation > 0 && adjustment.squaredCorrelation < 1)
    #expect(adjustment.unadjustedInterval == plain)
  }

  @Test func `a cap is one limit for all arms and says how many units it lowered`() throws {
    let stored = try ExperimentLog.made(seed: 7, units: 1_000).store()
    let metric = try stored.report(
      "experiment e exposure view variant variant goal sum(amount) of purchase cap 20"
    ).metrics[0]
    #expect(metric.cap == MetricCap(percentile: nil, limit: 20))
    #expect(metric.arms.allSatisfy { ($0.capped ?? 0) > 0 })
    #expect(metric.comparisons[0].sensitivity.contains { $0.name == "uncapped" })
  }

  @Test func `segments come with a test of whether they differ`() throws {
    let stored = try ExperimentLog.made(seed: 8, units: 1_500).store()
    let report = try stored.report(
      "experiment e exposure view variant variant goal conversion of purchase by platform")
    let breakdown = try #require(report.segments.first)
    #expect(Set(breakdown.segments.flatMap(\.values)) == ["web", "ios"])
    #expect(breakdown.segments.reduce(0) { $0 + $1.controlUnits + $1.treatmentUnits } == 1_500)
    #expect(breakdown.interaction.degreesOfFreedom == 1)
    #expect(breakdown.interactionPAdjusted != nil)
    let top = try stored.report(
      "experiment e exposure view variant variant goal conversion of purchase by platform top 1")
    #expect(top.segments[0].segments.map(\.values) == [[breakdown.segments[0].values[0]], []])
    #expect(top.segments[0].segments.reduce(0) { $0 + $1.controlUnits + $1.treatmentUnits } == 1_500)
  }

  @Test func `several arms get one test of all of them`() throws {
    let stored = try ExperimentLog.made(
      seed: 9, units: 3_000, variants: ["A", "B", "C"], lifts: [0, 0, 0.8]
    ).store()
    let report = try stored.report(
      "experiment e exposure view variant variant goal conversion of purchase goal sum(amount) of purchase")
    for metric in report.metrics {
      #expect(try #require(metric.omnibus?.p) < 0.05)
      #expect(metric.comparisons.map(\.treatment) == ["B", "C"])
    }
    #expect(report.verdict.name == .ship && report.verdict.sentence.hasPrefix("Ship C"))
  }

  @Test func `planned weights are what the split is held against`() throws {
    let stored = try ExperimentLog.made(seed: 10, units: 1_000).store()
    let base = "experiment e exposure view variant variant"
    let fair = try stored.report("\(base) variants 'A' 50%, 'B' 50% goal conversion of purchase")
    #expect(fair.verdict.name != .invalid)
    let skewed = try stored.report("\(base) variants 'A' 80%, 'B' 20% goal conversion of purchase")
    #expect(skewed.verdict.name == .invalid)
    #expect(skewed.health.first { $0.check == "sample-ratio-mismatch" }?.status == .fail)
  }

  @Test func `arms that differed before the exposure make the report invalid`() throws {
    var log = ExperimentLog()
    for unit in 0..<400 {
      let arm = unit % 2
      log.add(
        "u\(unit)", variant: arm == 0 ? "A" : "B", at: unit % 9,
        before: unit % (arm == 0 ? 8 : 3) < 2 ? Double(unit % 7) + 1 : nil,
        purchases: unit % 5 == 0 ? [3] : [])
    }
    let report = try log.store().report(
      "experiment e exposure view variant variant goal sum(amount) of purchase within 7d")
    let check = try #require(report.health.first { $0.check == "pre-period-difference" })
    #expect(check.status == .fail)
    #expect(report.verdict.name == .invalid)
  }
}
