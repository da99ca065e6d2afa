import EventModel
import QueryLanguage
import QueryResults
import Statistics

/// Plans an experiment from what the units of the store did, all taken as control.
struct PowerAnswer {
  let plan: ExperimentPlan
  let lift: Amount?
  /// Control included.
  let arms: Int
  let control: ArmFigures
  let unitsPerDay: Double?

  /// The durations every plan shows, days.
  static let durations = [7, 14, 28, 56]

  func result() -> PowerResult {
    let goal = plan.goals[0]
    let figure = control.figure(of: goal)
    var result = PowerResult(
      metric: goal.name, kind: goal.kind, exposure: plan.exposureText, units: control.units,
      base: measure(goal, figure),
      unitDeviation: nil, unitsPerDay: unitsPerDay, alpha: plan.alpha, power: plan.power, sides: plan.sides,
      arms: arms,
      window: goal.window.map { Double($0) / microsecondsPerSecond })
    result.reason = ExperimentAnswer.reason {
      let statistic = try control.statistic(of: goal)
      let planning = try MeanPlanning(testPlan(), arm: statistic)
      result.unitDeviation = planning.standardDeviation
      let base = figure ?? statistic.estimate
      if let lift { result.target = target(lift, base: base, goal, planning) }
      result.durations = durations(base: base, planning)
    }
    return result
  }

  /// Alpha shared by the comparisons of each treatment with control, arms of equal size.
  private func testPlan() throws(StatisticsError) -> TestPlan {
    try TestPlan(
      alpha: plan.alpha, power: plan.power, twoSided: plan.sides == 2, comparisons: max(1, arms - 1))
  }

  private func measure(_ goal: ExperimentPlan.Goal, _ figure: Double?) -> ArmMeasure {
    switch goal.value {
    case .pattern, .retention: .rate(converters: control.converters, rate: figure)
    case .measure:
      .mean(sum: control.sumY, mean: figure, standardDeviation: control.moments.y.standardDeviation)
    case .ratio: .ratio(numerator: control.sumY, denominator: control.sumX, ratio: figure)
    case .quantile(let order, _): .quantile(order: order, value: figure)
    }
  }

  private func target(
    _ lift: Amount, base: Double, _ goal: ExperimentPlan.Goal, _ planning: MeanPlanning
  ) -> PowerTarget {
    let absolute = lift.isPercent ? lift.fraction * abs(base) : lift.number
    var target = PowerTarget(absolute: absolute, relative: base == 0 ? nil : absolute / abs(base))
    target.reason = ExperimentAnswer.reason {
      let size =
        goal.isRate
        ? try RatePlanning(planning.plan, controlRate: base).sampleSize(treatmentRate: base + absolute)
        : try planning.sampleSize(difference: absolute)
      guard size < 1e15 else { throw StatisticsError.targetUnreachable }
      // Two units of an arm are the least that has a variance.
      let perArm = max(2, Int(size.rounded(.up)))
      target.unitsPerArm = perArm
      if let unitsPerDay {
        target.days = try DurationPlanning.daysLeft(
          controlUnitsNeeded: Double(perArm) * Double(arms), controlUnits: 0, controlUnitsPerDay: unitsPerDay)
      }
    }
    return target
  }

  private func durations(base: Double, _ planning: MeanPlanning) -> [DurationPower] {
    guard let unitsPerDay else { return [] }
    return Self.durations.compactMap { days in
      let perArm = Int((unitsPerDay * Double(days) / Double(arms)).rounded(.down))
      guard perArm >= 2 else { return nil }
      let absolute = try? planning.detectableDifference(controlUnits: Double(perArm))
      return DurationPower(
        days: days, unitsPerArm: perArm, absolute: absolute,
        relative: absolute.flatMap { base == 0 ? nil : $0 / abs(base) })
    }
  }
}
