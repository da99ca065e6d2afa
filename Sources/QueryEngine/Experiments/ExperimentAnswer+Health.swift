import EventModel
import QueryResults
import Statistics

extension ExperimentAnswer {
  /// Below this P a check of the assignment fails; low, because the checks are repeated at every look.
  static let healthThreshold = 0.001
  /// Share of exposed units seen in several variants from which the assignment is called broken.
  static let switcherThreshold = 0.01
  /// Units per arm, on average, from which the split is tested.
  static let unitsForSampleRatio = 8

  func health() -> [HealthCheck] {
    let exposed = counts.arms.reduce(0) { $0 + $1.exposed }
    let switchers = counts.arms.reduce(0) { $0 + $1.switchers }
    let share = exposed == 0 ? nil : Double(switchers) / Double(exposed)
    var checks = [sampleRatioCheck("sample-ratio-mismatch") { $0.units(.analysed) }]
    if plan.activation != nil {
      checks.append(
        sampleRatioCheck("sample-ratio-mismatch-exposed") { $0.units(.analysed) + $0.units(.notActivated) })
    }
    if plan.segmentation != nil { checks.append(segmentRatioCheck()) }
    checks += [
      HealthCheck(
        check: "multiple-variants", value: share, threshold: Self.switcherThreshold,
        status: share.map { $0 >= Self.switcherThreshold ? .fail : .ok } ?? .notEnoughData, measure: .share),
      HealthCheck(
        check: "unknown-variants", value: Double(counts.unknownUnits), threshold: nil,
        status: counts.unknownUnits == 0 ? .ok : .warn, measure: .count),
      immatureCheck(), priorCheck(), beforeCheck(),
    ]
    if plan.activation != nil { checks.append(notActivatedCheck()) }
    return checks
  }

  // MARK: Split

  private func sampleRatioCheck(
    _ name: String, _ units: (ExperimentCounts.Arm) -> Int
  ) -> HealthCheck {
    let observed = counts.arms.map(units)
    let isEnough = observed.reduce(0, +) >= Self.unitsForSampleRatio * observed.count
    let p = isEnough ? sampleRatio(observed) : nil
    return HealthCheck(
      check: name, value: p, threshold: Self.healthThreshold, status: status(p), measure: .p)
  }

  private func sampleRatio(_ observed: [Int]) -> Double? {
    (try? ChiSquareTest.sampleRatio(observed: observed, weights: counts.arms.map(\.weight)))?.pValue.value
  }

  private func status(_ p: Double?) -> HealthStatus {
    p.map { $0 < Self.healthThreshold ? .fail : .ok } ?? .notEnoughData
  }

  /// The split within each segment, by Holm; the worst one is shown.
  private func segmentRatioCheck() -> HealthCheck {
    let p = counts.segments.indices.map { segment -> Double? in
      let observed = counts.arms.map { $0.segments[segment].units }
      return observed.reduce(0, +) >= Self.unitsForSampleRatio * observed.count ? sampleRatio(observed) : nil
    }
    return worst("sample-ratio-by-segment", p) { segmentName($0) }
  }

  private func segmentName(_ segment: Int) -> String {
    counts.segments[segment].map { $0.map { $0?.text ?? "(none)" }.joined(separator: ", ") } ?? "(other)"
  }

  /// The smallest of several P values after Holm's correction.
  private func worst(_ name: String, _ p: [Double?], _ detail: (Int) -> String) -> HealthCheck {
    let adjusted = MultiplicityAdjustment.holm.adjust(p)
    let place = adjusted.indices.filter { adjusted[$0] != nil }.min {
      (adjusted[$0] ?? 1) < (adjusted[$1] ?? 1)
    }
    let smallest = place.flatMap { adjusted[$0] }
    return HealthCheck(
      check: name, value: smallest, threshold: Self.healthThreshold, status: status(smallest), measure: .p,
      detail: place.map(detail))
  }

  // MARK: Units

  /// Units whose longest window still runs.
  private func immatureCheck() -> HealthCheck {
    let immature = counts.arms.reduce(0) {
      $0 + ($1.fates[.analysed]?.immature ?? 0) + $1.units(.immature)
    }
    let isWarning = immature > 0 && !plan.maturedOnly
    return HealthCheck(
      check: "immature-units", value: Double(immature), threshold: nil, status: isWarning ? .warn : .ok,
      measure: .count, detail: plan.maturedOnly && immature > 0 ? "left out" : nil)
  }

  /// Units that did what a goal counts already before exposure; those events count for nothing, so it is no failure.
  private func priorCheck() -> HealthCheck {
    HealthCheck(
      check: "goal-before-exposure",
      value: Double(counts.arms.reduce(0) { $0 + ($1.fates[.analysed]?.priorUnits ?? 0) }), threshold: nil,
      status: .ok, measure: .count)
  }

  // MARK: Differences there must not be

  /// The arms before the experiment: a difference then means that they were never alike.
  private func beforeCheck() -> HealthCheck {
    let comparisons = figures.flatMap { figures in
      counts.arms.indices.dropFirst().map { (figures: figures, arm: $0) }
    }
    let p = comparisons.map { comparison -> Double? in
      let goal = comparison.figures.goal
      let uncapped = comparison.figures.uncapped
      return try? EffectEstimate.difference(
        control: uncapped[0].statisticBefore(of: goal),
        treatment: uncapped[comparison.arm].statisticBefore(of: goal)
      ).test().pValue.value
    }
    return worst("pre-period-difference", p) {
      "\(comparisons[$0].figures.goal.name), \(counts.arms[comparisons[$0].arm].name)"
    }
  }

  /// Units that never reached the activation cannot differ, unless the activation itself is affected.
  private func notActivatedCheck() -> HealthCheck {
    let comparisons = plan.goals.indices.flatMap { goal in
      counts.arms.indices.dropFirst().map { (goal: goal, arm: $0) }
    }
    let p = comparisons.map { comparison -> Double? in
      let goal = plan.goals[comparison.goal]
      if case .quantile = goal.value { return nil }
      func arm(_ index: Int) throws -> ArmStatistic {
        let totals = counts.arms[index].fates[.notActivated]?.goals[comparison.goal] ?? GoalTotals()
        return try ArmFigures(totals).statistic(of: goal)
      }
      return try? EffectEstimate.difference(control: arm(0), treatment: arm(comparison.arm)).test().pValue
        .value
    }
    return worst("not-activated-difference", p) {
      "\(plan.goals[comparisons[$0].goal].name), \(counts.arms[comparisons[$0].arm].name)"
    }
  }
}
