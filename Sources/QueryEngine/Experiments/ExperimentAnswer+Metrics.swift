import EventModel
import QueryLanguage
import QueryResults
import Statistics

extension ExperimentAnswer {
  func metrics() -> [ExperimentMetric] {
    var metrics = figures.enumerated().map { metric($0.element, index: $0.offset) }
    adjust(&metrics)
    return metrics
  }

  private func metric(_ figures: MetricFigures, index: Int) -> ExperimentMetric {
    let goal = figures.goal
    return ExperimentMetric(
      name: goal.name, role: MetricRole(goal.role),
      direction: goal.direction == .higherIsBetter ? .higherIsBetter : .lowerIsBetter, kind: goal.kind,
      unit: plan.stream.unit.name,
      arms: zip(counts.arms, figures.arms).map { arm, own in
        ArmOutcome(
          arm: arm.name, n: own.units, measure: measure(goal, own), interval: armInterval(goal, own),
          capped: figures.limit == nil ? nil : own.capped)
      },
      comparisons: counts.arms.indices.dropFirst().map { compare(figures, metric: index, treatment: $0) },
      omnibus: counts.arms.count > 2 ? omnibus(figures) : nil, cap: figures.cap,
      window: goal.window.map { Double($0) / microsecondsPerSecond })
  }

  private func measure(_ goal: ExperimentPlan.Goal, _ arm: ArmFigures) -> ArmMeasure {
    switch goal.value {
    case .pattern, .retention:
      return .rate(converters: arm.converters, rate: arm.figure(of: goal))
    case .measure:
      return .mean(
        sum: arm.sumY, mean: arm.figure(of: goal), standardDeviation: arm.moments.y.standardDeviation)
    case .ratio:
      return .ratio(numerator: arm.sumY, denominator: arm.sumX, ratio: arm.figure(of: goal))
    case .quantile(let order, _): return .quantile(order: order, value: arm.figure(of: goal))
    }
  }

  private func armInterval(_ goal: ExperimentPlan.Goal, _ arm: ArmFigures) -> QueryResults.ConfidenceInterval?
  {
    interval {
      switch goal.value {
      case .pattern, .retention:
        return try ProportionInterval.wilson(
          Proportion(successes: arm.converters, trials: arm.units), alpha: plan.alpha)
      case .measure, .ratio:
        let statistic = try arm.statistic(of: goal)
        return try EffectEstimate(
          effect: statistic.estimate, standardError: statistic.variance.squareRoot(),
          degreesOfFreedom: Double(statistic.count - 1)
        ).interval(alpha: plan.alpha)
      case .quantile(let order, _):
        let bounds = try QuantileInterval(ascending: arm.ascendingValues, order: order, alpha: plan.alpha)
        return Statistics.ConfidenceInterval(
          lower: try bounds.lower.get(), upper: try bounds.upper.get(), level: 1 - plan.alpha)
      }
    }
  }

  /// All arms at once: chi-square for rates, Welch's analysis of variance for the rest.
  private func omnibus(_ figures: MetricFigures) -> OmnibusTest {
    var test = OmnibusTest(method: figures.goal.isRate ? "chi-square, all arms" : "Welch ANOVA, all arms")
    test.reason = Self.reason {
      let result =
        figures.goal.isRate
        ? try ChiSquareTest.independence(figures.arms.map { [$0.converters, $0.units - $0.converters] })
        : try WelchAnova.test(try figures.arms.map { try $0.statistic(of: figures.goal) })
      test.statistic = result.statistic
      test.degreesOfFreedom = result.degreesOfFreedom
      test.p = result.pValue.value
    }
    return test
  }

  /// The chosen correction over all goals and arms; secondary metrics and guardrails stay outside the family.
  private func adjust(_ metrics: inout [ExperimentMetric]) {
    guard plan.correction != .none else { return }
    let goals = metrics.indices.filter { metrics[$0].role == .goal }
    let p = goals.flatMap { metrics[$0].comparisons.map(\.p) }
    let adjusted =
      plan.correction == .dunnett
      ? dunnett(metrics, goals: goals) : MultiplicityAdjustment(plan.correction).adjust(p)
    let size = p.compactMap { $0 }.count
    var next = 0
    for goal in goals {
      for index in metrics[goal].comparisons.indices {
        metrics[goal].comparisons[index].pAdjusted = adjusted[next]
        // A test that could not be computed is in no family.
        if adjusted[next] != nil { metrics[goal].comparisons[index].familySize = size }
        next += 1
      }
    }
  }
}

extension ExperimentAnswer {
  /// Within each goal Dunnett's adjusted P values, times the number of goals; Bonferroni where that test cannot be made.
  private func dunnett(_ metrics: [ExperimentMetric], goals: [Int]) -> [Double?] {
    let computed = goals.filter { metrics[$0].comparisons.contains { $0.p != nil } }.count
    return goals.flatMap { goal -> [Double?] in
      let comparisons = metrics[goal].comparisons
      let own: [Double?] =
        if let arms = try? figures[goal].arms.map({ try $0.statistic(of: figures[goal].goal) }),
          let test = try? DunnettTest(control: arms[0], treatments: Array(arms.dropFirst()))
        {
          zip(comparisons, test.adjustedPValues()).map { $0.p == nil ? nil : $1.value }
        } else {
          comparisons.map { $0.p.map { $0 * Double(comparisons.count) } }
        }
      return own.map { $0.map { min(1, $0 * Double(max(1, computed))) } }
    }
  }
}

extension MultiplicityAdjustment {
  fileprivate init(_ correction: MultiplicityCorrection) {
    self =
      switch correction {
      case .none: .none
      case .bonferroni: .bonferroni
      case .holm: .holm
      case .benjaminiHochberg: .benjaminiHochberg
      case .benjaminiYekutieli: .benjaminiYekutieli
      // Adjusted elsewhere; what is left to do is nothing.
      case .dunnett: .none
      }
  }
}

extension MetricRole {
  fileprivate init(_ role: ExperimentGoal.Role) {
    self =
      switch role {
      case .goal: .goal
      case .secondary: .secondary
      case .guardrail: .guardrail
      }
  }
}

extension ExperimentPlan.Goal {
  /// The kind of metric as reports name it.
  var kind: MetricKind {
    switch value {
    case .pattern(let goal): goal.pattern.steps.count == 1 ? .conversion : .pattern
    case .measure(let measure):
      switch measure.aggregate {
      case .count, .presence, .distinct: .count
      case .sum: .sum
      case .mean, .minimum, .maximum, .quantile: .mean
      }
    case .ratio: .ratio
    case .quantile: .quantile
    case .retention: .retention
    }
  }
}
