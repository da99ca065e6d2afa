import EventModel
import QueryLanguage
import QueryResults
import Statistics

/// Works out the decision report from counts: health, population, effects, guardrails, verdict.
struct ExperimentAnswer {
  let plan: ExperimentPlan
  let counts: ExperimentCounts
  let threads: Int
  /// By goal.
  let figures: [MetricFigures]
  let inference: EffectInference
  /// The looks of a group-sequential test.
  let schedule: LookSchedule?

  init(plan: ExperimentPlan, counts: ExperimentCounts, threads: Int) {
    self.plan = plan
    self.counts = counts
    self.threads = threads
    figures = plan.goals.enumerated().map { MetricFigures($0.element, index: $0.offset, counts: counts) }
    inference = EffectInference(plan: plan, units: counts.arms.reduce(0) { $0 + $1.units(.analysed) })
    let days = CalendarBucket(.day, zone: plan.stream.zone)
    schedule =
      plan.method == .groupSequential
      ? LookSchedule(plan, unitsByDay: counts.unitsByDay) { days.label(ofIndex: Int($0)) } : nil
  }

  func report(inputs: ExperimentInputs) -> ExperimentReport {
    let health = health()
    let metrics = metrics()
    let guardrails = guardrails(metrics)
    let progress = progress(metrics)
    let series = series()
    return ExperimentReport(
      verdict: verdict(health: health, metrics: metrics, guardrails: guardrails), inputs: inputs,
      health: health,
      population: population(), metrics: metrics, guardrails: guardrails, segments: segments(),
      progress: progress, days: exposureDays(), series: series,
      caveats: caveats(health: health, metrics: metrics, progress: progress, series: series))
  }

  // MARK: Population

  func population() -> [PopulationRow] {
    func row(
      _ stage: PopulationStage, _ reason: String?, _ count: (ExperimentCounts.Arm) -> Int
    ) -> PopulationRow {
      let arms = counts.arms.map { ArmCount(arm: $0.name, units: count($0)) }
      return PopulationRow(stage: stage, reason: reason, total: arms.reduce(0) { $0 + $1.units }, arms: arms)
    }
    let tally = counts.tally
    let exposed = row(.exposed, nil) { $0.exposed }
    var rows = [
      PopulationRow(stage: .seen, reason: nil, total: tally.seen, arms: []),
      PopulationRow(
        stage: .notExposed, reason: "no-exposure", total: tally.seen - exposed.total - tally.unknownUnits,
        arms: []),
      PopulationRow(stage: .notExposed, reason: "unknown-variants", total: tally.unknownUnits, arms: []),
      exposed,
      row(.excluded, "multiple-variants") { $0.units(.switcher) },
    ]
    if plan.activation != nil { rows.append(row(.excluded, "not-activated") { $0.units(.notActivated) }) }
    if plan.maturedOnly { rows.append(row(.excluded, "window-not-over") { $0.units(.immature) }) }
    return rows + [row(.analysed, nil) { $0.units(.analysed) }]
  }

  // MARK: Shared

  /// An interval for reports; an open side stays infinite, nil when it cannot be computed.
  func interval(_ compute: () throws -> Statistics.ConfidenceInterval) -> QueryResults.ConfidenceInterval? {
    (try? compute()).map { .init(lower: $0.lower, upper: $0.upper) }
  }

  /// Runs `body`; what cannot be computed becomes a reason.
  static func reason(_ body: () throws -> Void) -> String? {
    do {
      try body()
      return nil
    } catch let error as StatisticsError {
      return error.code
    } catch {
      return "not-computable"
    }
  }
}
