import EventModel
import NaiveEvaluator
import QueryEngine
import QueryLanguage
import QueryResults
import Reporting
import Statistics
import TestSupport
import Testing

/// Days, looks, strata, many arms: what a report says beyond one comparison of two arms.
struct ExperimentDaysTests {
  static let base = "experiment e exposure view variant variant"

  @Test(arguments: ["fixed", "sequential", "bayesian", "bootstrap resamples 200"])
  func `the last day of a series is the report itself`(method: String) throws {
    let stored = try ExperimentLog.made(seed: 60, units: 900, lifts: [0, 0.3]).store()
    let report = try stored.report(
      "\(Self.base) goal conversion of purchase within 7d goal sum(amount) of purchase within 7d cap 20 "
        + "goal ratio of sum(amount) of purchase to count of purchase method \(method)")
    #expect(report.series.count == 3)
    #expect(report.days.reduce(0) { $0 + $1.arms.reduce(0) { $0 + $1.units } } == 900)
    for (series, metric) in zip(report.series, report.metrics) {
      #expect(series.points.map(\.day) == report.days.map(\.day))
      let comparison = try #require(metric.comparisons.first)
      let last = try #require(series.points.last)
      #expect(last.units == 900)
      #expect(abs((last.effect ?? .nan) - (comparison.absoluteEffect ?? 0)) < 1e-12)
      if method.hasPrefix("bootstrap") { continue }
      #expect(abs((last.p ?? 0) - (comparison.p ?? 0)) < 1e-9)
      #expect(last.chanceToWin.map { abs($0 - (comparison.chanceToWin ?? 0)) < 1e-9 } ?? true)
      #expect(abs((last.interval?.lower ?? 0) - (comparison.interval?.lower ?? .nan)) < 1e-9)
    }
  }

  @Test func `a day of a series is a report on the units exposed until then`() throws {
    let stored = try ExperimentLog.made(seed: 61, units: 600, lifts: [0, 0.5]).store()
    let text = "\(Self.base) goal conversion of purchase within 7d goal sum(amount) of purchase within 7d"
    let all = try stored.report(text)
    for day in [3, 9, 15] {
      let name = all.days[day].day
      let next = all.days[day + 1].day
      let until = try stored.report("\(text) to \(next)")
      for (series, metric) in zip(all.series, until.metrics) {
        let point = try #require(series.points.first { $0.day == name })
        let comparison = try #require(metric.comparisons.first)
        #expect(point.units == until.population.last?.total)
        #expect(abs((point.effect ?? 0) - (comparison.absoluteEffect ?? .nan)) < 1e-12)
        // A share with few units has the exact test at either place.
        #expect(abs((point.p ?? 0) - (comparison.p ?? .nan)) < 1e-9)
      }
    }
  }

  @Test func `always-valid evidence never grows weaker`() throws {
    let stored = try ExperimentLog.made(seed: 62, units: 2_000, lifts: [0, 0.4]).store()
    let report = try stored.report(
      "\(Self.base) goal conversion of purchase within 7d method sequential planned 2000")
    let running = try #require(report.series.first).points.compactMap(\.runningP)
    #expect(running.count > 10)
    for (earlier, later) in zip(running, running.dropFirst()) { #expect(later <= earlier) }
  }

  // MARK: Planned looks

  @Test func `looks are taken on the first day with their units`() throws {
    let stored = try ExperimentLog.made(seed: 63, units: 1_000, lifts: [0, 0.5]).store()
    let report = try stored.report(
      "\(Self.base) goal sum(amount) of purchase within 7d method group-sequential planned 1250 looks 5 spending pocock"
    )
    let looks = try #require(report.progress?.looks)
    #expect(looks.map(\.plannedUnits) == [250, 500, 750, 1_000, 1_250])
    #expect(looks.map { $0.day != nil } == [true, true, true, true, false])
    var cumulative: [String: Int] = [:]
    var units = 0
    for day in report.days {
      units += day.arms.reduce(0) { $0 + $1.units }
      cumulative[day.day] = units
    }
    for look in looks.dropLast() {
      #expect(cumulative[try #require(look.day)] == look.units)
      #expect(try #require(look.units) >= look.plannedUnits)
    }
    let design = try GroupSequentialDesign(
      shares: looks.compactMap(\.share), spending: .pocock, alpha: 0.05)
    #expect(looks.compactMap(\.bound) == design.bounds)
    let comparison = try #require(report.metrics[0].comparisons.first)
    #expect(comparison.looks.map(\.look) == [1, 2, 3, 4])
    // The P value is below a level exactly when the bounds of that level are crossed.
    let p = try #require(comparison.p)
    let isCrossed = comparison.looks.contains(where: \.isCrossed)
    #expect((p <= 0.05) == isCrossed)
    let strict = try GroupSequentialDesign(
      shares: looks.compactMap(\.share), spending: .pocock, alpha: max(2e-10, p * 0.98))
    #expect(
      p <= 1e-10
        || !zip(comparison.looks, strict.bounds).contains { abs($0.statistic ?? 0) >= $1 })
  }

