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

  static let methods = ["fixed", "sequential", "bayesian", "bootstrap"]

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
      log.store(), "experiment e exposure view variant variant \(Self.goals) cuped 7d method \(method)")
    #expect(report.verdict.name == .insufficientData)
    #expect(report.metrics[0].comparisons[0].reason == "zero-variance")
  }

  @Test(arguments: methods)
  func `an arm without units`(method: String) throws {
    let log = ExperimentLog.made(seed: 20, units: 50, variants: ["A", "B"])
    let report = try check(
      log.store(),
      "experiment e exposure view variant variant variants 'A', 'nobody' \(Self.goals) method \(method)")
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
      "experiment e exposure view variant variant variants 'A' 30, 'B' 1 \(Self.goals) method \(method) by platform"
    )
    #expect(report.metrics[1].arms.map(\.n) == [30, 1])
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

  @Test func `variants may be called anything`() throws {
    let names = ["<script>alert(1)</script>", "Ä\u{202E}|*\u{0}\"&"]
    let log = ExperimentLog.made(seed: 21, units: 200, variants: names)
    let stored = try log.store()
    let text = "experiment e exposure view variant variant \(Self.goals) by platform"
    let report = try check(stored, text)
    #expect(report.metrics[0].arms.map(\.arm) == names)
    let page = Report.render(try stored.result(text), format: .html)
    #expect(!page.contains("<script") && page.contains("&lt;script&gt;"))
    #expect(page.contains("<svg"))
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
