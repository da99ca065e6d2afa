import EventModel
import QueryResults
import Statistics

extension ExperimentAnswer {
  /// Below this P a check of the assignment fails; low, because the checks are repeated at every look.
  static let healthThreshold = 0.001
  /// Share of exposed units seen in several variants from which the assignment is called broken.
  static let switcherThreshold = 0.01
  /// Share of exposure events sent twice from which a warning is given.
  static let duplicateThreshold = 0.01
  /// Units of a day that cannot be empty by chance.
  static let unitsOfBusyDay = 10
  /// Pairs of units of one user from which the assignment is tested.
  static let pairsForAssignment = 20
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
    checks.append(dayRatioCheck())
    checks += [
      HealthCheck(
        check: "multiple-variants", value: share, threshold: Self.switcherThreshold,
        status: share.map { $0 >= Self.switcherThreshold ? .fail : .ok } ?? .notEnoughData, measure: .share,
        detail: switchers == 0 ? nil : switchersByArm),
      HealthCheck(
        check: "unknown-variants", value: Double(counts.tally.unknownUnits), threshold: nil,
        status: counts.tally.unknownUnits == 0 ? .ok : .warn, measure: .count),
      duplicateCheck(), clockCheck(), gapCheck(), immatureCheck(), priorCheck(), beforeCheck(),
    ]
    if plan.activation != nil { checks.append(notActivatedCheck()) }
    if plan.stream.unit != .user { checks.append(assignmentCheck()) }
    return checks
  }

  /// `A 0.5 %, B 1.2 %`: of the units whose first variant it was.
  private var switchersByArm: String {
    counts.arms.map { arm in
      let share = arm.exposed == 0 ? 0 : Double(arm.switchers) / Double(arm.exposed)
      return "\(arm.name) \(EffectSentence.percent(share)) %"
    }.joined(separator: ", ")
  }

  // MARK: Exposures

  /// Exposures that were sent twice change nothing here, but whoever sends them twice may do so with goals.
  private func duplicateCheck() -> HealthCheck {
    let tally = counts.tally
    let share = tally.exposures == 0 ? nil : Double(tally.duplicates) / Double(tally.exposures)
    return HealthCheck(
      check: "duplicate-exposures", value: share, threshold: Self.duplicateThreshold,
      status: share.map { $0 >= Self.duplicateThreshold ? .warn : .ok } ?? .notEnoughData, measure: .share)
  }

  /// Exposures before 2000 or after the commit of the snapshot.
  private func clockCheck() -> HealthCheck {
    let units = counts.tally.implausibleTimes
    return HealthCheck(
      check: "clock-anomalies", value: Double(units), threshold: nil, status: units == 0 ? .ok : .warn,
      measure: .count)
  }

  /// Days from the first unit to the last on which none came in; those right between busy days are odd.
  private func gapCheck() -> HealthCheck {
    // A clock that was never set makes no gap of fifty years.
    let calendar = CalendarBucket(.day, zone: plan.stream.zone)
    let days = counts.unitsByDay.filter { day, _ in
      plan.plausibleTimes.contains(calendar.start(ofIndex: Int(day)).microseconds)
    }
    if days.isEmpty {
      return HealthCheck(
        check: "days-without-new-units", value: nil, threshold: nil, status: .notEnoughData, measure: .count)
    }
    var (all, odd): (Int64, Int64) = (0, 0)
    for (day, next) in zip(days, days.dropFirst()) {
      let empty = next.day - day.day - 1
      all += empty
      // With ten units a day, chance leaves a day empty once in twenty thousand.
      if min(day.units, next.units) >= Self.unitsOfBusyDay { odd += empty }
    }
    return HealthCheck(
      check: "days-without-new-units", value: Double(all), threshold: nil, status: odd > 0 ? .warn : .ok,
      measure: .count,
      detail: all == 0 ? nil : "\(odd == 0 ? "none" : "\(odd)") between busy days")
  }

  /// Whether the units of one user saw the same variant more often than units that were assigned one by one would.
  ///
  /// If they did, users were assigned and not units: the units of a user are no independent observations, and every
  /// error computed from them is too small.
  private func assignmentCheck() -> HealthCheck {
    let tally = counts.tally
    let exposed = Double(counts.arms.reduce(0) { $0 + $1.exposed })
    let chance = counts.arms.reduce(0) { sum, arm in
      exposed == 0 ? 0 : sum + (Double(arm.exposed) / exposed) * (Double(arm.exposed) / exposed)
    }
    // P(X ≥ alike) is P(X > alike − 1).
    let p =
      tally.pairs < Self.pairsForAssignment
      ? nil
      : (try? Binomial(trials: tally.pairs, probability: min(1, chance)))?.tails(tally.alikePairs - 1).upper
        .value
    return HealthCheck(
      check: "assigned-by-user", value: p, threshold: Self.healthThreshold, status: status(p), measure: .p,
      detail: tally.pairs == 0
        ? nil : "\(tally.alikePairs) of \(tally.pairs) pairs of units of one user saw the same variant")
  }

  /// Whether the split is the same on all days; when it changed on purpose, the arms saw different days.
  private func dayRatioCheck() -> HealthCheck {
    let arms = counts.arms.filter { $0.units(.analysed) > 0 }
    let days = counts.unitsByDay.filter { $0.units >= Self.unitsForSampleRatio * arms.count }
    let table = arms.map { arm in days.map { arm.days[$0.day]?.units ?? 0 } }
    let p =
      arms.count > 1 && days.count > 1
      ? (try? ChiSquareTest.independence((0..<days.count).map { day in table.map { $0[day] } }))?.pValue.value
      : nil
    return HealthCheck(
      check: "sample-ratio-by-day", value: p, threshold: Self.healthThreshold,
      status: p.map { $0 < Self.healthThreshold ? .warn : .ok } ?? .notEnoughData, measure: .p)
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
