import QueryLanguage
import QueryResults

extension ExperimentAnswer {
  /// What a reader must know, each with a code.
  func caveats(
    health: [HealthCheck], metrics: [ExperimentMetric], progress: ExperimentProgress,
    series: [EffectSeries]
  ) -> [ExperimentCaveat] {
    var caveats: [ExperimentCaveat] = []
    func add(_ code: String, _ message: String) { caveats.append(.init(code: code, message: message)) }
    if counts.tally.unknownUnits > 0 {
      let values = counts.unknownValues.prefix(5).map(\.text).joined(separator: ", ")
      add(
        "unknown-variants",
        "\(counts.tally.unknownUnits) units saw only variants outside the experiment (\(values)) and are left out."
      )
    }
    if let immature = health.first(where: { $0.check == "immature-units" }), immature.status == .warn {
      add(
        "immature-units",
        "\(Int(immature.value ?? 0)) units still have time to convert; their figures can still change.")
    }
    func isOdd(_ check: String) -> Bool { health.contains { $0.check == check && $0.status == .warn } }
    if isOdd("sample-ratio-by-day") {
      add(
        "split-changed",
        "The split between the arms differs from day to day; if it was changed on purpose, bound the range by from and to to one phase."
      )
    }
    if isOdd("duplicate-exposures") {
      add("duplicate-exposures", "Many exposures were sent twice; goals may have been, too.")
    }
    if isOdd("clock-anomalies") {
      add(
        "clock-anomalies",
        "\(counts.tally.implausibleTimes) units have an exposure before 2000 or after the data came in; their windows are in doubt."
      )
    }
    if isOdd("days-without-new-units") {
      add("exposure-gaps", "There are days without any new unit right between busy days; data may be lost.")
    }
    if health.contains(where: { $0.check == "assigned-by-user" && $0.status == .fail }) {
      add(
        "assigned-by-user",
        "Units of one user share a variant more often than chance allows: users were assigned, so errors per \(plan.stream.unit.name) are too small. Ask per user; a ratio per user, such as ratio of count of purchase to sessions of any, measures what happens in a \(plan.stream.unit.name)."
      )
    }
    if plan.switchers == .first, counts.arms.contains(where: { $0.switchers > 0 }) {
      add(
        "switchers-kept", "Units seen in several variants count for the first, which pulls effects to zero.")
    }
    for metric in metrics { caveats += self.caveats(of: metric) }
    for figures in figures where figures.goal.cap != nil && figures.limit == nil {
      add("not-capped", "\(figures.goal.name) has no values to take a cap from.")
    }
    if plan.usesCovariate {
      for goal in plan.goals where goal.isRatio || goal.kind == .quantile {
        add("not-adjusted", "\(goal.name) is not adjusted by the value before exposure.")
      }
    }
    if plan.strata != nil {
      for goal in plan.goals where goal.isRatio || goal.kind == .quantile {
        add("not-stratified", "\(goal.name) is not weighted over strata.")
      }
    }
    if counts.leavesOutDays {
      add("no-daily-effects", "There are too many arms, days and goals to tell effects day by day.")
    }
    for one in series {
      guard let least = one.points.compactMap(\.runningP).last, let last = one.points.last?.p else {
        continue
      }
      if least < plan.alpha, last >= plan.alpha {
        add(
          "evidence-shown-earlier",
          "\(one.metric), \(one.treatment): P was \(EffectSentence.probability(least)) at an earlier look; always-valid evidence once shown stays valid."
        )
      }
    }
    if plan.evaluatesSegmentsLate {
      add(
        "segments-after-exposure",
        "Segments are evaluated at the end of the range, after exposure; where the treatment moves users between them, effects mislead. Define them as of event time."
      )
    }
    if plan.segmentation != nil {
      add(
        "segments-explore", "Effects within segments are exploration; only the interaction test is evidence.")
    }
    caveats.append(horizon(progress))
    return caveats
  }

  private func caveats(of metric: ExperimentMetric) -> [ExperimentCaveat] {
    var caveats: [ExperimentCaveat] = []
    for comparison in metric.comparisons {
      let name = "\(metric.name), \(comparison.treatment)"
      if comparison.method.hasPrefix("Fisher") {
        caveats.append(
          .init(code: "small-counts", message: "\(name): an expected count below 5, exact test used."))
      }
      if let reason = comparison.reason {
        caveats.append(.init(code: "not-computable", message: "\(name): \(reason)."))
      }
      for line in comparison.sensitivity where line.agrees == false {
        caveats.append(
          .init(code: "sensitivity-disagrees", message: "\(name): \(line.name) leads to another conclusion."))
      }
    }
    return caveats
  }

  /// What the method says about looking more than once.
  private func horizon(_ progress: ExperimentProgress) -> ExperimentCaveat {
    switch plan.method {
    case .groupSequential:
      let next = progress.looks.first { $0.day == nil }
      if progress.isDecisionValid == false, let next {
        return .init(
          code: "looks-remaining",
          message:
            "No bound is crossed yet; look \(next.look) of \(progress.looks.count) waits for \(next.plannedUnits) units."
        )
      }
      return .init(
        code: "planned-looks",
        message:
          "P values and intervals hold for the planned looks; units after the last one taken are not used."
      )
    case .sequential:
      return .init(code: "always-valid", message: "P values and intervals hold at every look, however many.")
    case .bayesian:
      return .init(
        code: "posterior",
        message: "Chances hold given the prior; stopping when one looks good still raises false alarms.")
    case .fixed, .bootstrap:
      if progress.isDecisionValid == false {
        return .init(
          code: "peeking",
          message:
            "Only \(progress.units) of \(progress.planned ?? 0) planned units are in; a fixed-horizon test must wait."
        )
      }
      return .init(
        code: "fixed-horizon",
        message:
          "P values hold for one look at a time fixed in advance; repeated looks raise the false-positive rate."
      )
    }
  }
}
