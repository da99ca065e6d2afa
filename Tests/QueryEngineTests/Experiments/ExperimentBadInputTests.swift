import Foundation
import QueryEngine
import QueryResults
import Reporting
import TestSupport
import Testing

struct ExperimentBadInputTests {
  static let goals = """
    goal conversion of purchase within 7d goal sum(amount) of purchase \
    secondary ratio of sum(amount) of purchase to count of purchase secondary quantile 0.5 of count of purchase
    """

  /// Without what a group-sequential test refuses.
  private static func goals(for method: String) -> String {
    method.hasPrefix("group")
      ? "goal conversion of purchase within 7d goal sum(amount) of purchase" : goals
  }

  static let methods = [
    "fixed", "sequential", "group-sequential planned 30 looks 3", "bayesian", "bootstrap",
  ]

  /// What must hold of any report, whatever the data.
  private func check(_ stored: ExperimentLog.Stored, _ text: String) throws -> ExperimentReport {
    let result = try stored.result(text)
    for format in [OutputFormat.json, .table, .markdown, .csv, .html] {
      let written = Report.render(result, format: format)
      #expect(!written.contains("nan") && !written.contains("NaN"), "\(format)")
    }
    guard case .experiment(let report) = result.body else { throw ExperimentLog.NoReport() }
    for metric in report.metrics {
      for comparison in metric.comparisons {
        let isAnswered = comparison.p != nil || comparison.chanceToWin != nil
        #expect(isAnswered != (comparison.reason != nil), "\(metric.name): \(comparison)")
      }
    }
    return report
  }

  @Test(arguments: methods)
  func `nobody did anything`(method: String) throws {
    var log = ExperimentLog()
    for unit in 0..<40 { log.add("u\(unit)", variant: unit % 2 == 0 ? "A" : "B", at: 0) }
    log.add("other", variant: "A", at: 0, purchases: [1])
    log.events.removeAll { $0.user == "other" && $0.name == "view" }
    let report = try check(
      log.store(),
      "experiment e exposure view variant variant \(Self.goals(for: method)) cuped 7d method \(method)")
    #expect(report.verdict.name == .insufficientData)
    #expect(report.metrics[0].comparisons[0].reason == "zero-variance")
  }

  @Test(arguments: methods)
  func `an arm without units`(method: String) throws {
    let log = ExperimentLog.made(seed: 20, units: 50, variants: ["A", "B"])
    let report = try check(
      log.store(),
      "experiment e exposure view variant variant variants 'A', 'nobody' \(Self.goals(for: method)) method \(method)"
    )
    #expect(report.metrics[0].arms.map(\.n).last == 0)
    #expect(report.verdict.name == .invalid || report.verdict.name == .insufficientData)
  }

  @Test(arguments: methods)
  func `an arm with one unit`(method: String) throws {
    var log = ExperimentLog()
    for unit in 0..<30 {
      log.add("u\(unit)", variant: "A", at: unit % 3, purchases: unit % 2 == 0 ? [2] : [])
    }
    log.add("v", variant: "B", at: 1, purchases: [5])
    let report = try check(
      log.store(),
      "experiment e exposure view variant variant variants 'A' 30, 'B' 1 \(Self.goals(for: method)) method \(method) by platform"
    )
    #expect(report.metrics[1].arms.map(\.n) == [30, 1])
  }

  @Test(arguments: methods)
  func `amounts beyond the range of numbers`(method: String) throws {
    var log = ExperimentLog()
    for unit in 0..<40 {
      log.add(
        "u\(unit)", variant: unit % 2 == 0 ? "A" : "B", at: 0,
        purchases: unit % 3 == 0 ? [1e308, 1.7e308] : [])
    }
    let stored = try log.store()
    let base = "experiment e exposure view variant variant method \(method)"
    let isPlanned = method.hasPrefix("group")
    let report = try check(
      stored, "\(base)\(isPlanned ? "" : " cap 99%") cuped 7d \(Self.goals(for: method)) by platform")
    #expect(report.metrics[1].comparisons[0].reason != nil)
    #expect(isPlanned || report.caveats.contains { $0.code == "not-capped" })
    let huge = try check(stored, "\(base) goal max(amount) of purchase")
    #expect(huge.metrics[0].comparisons[0].reason != nil)
  }

