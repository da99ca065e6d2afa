import EventModel
import QueryLanguage
import QueryResults
import Statistics

extension ExperimentAnswer {
  /// The analysed units of each arm by day of exposure.
  func exposureDays() -> [ExposureDay] {
    counts.unitsByDay.map { day, _ in
      ExposureDay(
        day: dayName(day),
        arms: counts.arms.map { ArmCount(arm: $0.name, units: $0.days[day]?.units ?? 0) })
    }
  }

  /// The effects of each goal after each day.
  func series() -> [EffectSeries] {
    plan.goals.indices.filter { plan.goals[$0].role == .goal }.flatMap { goal in
      counts.arms.indices.dropFirst().map { series(goal: goal, arm: $0) }
    }
  }

  private func series(goal index: Int, arm: Int) -> EffectSeries {
    let goal = plan.goals[index]
    var series = EffectSeries(
      metric: goal.name, treatment: counts.arms[arm].name, control: counts.arms[0].name)
    guard let followed = plan.followedGoals.firstIndex(of: index) else {
      series.reason = goal.reasonNotFollowed
      return series
    }
    if counts.leavesOutDays {
      series.reason = "too-many-days"
      return series
    }
    // Draws and planned looks have their own place; here they would take too long or mean nothing.
    let method: ExperimentMethod? =
      plan.method == .bootstrap || plan.method == .groupSequential ? .fixed : nil
    var units = 0
    var running: Double?
    var growing = GrowingArms(goal: followed, isRate: goal.isRate, of: [counts.arms[0], counts.arms[arm]])
    for day in counts.unitsByDay {
      units += day.units
      growing.add(day: day.day)
      let comparison = effect(
        goal, growing.figures(0), growing.figures(1),
        EffectInference(plan: plan, units: units, method: method))
      if plan.method == .sequential, let p = comparison.p { running = min(running ?? 1, p) }
      series.points.append(
        EffectPoint(
          day: dayName(day.day), units: units, effect: comparison.absoluteEffect,
          interval: comparison.interval, p: comparison.p, runningP: running,
          chanceToWin: comparison.chanceToWin))
    }
    return series
  }

  // MARK: Group sequential

  /// Puts effect, interval and P value of the looks taken in the place of those of all units.
  func applyLooks(_ index: Int, treatment arm: Int, to comparison: inout ArmComparison) {
    guard let schedule, let followed = plan.followedGoals.firstIndex(of: index) else { return }
    let goal = plan.goals[index]
    let sign = plan.sides == 1 && goal.direction == .lowerIsBetter ? -1.0 : 1.0
    (comparison.statistic, comparison.degreesOfFreedom) = (nil, nil)
    (comparison.p, comparison.interval, comparison.relativeInterval) = (nil, nil, nil)
    comparison.method =
      "group-sequential looks, \(plan.spending.rawValue) spending, effect over standard error"
    guard !schedule.taken.isEmpty else {
      comparison.reason = "no-look-reached"
      return
    }
    var estimates: [Result<EffectEstimate, StatisticsError>] = []
    var growing = GrowingArms(goal: followed, isRate: goal.isRate, of: [counts.arms[0], counts.arms[arm]])
    var days = counts.unitsByDay[...]
    for look in schedule.taken {
      while let day = days.first, day.day <= look.day {
        growing.add(day: day.day)
        days.removeFirst()
      }
      do throws(StatisticsError) {
        let (a, b) = (growing.figures(0), growing.figures(1))
        estimates.append(
          .success(try self.estimates(goal, a, b, usesCovariate: plan.usesCovariate, inference).absolute))
      } catch { estimates.append(.failure(error)) }
    }
    comparison.reason = Self.reason {
      let statistics = estimates.map { (try? $0.get()).map { sign * $0.effect / $0.standardError } }
      let bounds = try schedule.bounds(alpha: plan.alpha)
      comparison.looks = schedule.taken.indices.map { place in
        let statistic = statistics[place]
        let size = statistic.map { plan.sides == 2 ? abs($0) : $0 }
        return LookOutcome(
          look: schedule.taken[place].look + 1, effect: (try? estimates[place].get())?.effect,
          statistic: statistic.map { sign * $0 }, bound: bounds[place],
          isCrossed: size.map { $0 >= bounds[place] } ?? false)
      }
      guard let last = estimates.last else { return }
      let estimate = try last.get()
      comparison.absoluteEffect = estimate.effect
      comparison.statistic = estimate.effect / estimate.standardError
      comparison.p = try schedule.pValue(statistics)
      if let bound = bounds.last, bound.isFinite {
        let half = bound * estimate.standardError
        let interval = inference.open(
          Statistics.ConfidenceInterval(
            lower: estimate.effect - half, upper: estimate.effect + half, level: 1 - plan.alpha),
          inference.alternative(of: goal))
        comparison.interval = .init(lower: interval.lower, upper: interval.upper)
        comparison.mde = try? detectable(estimate, bound: bound)
      }
    }
  }

  /// A day's label in the statement's zone.
  func dayName(_ day: Int64) -> String {
    CalendarBucket(.day, zone: plan.stream.zone).label(ofIndex: Int(day))
  }
}

/// One goal of two arms, growing by the units of day after day.
private struct GrowingArms {
  private let goal: Int
  private let isRate: Bool
  private let arms: [ExperimentCounts.Arm]
  private var moments: [BivariateMoments]

  init(goal: Int, isRate: Bool, of arms: [ExperimentCounts.Arm]) {
    self.goal = goal
    self.isRate = isRate
    self.arms = arms
    moments = arms.map { _ in BivariateMoments() }
  }

  mutating func add(day: Int64) {
    for (place, arm) in arms.enumerated() {
      if let own = arm.days[day] { moments[place].merge(own.moments(ofGoal: goal)) }
    }
  }

  func figures(_ place: Int) -> ArmFigures { ArmFigures(moments[place], isRate: isRate) }
}
