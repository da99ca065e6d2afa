import EventModel
import QueryLanguage
import QueryResults
import Statistics

/// Works out the decision report from counts: health, population, effects, verdict.
struct ExperimentAnswer {
  let plan: ExperimentPlan
  let counts: ExperimentCounts

  /// Below this P the observed split is not the planned one; low, because the check is repeated at every look.
  static let sampleRatioThreshold = 0.001
  /// Share of exposed units seen in several variants from which the assignment is called broken.
  static let switcherThreshold = 0.01

  // MARK: Health

  func health() -> [HealthCheck] {
    let exposed = counts.arms.reduce(0) { $0 + $1.counts.units + $1.counts.switchers }
    let switchers = counts.arms.reduce(0) { $0 + $1.counts.switchers }
    let share = exposed == 0 ? nil : Double(switchers) / Double(exposed)
    return [
      sampleRatioCheck(),
      HealthCheck(
        check: "multiple-variants", value: share, threshold: Self.switcherThreshold,
        status: share.map { $0 >= Self.switcherThreshold ? .fail : .ok } ?? .notEnoughData, measure: .share),
      HealthCheck(
        check: "unknown-variants", value: Double(counts.unknownUnits), threshold: nil,
        status: counts.unknownUnits == 0 ? .ok : .warn, measure: .count),
      HealthCheck(
        check: "immature-units", value: Double(immatureUnits), threshold: nil,
        status: immatureUnits == 0 ? .ok : .warn, measure: .count),
    ]
  }

  /// Units whose longest window still runs.
  private var immatureUnits: Int {
    counts.arms.reduce(0) { $0 + ($1.counts.immature.max() ?? 0) }
  }

  private func sampleRatioCheck() -> HealthCheck {
    let test = try? ChiSquareTest.sampleRatio(
      observed: counts.arms.map(\.counts.units), weights: counts.arms.map(\.weight))
    let isEmpty = counts.arms.allSatisfy { $0.counts.units == 0 }
    let p = isEmpty ? nil : test?.pValue.value
    return HealthCheck(
      check: "sample-ratio-mismatch", value: p, threshold: Self.sampleRatioThreshold,
      status: p.map { $0 < Self.sampleRatioThreshold ? .fail : .ok } ?? .notEnoughData, measure: .p)
  }

  // MARK: Population

  func population() -> [PopulationRow] {
    func row(_ stage: PopulationStage, _ reason: String?, _ count: (ExperimentOperator.Arm) -> Int) -> PopulationRow {
      let arms = counts.arms.map { ArmCount(arm: $0.name, units: count($0.counts)) }
      return PopulationRow(
        stage: stage, reason: reason, total: arms.reduce(0) { $0 + $1.units }, arms: arms)
    }
    return [
      PopulationRow(stage: .seen, reason: nil, total: counts.unitCount, arms: []),
      row(.exposed, nil) { $0.units + $0.switchers },
      row(.excluded, "multiple-variants") { $0.switchers },
      row(.analysed, nil) { $0.units },
    ]
  }

  // MARK: Metrics

  func metrics() -> [ExperimentMetric] {
    var metrics = plan.goals.indices.map { metric($0) }
    adjust(&metrics)
    return metrics
  }

  private func metric(_ goal: Int) -> ExperimentMetric {
    let definition = plan.goals[goal]
    let control = counts.arms[0]
    return ExperimentMetric(
      name: definition.name, role: definition.role == .secondary ? .secondary : .goal,
      direction: definition.direction == .higherIsBetter ? .higherIsBetter : .lowerIsBetter,
      kind: definition.steps.count == 1 ? .conversion : .pattern,
      arms: counts.arms.map { arm in
        let (converters, n) = (arm.counts.converters[goal], arm.counts.units)
        return ArmOutcome(
          arm: arm.name, n: n, measure: .rate(converters: converters, rate: FunnelAnswer.rate(converters, n)),
          interval: interval { try ProportionInterval.wilson(Proportion(successes: converters, trials: n), alpha: plan.alpha) })
      },
      comparisons: counts.arms.dropFirst().map { compare(goal, control: control, treatment: $0) })
  }

  private func interval(
    _ compute: () throws -> Statistics.ConfidenceInterval
  ) -> QueryResults.ConfidenceInterval? {
    (try? compute()).map { .init(lower: $0.lower, upper: $0.upper) }
  }

  private func compare(
    _ goal: Int, control: ExperimentCounts.Arm, treatment: ExperimentCounts.Arm
  ) -> ArmComparison {
    var comparison = ArmComparison(
      treatment: treatment.name, control: control.name, absoluteEffect: nil, relativeEffect: nil,
      interval: nil, relativeInterval: nil, level: 1 - plan.alpha, method: "two-proportion z, Newcombe interval",
      statistic: nil, p: nil, pAdjusted: nil, mde: nil)
    do {
      let a = try Proportion(successes: control.counts.converters[goal], trials: control.counts.units)
      let b = try Proportion(successes: treatment.counts.converters[goal], trials: treatment.counts.units)
      let difference = ProportionDifference(control: a, treatment: b)
      comparison.absoluteEffect = difference.effect
      comparison.interval = interval { try difference.newcombe(alpha: plan.alpha) }
      if let lift = try? EffectEstimate.relativeLift(control: ArmStatistic(a), treatment: ArmStatistic(b)) {
        comparison.relativeEffect = lift.effect
        comparison.relativeInterval = interval { try lift.interval(alpha: plan.alpha) }
      }
      let test = try difference.pooledTest()
      comparison.statistic = test.statistic
      comparison.p = test.pValue.value
      comparison.mde = try? EffectEstimate(
        effect: difference.effect, standardError: difference.unpooledStandardError
      ).minimumDetectableEffect(alpha: plan.alpha, power: ExperimentPlan.power)
      if difference.smallestExpectedCount < Self.smallCount {
        let exact = try FisherExactTest(
          a.successes, a.trials - a.successes, b.successes, b.trials - b.successes)
        comparison.p = exact.twoSided.value
        comparison.statistic = nil
        comparison.method = "Fisher exact, Newcombe interval"
      }
    } catch {
      comparison.reason = error.code
    }
    return comparison
  }

  /// Below this expected count the normal approximation is not trusted.
  static let smallCount = 5.0

  /// Holm's correction over all goals and arms; secondary metrics stay outside the family.
  private func adjust(_ metrics: inout [ExperimentMetric]) {
    let goals = metrics.indices.filter { metrics[$0].role == .goal }
    let p = goals.flatMap { metrics[$0].comparisons.map(\.p) }
    let adjusted = MultiplicityAdjustment.holm.adjust(p)
    let size = p.compactMap { $0 }.count
    var next = 0
    for goal in goals {
      for index in metrics[goal].comparisons.indices {
        metrics[goal].comparisons[index].pAdjusted = adjusted[next]
        metrics[goal].comparisons[index].familySize = size
        next += 1
      }
    }
  }
}
