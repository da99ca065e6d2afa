import EventModel
import QueryResults

/// Answers of every kind with figures that fit together, for golden files.
enum SampleResults {
  /// Every sample with the name of its golden files.
  static let all: [(name: String, result: QueryResult)] = [
    ("funnel", answer(funnel, options: funnelOptions, warnings: [fewUnits])),
    (
      "funnel-everything",
      answer(funnelWithEverything, options: funnelOptions, warnings: [overlap, fewUnits])
    ),
    ("funnel-empty", answer(emptyFunnel, options: funnelOptions)),
    ("journeys", answer(journeys, unit: "session", options: journeyOptions)),
    ("transitions", answer(transitions, unit: "session")),
    ("steps", answer(stepMatrix)),
    ("match", answer(match)),
    ("attribution", answer(attribution)),
    ("retention", answer(retention)),
    ("lifecycle", answer(lifecycle)),
    ("stickiness", answer(stickiness)),
    ("trend", answer(trend)),
    ("trend-single", answer(trendOfOne)),
    ("experiment", answer(experiment)),
    ("experiment-invalid", answer(invalidExperiment)),
    ("power", answer(power)),
    ("power-impossible", answer(powerWithoutPlan)),
    ("events", answer(events)),
    ("properties", answer(properties)),
    ("snapshots", answer(snapshots)),
    ("comparison", answer(comparison)),
    ("event", answer(description)),
    ("definition", answer(definition)),
  ]

  static func time(_ text: String) -> Timestamp {
    guard case .time(let time) = TimeTextParser().parse(text) else { preconditionFailure("bad time \(text)") }
    return time
  }

  static func answer(
    _ body: ResultBody, statement: String? = nil, unit: String = "user", options: [ResultOption] = [],
    warnings: [ResultWarning] = []
  ) -> QueryResult {
    let isCatalog = ["events", "properties", "snapshots", "comparison", "event", "definition"].contains(
      body.kind)
    return QueryResult(
      statement: statement ?? statements[body.kind] ?? "show events", snapshot: 3,
      range: isCatalog
        ? nil : ResultRange(from: time("2025-12-31T23:00:00Z"), to: time("2026-01-31T23:00:00Z")),
      timezone: "Europe/Berlin", unit: unit, options: options, body: body, warnings: warnings,
      stats: QueryStatistics(
        eventsInSnapshot: 5_204_118, eventsRead: 1_310_442, bytesRead: 12_345_678, units: 16_000,
        unitsWithoutKey: 0, elapsedMilliseconds: 184.25))
  }

  static let statements = [
    "funnel":
      "funnel view -> add_to_cart -> purchase[amount > 10 and plan = 'pro'] within 7d from 2026-01-01 to 2026-02-01 in 'Europe/Berlin' where platform = 'web'",
    "power": "power conversion of purchase within 14d exposure checkout lift 5%",
    "journeys": "journeys from signup to purchase depth 8 per session top 5 collapse repeats hide heartbeat",
    "transitions": "transitions weight share-out per session",
    "steps": "steps centred on purchase depth 5",
    "match": "match start -> view -[not support]-> purchase{2,}",
    "attribution": "attribution of purchase touch visit[channel is not null] key channel model markov",
    "retention": "retention signup -> any every week for 6 mode on clock calendar cohort first",
    "lifecycle": "lifecycle of any every week",
    "stickiness": "stickiness of any every day",
    "trend": "trend users of purchase every day by platform",
    "experiment":
      "experiment \"checkout\" exposure experiment_viewed[name = 'checkout'] variant variant control 'A' goal conversion of purchase within 14d",
    "events": "show events", "properties": "show properties", "snapshots": "show snapshots",
    "comparison": "compare snapshots 3 and 5",
    "event": "describe event purchase",
    "definition": "segment \"EU buyers\" = did purchase >= 2 times in last 30d",
  ]

  static let funnelOptions = [
    ResultOption(key: "order", value: .text("ordered")),
    ResultOption(key: "window", value: .duration(604_800)),
    ResultOption(key: "entry", value: .text("best")), ResultOption(key: "ties", value: .text("step-order")),
    ResultOption(key: "tolerance", value: .duration(0)), ResultOption(key: "repeats", value: .null),
    ResultOption(key: "scope", value: .text("entries")),
    ResultOption(key: "exclusion_effect", value: .null),
    ResultOption(key: "attribution", value: .text("first")),
    ResultOption(key: "preset", value: .null),
  ]

  static let journeyOptions = [
    ResultOption(key: "depth", value: .integer(8)), ResultOption(key: "top", value: .integer(5)),
    ResultOption(key: "collapse", value: .text("repeats")),
    ResultOption(key: "hide", value: .list([.text("heartbeat")])),
    ResultOption(key: "session_gap", value: .duration(1800)),
  ]

  static let overlap = ResultWarning(
    code: "overlapping-groups",
    message: "A unit may appear under several values of platform, so the groups do not add up to the total.")
  static let fewUnits = ResultWarning(
    code: "open-attempts",
    message: "208 units may still convert, because their window ends after the data does.")

  /// The Wilson 95 % interval, so that the samples are figures a real funnel could have.
  static func wilson(_ reached: Int, _ entered: Int) -> ConfidenceInterval? {
    guard entered > 0 else { return nil }
    let z = 1.959963984540054
    let n = Double(entered)
    let p = Double(reached) / n
    let centre = (p + z * z / (2 * n)) / (1 + z * z / n)
    let half = z * ((p * (1 - p) / n + z * z / (4 * n * n)).squareRoot()) / (1 + z * z / n)
    return ConfidenceInterval(lower: max(0, centre - half), upper: min(1, centre + half))
  }

  static func rate(_ reached: Int, _ entered: Int) -> Double? {
    entered > 0 ? Double(reached) / Double(entered) : nil
  }
}