  @Test func `without enough units no look is taken and nothing is decided`() throws {
    let stored = try ExperimentLog.made(seed: 64, units: 300).store()
    let report = try stored.report(
      "\(Self.base) goal conversion of purchase within 7d method group-sequential planned 100000")
    #expect(report.verdict.name == .insufficientData)
    #expect(report.metrics[0].comparisons[0].reason == "no-look-reached")
    #expect(report.progress?.isDecisionValid == false)
    #expect(report.caveats.contains { $0.code == "looks-remaining" })
  }

  @Test func `units that come on one day are one look`() throws {
    var log = ExperimentLog()
    for unit in 0..<400 {
      log.add(
        "u\(unit)", variant: unit % 2 == 0 ? "A" : "B", at: 0, purchases: unit % 5 == 0 ? [1] : [])
    }
    let report = try log.store().report(
      "\(Self.base) goal conversion of purchase within 7d method group-sequential planned 400 looks 4")
    #expect(report.progress?.looks.compactMap(\.bound).count == 1)
    #expect(report.metrics[0].comparisons[0].looks.map(\.look) == [4])
    #expect(report.progress?.isDecisionValid == true)
  }

  // MARK: Strata

  @Test func `strata take away what they explain and weigh arms alike`() throws {
    var log = ExperimentLog()
    var random = SplitMix64(seed: 65)
    var (sums, counts) = ([String: [Double]](), [String: [Int]]())
    for unit in 0..<2_000 {
      let segment = random.pick(["web", "ios", "tv"])
      let arm = random.number(below: 2)
      let amount =
        (segment == "web" ? 10.0 : segment == "ios" ? 40 : 90) + Double(random.number(below: 9)) + Double(arm)
      log.add(
        "u\(unit)", variant: arm == 0 ? "A" : "B", at: random.number(below: 9), segment: segment,
        purchases: [amount])
      sums[segment, default: [0, 0]][arm] += amount
      counts[segment, default: [0, 0]][arm] += 1
    }
    let stored = try log.store()
    let text = "\(Self.base) goal sum(amount) of purchase within 7d"
    let plain = try #require(try stored.report(text).metrics[0].comparisons.first)
    let weighted = try #require(try stored.report(text + " strata platform").metrics[0].comparisons.first)
    var expected = 0.0
    for (segment, own) in sums {
      let count = counts[segment] ?? [1, 1]
      expected +=
        Double(count[0] + count[1]) / 2_000 * (own[1] / Double(count[1]) - own[0] / Double(count[0]))
    }
    #expect(abs((weighted.absoluteEffect ?? 0) - expected) < 1e-9)
    let stratification = try #require(weighted.stratification)
    #expect(stratification.strata == 3 && stratification.merged == 0)
    #expect(abs((stratification.unadjustedEffect ?? 0) - (plain.absoluteEffect ?? .nan)) < 1e-9)
    let narrow = try #require(weighted.interval)
    let wide = try #require(plain.interval)
    #expect(narrow.upper - narrow.lower < (wide.upper - wide.lower) / 5)
    #expect(narrow.lower < 1 && 1 < narrow.upper)
  }

