import EventModel
import QueryLanguage
import QueryResults
import Statistics

extension ExperimentAnswer {
  /// How far the experiment is against its plan, and what it could have found.
  func progress(_ metrics: [ExperimentMetric]) -> ExperimentProgress {
    let units = inference.units
    let whole = ExposurePace(counts.unitsByDay, newestDay: newestDay)
    let pace = whole.unitsPerDay
    var daysLeft: Int?
    if let planned = plan.planned, let pace {
      daysLeft = try? DurationPlanning.daysLeft(
        controlUnitsNeeded: Double(planned), controlUnits: units, controlUnitsPerDay: pace)
    }
    return ExperimentProgress(
      units: units, planned: plan.planned,
      informationFraction: plan.planned.flatMap { $0 > 0 ? Double(units) / Double($0) : nil },
      isDecisionValid: isDecisionValid(metrics), unitsPerDay: pace,
      lastDay: whole.lastDay.map { dayName($0) }, daysLeft: daysLeft, power: plan.power,
      detectable: zip(metrics, figures).flatMap { metric, figures in
        metric.comparisons.map { comparison in
          let target = target(figures, comparison, pace: pace)
          return DetectableEffect(
            metric: metric.name, treatment: comparison.treatment, absolute: comparison.mde,
            relative: relative(comparison.mde, metric), unitsPerArm: target?.unitsPerArm,
            days: target?.days)
        }
      }, looks: schedule?.looks ?? [])
  }

  /// The day of the newest event; that of the newest unit where there is none.
  private var newestDay: Int64 {
    let days = CalendarBucket(.day, zone: plan.stream.zone)
    // The data end with the day of the newest event.
    if let end = plan.endOfData { return Int64(days.index(of: Timestamp(microseconds: end))) - 1 }
    return counts.unitsByDay.last?.day ?? 0
  }

  /// The units per arm that the planned lift of a goal takes, and the days until they are there.
  private func target(
    _ figures: MetricFigures, _ comparison: ArmComparison, pace: Double?
  ) -> (unitsPerArm: Int, days: Int?)? {
    guard let lift = plan.lift, figures.goal.role == .goal,
      let control = try? figures.arms[0].statistic(of: figures.goal),
      let testPlan = try? TestPlan(
        alpha: plan.alpha, power: plan.power, twoSided: plan.sides == 2,
        comparisons: max(1, counts.arms.count - 1))
    else { return nil }
    let difference = lift.isPercent ? lift.fraction * abs(control.estimate) : lift.number
    // What the covariate explains need not be outweighed by units.
    let unexplained = max(0, 1 - (comparison.adjustment?.squaredCorrelation ?? 0)).squareRoot()
    guard
      let size = figures.goal.isRate && comparison.adjustment == nil
        ? try? RatePlanning(testPlan, controlRate: control.estimate).sampleSize(
          treatmentRate: control.estimate + difference)
        : try? MeanPlanning(testPlan, standardDeviation: control.unitVariance.squareRoot() * unexplained)
          .sampleSize(difference: difference),
      size < 1e15
    else { return nil }
    let perArm = max(2, Int((size * alwaysValidFactor(perArm: size)).rounded(.up)))
    let days = pace.flatMap {
      try? DurationPlanning.daysLeft(
        controlUnitsNeeded: Double(perArm) * Double(counts.arms.count), controlUnits: inference.units,
        controlUnitsPerDay: $0)
    }
    return (perArm, days)
  }

  /// How many times the units of one look an always-valid sequence takes for the same power; 1 for other methods.
  ///
  /// The bound in standard errors depends on the units, so that both are found in turns.
  private func alwaysValidFactor(perArm size: Double) -> Double {
    guard plan.method == .sequential else { return 1 }
    let comparisons = Double(max(1, counts.arms.count - 1))
    let alpha = plan.alpha / comparisons
    let power = StandardNormal.quantile(lowerTail: plan.power)
    let oneLook = StandardNormal.quantile(upperTail: plan.sides == 2 ? alpha / 2 : alpha) + power
    var factor = 1.0
    for _ in 0..<20 {
      let units = min(size * factor * Double(counts.arms.count), 1e15)
      guard oneLook > 0, let bound = try? inference.sequentialBound(alpha: alpha, count: max(2, Int(units)))
      else { return factor }
      factor = (bound + power) * (bound + power) / (oneLook * oneLook)
    }
    return factor
  }

  /// An always-valid method allows a decision at any time, planned looks once a bound is crossed or the last look is
  /// taken, a fixed horizon once the planned size is there.
  private func isDecisionValid(_ metrics: [ExperimentMetric]) -> Bool? {
    if plan.method == .sequential { return true }
    if let schedule {
      return schedule.isComplete
        || metrics.contains { metric in
          metric.role == .goal && metric.comparisons.contains { $0.looks.contains(where: \.isCrossed) }
        }
    }
    return plan.planned.map { inference.units >= $0 }
  }

  private func relative(_ amount: Double?, _ metric: ExperimentMetric) -> Double? {
    guard let amount, let figure = metric.arms.first?.measure.figure, figure != 0 else { return nil }
    return amount / abs(figure)
  }
}

extension ArmMeasure {
  /// The one number that the arm is compared by.
  var figure: Double? {
    switch self {
    case .rate(_, let rate): rate
    case .mean(_, let mean, _): mean
    case .ratio(_, _, let ratio): ratio
    case .quantile(_, let value): value
    }
  }
}
