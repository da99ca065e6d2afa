import EventModel
import QueryResults
import Statistics

/// One metric of all arms, with the cap that all arms together imply.
struct MetricFigures {
  let goal: ExperimentPlan.Goal
  /// In the order of the arms.
  let arms: [ArmFigures]
  let uncapped: [ArmFigures]
  /// Only units whose window is over; empty where that makes no difference or the metric is a quantile.
  let matured: [ArmFigures]
  /// The arms of each stratum.
  private let strata: [[ArmFigures]]
  /// The arms of each segment.
  let segments: [[ArmFigures]]
  let limit: Double?

  init(_ goal: ExperimentPlan.Goal, index: Int, counts: ExperimentCounts) {
    self.goal = goal
    let totals = counts.arms.map { $0.fates[.analysed]?.goals[index] ?? GoalTotals() }
    uncapped = totals.map { ArmFigures($0, cappedAt: nil) }
    // A cap per arm would leak the treatment into it.
    let pooled = uncapped
    let limit = goal.cap.flatMap { try? $0.limit(pooled: pooled.map(\.ascendingValues)) }
    self.limit = limit
    arms = totals.map { ArmFigures($0, cappedAt: limit) }
    segments = counts.segments.indices.map { segment in
      counts.arms.map { ArmFigures($0.segments[segment].goals[index], cappedAt: limit) }
    }
    strata = (counts.arms.first?.strata ?? []).indices.map { stratum in
      counts.arms.map { ArmFigures($0.strata[stratum].goals[index], cappedAt: limit) }
    }
    var isQuantile = false
    if case .quantile = goal.value { isQuantile = true }
    let hasImmature = totals.contains { $0.immature.count > 0 }
    matured = hasImmature && !isQuantile && limit == nil ? totals.map { ArmFigures(maturedOf: $0) } : []
  }

  /// The strata of control and one treatment; empty without strata.
  func strata(ofArm arm: Int) -> [PostStratification.Stratum] {
    strata.map { .init(control: $0[0].moments.y, treatment: $0[arm].moments.y) }
  }

  var cap: MetricCap? {
    guard let limit, let cap = goal.cap else { return nil }
    if case .percentile(let share, _) = cap { return MetricCap(percentile: share, limit: limit) }
    return MetricCap(percentile: nil, limit: limit)
  }
}

extension ArmFigures {
  fileprivate init(_ totals: GoalTotals, cappedAt limit: Double?) {
    if let limit { self.init(totals, limit: limit) } else { self.init(totals) }
  }

  /// Only the units whose window is over; without single units and what was before.
  fileprivate init(maturedOf totals: GoalTotals) {
    self.init(GoalTotals())
    units = totals.matured.count
    converters = totals.maturedConverters
    moments = totals.matured
    sumX = totals.matured.x.sum
    sumY = totals.matured.y.sum
  }
}