  @Test func `one variant is refused by name`() throws {
    var log = ExperimentLog()
    log.add("u", variant: "A", at: 0, purchases: [1])
    let stored = try log.store()
    #expect(throws: QueryError.self) {
      try stored.report("experiment e exposure view variant variant goal conversion of purchase")
    }
  }

  @Test func `control that never converts has no relative effect`() throws {
    var log = ExperimentLog()
    for unit in 0..<200 {
      log.add(
        "u\(unit)", variant: unit % 2 == 0 ? "A" : "B", at: unit % 5, purchases: unit % 4 == 1 ? [2] : [])
    }
    let report = try check(log.store(), "experiment e exposure view variant variant \(Self.goals)")
    let comparison = report.metrics[0].comparisons[0]
    #expect(comparison.relativeEffect == nil && comparison.relativeInterval == nil)
    #expect(comparison.absoluteEffect == 0.5)
    #expect(try #require(comparison.p) < 1e-6)
  }

  /// Names that break one format or another when they are not escaped.
  static let names = [
    ["<script>alert(1)</script>", "Ä\u{202E}|*\u{0}\"&"], ["it's", "say \"so\", twice"],
    ["one\ntwo\r\nthree", "=1+1,\t'x'"], ["👩🏽‍💻🇩🇪", "e\u{301}"], [" ", "  "], ["# heading", "`code` _x_ [a](b)"],
  ]

  @Test(arguments: names)
  func `variants may be called anything`(names: [String]) throws {
    let log = ExperimentLog.made(seed: 21, units: 200, variants: names)
    let stored = try log.store()
    let text = "experiment e exposure view variant variant \(Self.goals) by platform"
    let report = try check(stored, text)
    #expect(Set(report.metrics[0].arms.map(\.arm)) == Set(names))
    let page = Report.render(try stored.result(text), format: .html)
    #expect(!page.contains("<script"))
    #expect(page.contains("&lt;script&gt;") == names[0].hasPrefix("<script"))
    #expect(page.contains("<svg"))
    // What is no letter of a table may neither end a row nor a cell.
    let table = Report.render(try stored.result(text), format: .table)
    #expect(!table.contains("\r") && !table.contains("\t") && !table.contains("\u{202E}"))
    let json = try JSONSerialization.jsonObject(with: Data(stored.json(text).utf8)) as? [String: Any]
    let arms = ((json?["result"] as? [String: Any])?["inputs"] as? [String: Any])?["arms"] as? [[String: Any]]
    #expect(Set((arms ?? []).compactMap { $0["arm"] as? String }) == Set(names))
  }

  @Test(arguments: methods)
  func `control that spends nothing has an effect and no lift`(method: String) throws {
    var log = ExperimentLog()
    for unit in 0..<120 {
      log.add(
        "u\(unit)", variant: unit % 2 == 0 ? "A" : "B", at: unit % 5,
        purchases: unit % 2 == 1 && unit % 3 == 0 ? [Double(unit % 7) + 1] : [])
    }
    let report = try check(
      log.store(),
      "experiment e exposure view variant variant goal sum(amount) of purchase guardrail count of purchase margin 2% method \(method)"
    )
    let comparison = report.metrics[0].comparisons[0]
    #expect(comparison.relativeEffect == nil && comparison.relativeInterval == nil)
    #expect(try #require(comparison.absoluteEffect) > 0)
    // A margin that is a share of nothing decides nothing.
    #expect(report.guardrails.map(\.status) == [.inconclusive])
  }

  @Test(arguments: methods)
  func `everybody alike has no variance`(method: String) throws {
    var log = ExperimentLog()
    for unit in 0..<60 {
      log.add("u\(unit)", variant: unit % 2 == 0 ? "A" : "B", at: unit % 4, purchases: [7])
    }
    let report = try check(
      log.store(), "experiment e exposure view variant variant goal sum(amount) of purchase method \(method)")
    #expect(report.verdict.name == .insufficientData)
    #expect(report.metrics[0].comparisons[0].reason == "zero-variance")
    #expect(report.verdict.sentence.contains("zero-variance"))
  }

  @Test func `windows of several exposures overlap and count from the first`() throws {
    var log = ExperimentLog()
    for unit in 0..<40 {
      let variant = unit % 2 == 0 ? "A" : "B"
      log.add("u\(unit)", variant: variant, at: 0, purchases: [1])
      // Exposed again on the next days, which begins no window: the purchase of day 2 is outside of the first.
      log.add("u\(unit)", variant: variant, at: 1)
      log.add("u\(unit)", variant: variant, at: 2, purchases: [10])
    }
    let report = try check(
      log.store(),
      "experiment e exposure view variant variant goal count of purchase within 2d goal sum(amount) of purchase within 1d"
    )
    let once = ArmMeasure.mean(sum: 20, mean: 1, standardDeviation: 0)
    #expect(report.metrics.map { $0.arms.map(\.measure) } == [[once, once], [once, once]])
  }

  @Test func `units in two variants are left out or kept for the first, and counted`() throws {
    var log = ExperimentLog.made(seed: 22, units: 300)
    for unit in 0..<10 { log.add("u\(unit)", variant: unit % 2 == 0 ? "A" : "B", at: 30) }
    let stored = try log.store()
    let base = "experiment e exposure view variant variant goal conversion of purchase"
    let excluded = try check(stored, base)
    let kept = try check(stored, base + " switchers first")
    func analysed(_ report: ExperimentReport) -> Int { report.population.last?.total ?? 0 }
    #expect(analysed(excluded) < 300 && analysed(kept) == 300)
    #expect(excluded.health.first { $0.check == "multiple-variants" }?.status == .fail)
    #expect(kept.health.first { $0.check == "multiple-variants" }?.status == .fail)
  }
}