  // MARK: Many arms

  @Test func `dunnett counts all arms of a goal as one question and multiplies by the goals`() throws {
    let stored = try ExperimentLog.made(
      seed: 66, units: 3_000, variants: ["A", "B", "C", "D"], lifts: [0, 0.1, 0.2, 0.3]
    ).store()
    let text = "\(Self.base) goal sum(amount) of purchase within 7d goal conversion of purchase within 7d"
    let report = try stored.report(text + " correction dunnett")
    for metric in report.metrics {
      let arms = try metric.arms.map { arm -> ArmStatistic in
        switch arm.measure {
        case .rate(let converters, _):
          return try ArmStatistic(Proportion(successes: converters, trials: arm.n))
        case .mean(_, let mean, let deviation):
          let own = try #require(deviation)
          return try ArmStatistic(estimate: #require(mean), unitVariance: own * own, count: arm.n)
        default: throw ExperimentLog.NoReport()
        }
      }
      let test = try DunnettTest(control: arms[0], treatments: Array(arms.dropFirst()))
      for (comparison, single) in zip(metric.comparisons, test.adjustedPValues()) {
        let adjusted = try #require(comparison.pAdjusted)
        #expect(abs(adjusted - min(1, 2 * single.value)) < 1e-9)
        #expect(comparison.familySize == 6)
      }
    }
  }

  // MARK: The data

  @Test func `the fingerprint knows the data and not the files`() throws {
    let log = ExperimentLog.made(seed: 67, units: 400)
    let text = "\(Self.base) goal sum(amount) of purchase within 7d"
    let first = try log.store(parts: 1).report(text)
    let second = try log.store(parts: 7).report(text)
    #expect(first.inputs.data.fingerprint == second.inputs.data.fingerprint)
    #expect(first.inputs.fingerprint == second.inputs.fingerprint)
    #expect(first.inputs.version == QueryEngine.version)
    let other = try log.store(parts: 1).report(text + " alpha 0.01")
    #expect(other.inputs.data.fingerprint == first.inputs.data.fingerprint)
    #expect(other.inputs.fingerprint != first.inputs.fingerprint)
    var changed = log
    changed.add("one more", variant: "A", at: 3)
    let third = try changed.store().report(text)
    #expect(third.inputs.data.fingerprint != first.inputs.data.fingerprint)
  }

  @Test func `exposures sent twice, clocks never set and lost days are found`() throws {
    var log = ExperimentLog()
    for unit in 0..<200 {
      let day = unit % 10
      // Nobody on day 5.
      log.add("u\(unit)", variant: unit % 4 < 2 ? "A" : "B", at: day == 5 ? 6 : day)
    }
    log.events += log.events.prefix(20)
    log.add("clock", variant: "A", at: -20_000)
    let report = try log.store(parts: 1).report("\(Self.base) goal conversion of view")
    func check(_ name: String) -> HealthCheck? { report.health.first { $0.check == name } }
    #expect(check("duplicate-exposures")?.value == 20.0 / 221)
    #expect(check("duplicate-exposures")?.status == .warn)
    #expect(check("clock-anomalies")?.value == 1)
    #expect(check("clock-anomalies")?.status == .warn)
    #expect(check("days-without-new-units")?.value == 1)
    #expect(check("days-without-new-units")?.status == .warn)
    for code in ["duplicate-exposures", "clock-anomalies", "exposure-gaps"] {
      #expect(report.caveats.contains { $0.code == code }, "\(code)")
    }
  }

  @Test func `a split that was changed on the way is found`() throws {
    var log = ExperimentLog()
    for unit in 0..<1_000 {
      // Ten percent treated at first, then enough to catch up.
      let isTreated = unit < 500 ? unit % 10 == 0 : unit % 10 != 0
      log.add("u\(unit)", variant: isTreated ? "B" : "A", at: unit < 500 ? 0 : 1)
    }
    let report = try log.store().report("\(Self.base) goal conversion of view")
    #expect(report.health.first { $0.check == "sample-ratio-mismatch" }?.status == .ok)
    #expect(report.health.first { $0.check == "sample-ratio-by-day" }?.status == .warn)
    #expect(report.caveats.contains { $0.code == "split-changed" })
  }

  @Test func `seen less not exposed is exposed`() throws {
    var log = ExperimentLog.made(seed: 68, units: 100)
    log.add("stranger", variant: "Z", at: 1)
    log.add("quiet", variant: "A", at: 0, purchases: [1])
    log.events.removeAll { $0.user == "quiet" && $0.name == "view" }
    let rows = try log.store().report(
      "\(Self.base) variants 'A', 'B' goal conversion of purchase"
    ).population
    func total(_ stage: PopulationStage) -> Int {
      rows.filter { $0.stage == stage }.reduce(0) { $0 + $1.total }
    }
    #expect(total(.seen) == 102 && total(.exposed) == 100)
    #expect(rows.filter { $0.stage == .notExposed }.map(\.total) == [1, 1])
  }

  @Test func `the planned lift says how many units it takes`() throws {
    let stored = try ExperimentLog.made(seed: 69, units: 2_000).store()
    let text = "\(Self.base) goal conversion of purchase within 7d lift 10%"
    let report = try stored.report(text)
    guard case .rate(_, let rate?) = report.metrics[0].arms[0].measure else {
      Issue.record("no rate")
      return
    }
    let size = try RatePlanning(TestPlan(), controlRate: rate).sampleSize(treatmentRate: rate * 1.1)
    #expect(report.progress?.detectable.first?.unitsPerArm == Int(size.rounded(.up)))
    let adjusted = try stored.report(
      "\(Self.base) goal sum(amount) of purchase within 7d lift 10% cuped 14d")
    let plain = try stored.report("\(Self.base) goal sum(amount) of purchase within 7d lift 10%")
    #expect(
      try #require(adjusted.progress?.detectable.first?.unitsPerArm)
        < #require(plain.progress?.detectable.first?.unitsPerArm))
  }

  @Test(arguments: [
    "method group-sequential", "looks 5", "spending pocock", "method sequential correction dunnett",
    "strata platform cuped 7d", "method group-sequential planned 100 strata platform",
    "method group-sequential planned 100 correction benjamini-hochberg", "lift 0",
    "method group-sequential planned 100 goal quantile 0.5 of count of purchase",
  ])
  func `what would be ignored is refused`(clause: String) throws {
    let stored = try ExperimentLog.made(seed: 70, units: 50).store()
    #expect(throws: QueryError.self) {
      try stored.report("\(Self.base) goal sum(amount) of purchase \(clause)")
    }
  }

  @Test func `a pace is told while units come in, and the last day once they have stopped`() throws {
    var log = ExperimentLog()
    for unit in 0..<400 { log.add("u\(unit)", variant: unit % 2 == 0 ? "A" : "B", at: unit / 20) }
    let text = "experiment e exposure view variant variant goal conversion of purchase planned 1000"
    log.add("other", variant: "A", at: 19, purchases: [1])
    let running = try #require(try log.store().report(text).progress)
    #expect(running.unitsPerDay == 20)
    #expect(running.lastDay == nil && running.daysLeft != nil)
    // A purchase long after the last exposure: the data go on, the experiment does not.
    log.events.append(
      ListedEvent(
        user: "u0", name: "purchase",
        time: Timestamp(microseconds: ExperimentLog.origin + 60 * ExperimentLog.day)))
    let stopped = try #require(try log.store().report(text).progress)
    #expect(stopped.unitsPerDay == nil && stopped.daysLeft == nil)
    #expect(stopped.lastDay == "2026-01-24")
    #expect(
      Report.render(try log.store().result(text), format: .table).contains("no new units since 2026-01-24"))
  }
}
