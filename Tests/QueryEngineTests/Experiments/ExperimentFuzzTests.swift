import EventModel
import Foundation
import NaiveEvaluator
import QueryEngine
import QueryLanguage
import QueryResults
import Reporting
import TestSupport
import Testing

/// Random small logs and random statements: whatever they hold, there is a report that fits the schema, or a refusal.
struct ExperimentFuzzTests {
  private struct Draws {
    var random: SplitMix64

    mutating func pick<Element>(_ elements: [Element]) -> Element { random.pick(elements) }

    /// One of the clauses, or none.
    mutating func maybe(_ percent: Int, _ clauses: String...) -> [String] {
      random.chance(percent) ? [random.pick(clauses)] : []
    }
  }

  private static let amounts: [PropertyValue?] = [
    .double(0), .double(-3.5), .integer(7), .double(1e300), .double(-1e300), .double(1.7e308),
    .double(5e-324), .string("12"), .string("many"), .string(""), .boolean(true), nil, .integer(.max),
    .integer(.min),
  ]
  private static let variants: [PropertyValue?] = [
    .string("A"), .string("A"), .string("B"), .string("B"), .string("<b>&\"'"), .integer(1), nil,
  ]

  private func log(_ draws: inout Draws) -> ExperimentLog {
    var log = ExperimentLog()
    let isTame = draws.random.chance(40)
    let amounts: [PropertyValue?] = isTame ? [.integer(1), .integer(2), .double(0.5)] : Self.amounts
    for user in 0..<draws.random.number(below: 40) {
      let own = isTame && draws.random.chance(95) ? Self.variants[user % 4] : draws.pick(Self.variants)
      for _ in 0..<draws.random.number(below: 7) {
        let variant = draws.random.chance(90) ? own : draws.pick(Self.variants)
        let values: [(column: EventColumn, value: PropertyValue?)] = [
          (.property("variant"), variant), (.property("amount"), draws.pick(amounts)),
          (.property("platform"), draws.pick([.string("web"), .string("|ios\n"), nil])),
          (.property("firm"), .integer(Int64(user / 3))),
        ]
        log.events.append(
          ListedEvent(
            user: "u\(user)", name: draws.pick(["view", "view", "purchase", "refund"]),
            time: Timestamp(
              microseconds: ExperimentLog.origin + Int64(draws.random.number(below: 12)) * ExperimentLog.day
                / 4),
            values: values.compactMap { column, value in value.map { (column, $0) } }))
      }
    }
    // Names and properties that every statement may use.
    for name in ["view", "purchase", "refund"] {
      log.events.append(
        ListedEvent(
          user: "all", name: name, time: Timestamp(microseconds: ExperimentLog.origin),
          values: [
            (.property("variant"), .string("A")), (.property("amount"), .integer(1)),
            (.property("platform"), .string("web")), (.property("firm"), .integer(0)),
          ]))
    }
    return log
  }

  private func statement(_ draws: inout Draws) -> String {
    var clauses = ["experiment \"<&>\" exposure view variant variant"]
    clauses += draws.maybe(30, "variants 'A' 3, 'B' 1")
    clauses += draws.maybe(20, "control 'B'")
    clauses += draws.maybe(20, "activation purchase")
    let isPlanned = draws.random.chance(15)
    for _ in 0...draws.random.number(below: 3) {
      let metric = draws.pick([
        "conversion of purchase", "conversion of purchase => refund",
        "conversion of view -> refund excluding purchase",
        "count of purchase", "sum(amount) of purchase", "mean(amount) of any", "min(amount) of refund",
        "median(amount) of purchase", "distinct(platform) of any",
        "ratio of sum(amount) of purchase to count of any",
        "ratio of count of refund to sum(amount) of purchase",
        "retention of purchase between 1d and 2d",
        isPlanned ? "count of any" : "quantile 0.9 of sum(amount) of any",
      ])
      clauses.append("\(draws.pick(["goal", "goal", "secondary", "guardrail"])) \(metric)")
      if !metric.hasPrefix("retention") { clauses += draws.maybe(50, "within 1d") }
      clauses += draws.maybe(20, "lower-is-better")
      clauses += draws.maybe(20, "margin 2%", "margin 0.01", "margin 0")
    }
    if !clauses.contains(where: { $0.hasPrefix("goal") }) { clauses.append("goal count of purchase") }
    clauses.append(
      isPlanned
        ? "method group-sequential planned 20 looks 3"
        : "method \(draws.pick(["fixed", "fixed", "sequential", "bayesian", "bootstrap resamples 50"]))")
    clauses += draws.maybe(20, "sides 1")
    clauses += draws.maybe(20, "switchers first")
    clauses += draws.maybe(20, "matured only")
    clauses += draws.maybe(20, "lift 5%", "lift 1e300", "lift -3%")
    clauses += draws.maybe(20, "alpha 0.5", "alpha 0.000001", "alpha 0.999")
    clauses += draws.maybe(
      20, "correction none", "correction bonferroni", "correction benjamini-yekutieli", "correction dunnett")
    if draws.random.chance(30) {
      clauses.append("cuped 2d")
    } else {
      clauses += draws.maybe(20, "strata platform")
    }
    clauses += draws.maybe(30, "by platform top 1")
    clauses += draws.maybe(30, "per firm", "per session", "per session gap 1h", "per amount")
    clauses += draws.maybe(20, "from 2026-01-06", "to 2026-01-06", "from 2030-01-01")
    return clauses.joined(separator: " ")
  }

  @Test(arguments: 0..<8)
  func `any log and any statement give a report that fits the schema, or a refusal`(block: UInt64) throws {
    var answered = 0
    for seed in block * 30..<(block + 1) * 30 {
      var draws = Draws(random: SplitMix64(seed: seed))
      let stored = try log(&draws).store(parts: 1 + draws.random.number(below: 3))
      for _ in 0..<4 {
        let text = statement(&draws)
        let label: Comment = "seed \(seed): \(text)"
        let result: QueryResult
        do { result = try stored.result(text) } catch QueryError.invalid { continue }
        answered += 1
        let json = Report.render(result, format: .json)
        #expect(try SchemaCheck.problems(ofExperiment: json) == [], label)
        for format in [OutputFormat.json, .table, .markdown, .csv, .html] {
          let written = Report.render(result, format: format).lowercased()
          #expect(
            !written.contains("nan,") && !written.contains(" nan") && !written.contains("infinity"), label)
        }
        #expect(!Report.render(result, format: .html).contains("<b>"), label)
        guard case .experiment(let report) = result.body else { continue }
        for comparison in report.metrics.flatMap(\.comparisons) {
          let isAnswered = comparison.p != nil || comparison.chanceToWin != nil
          #expect(isAnswered != (comparison.reason != nil), label)
        }
      }
    }
    #expect(answered > 20)
  }
}
