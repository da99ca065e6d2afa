import Statistics

/// The experiments that are simulated.
enum Simulations {
  static let alpha = 0.05

  static let all: [Simulation] = falseAlarms + coverage + peeking + power

  // MARK: No effect

  private static let falseAlarms = [
    Simulation(name: "A/A, rates, pooled z", expected: 0.05, tolerance: 0.005) { draws in
      guard let difference = rates(&draws, 1_000, 0.1, 0.1) else { return nil }
      return (try? difference.pooledTest().pValue.value).map { $0 < alpha }
    },
    Simulation(name: "A/A, means, Welch t", expected: 0.05, tolerance: 0.005) { draws in
      let (a, b) = (spending(&draws, 500), spending(&draws, 500))
      return
        (try? EffectEstimate.difference(control: ArmStatistic(a), treatment: ArmStatistic(b)).test().pValue
        .value)
        .map { $0 < alpha }
    },
    Simulation(name: "A/A, ratios, delta method", expected: 0.05, tolerance: 0.005) { draws in
      let (a, b) = (ratios(&draws, 500), ratios(&draws, 500))
      return
        (try? EffectEstimate.difference(control: ArmStatistic(ratio: a), treatment: ArmStatistic(ratio: b))
        .test()
        .pValue.value).map { $0 < alpha }
    },
    Simulation(name: "A/A, CUPED", expected: 0.05, tolerance: 0.005) { draws in
      let (a, b) = (pairs(&draws, 300, effect: 0), pairs(&draws, 300, effect: 0))
      return (try? CovariateAdjustment(control: a, treatment: b).difference().test().pValue.value).map {
        $0 < alpha
      }
    },
    Simulation(name: "A/A, Holm over 5 goals, any alarm", expected: 0.05, tolerance: 0.005) { draws in
      var values: [Double] = []
      for _ in 0..<5 {
        guard let p = try? rates(&draws, 500, 0.2, 0.2)?.pooledTest().pValue.value else { return nil }
        values.append(p)
      }
      return MultiplicityAdjustment.holm.adjust(values).contains { $0 < alpha }
    },
    Simulation(name: "split check, fair split", expected: 0.001, tolerance: 0.0005) { draws in
      let treated = draws.converters(2_000, rate: 0.5)
      return
        (try? ChiSquareTest.sampleRatio(observed: [2_000 - treated, treated], weights: [1, 1]).pValue.value)
        .map { $0 < 0.001 }
    },
  ]

  // MARK: Coverage

  private static let coverage = [
    Simulation(name: "coverage, Wilson", expected: 0.95, tolerance: 0.01) { draws in
      guard let proportion = try? Proportion(successes: draws.converters(200, rate: 0.1), trials: 200) else {
        return nil
      }
      return (try? ProportionInterval.wilson(proportion, alpha: alpha))?.contains(0.1)
    },
    Simulation(name: "coverage, Newcombe", expected: 0.95, tolerance: 0.01) { draws in
      (try? rates(&draws, 300, 0.1, 0.15)?.newcombe(alpha: alpha))?.contains(0.05)
    },
    Simulation(name: "coverage, Welch", expected: 0.95, tolerance: 0.008) { draws in
      let (a, b) = (spending(&draws, 800), spending(&draws, 800, buyers: 0.25))
      let truth = Draws.meanSpend(buyers: 0.25) - Draws.meanSpend()
      return
        (try? EffectEstimate.difference(control: ArmStatistic(a), treatment: ArmStatistic(b)).interval(
          alpha: alpha))?
        .contains(truth)
    },
    Simulation(name: "coverage, relative effect", expected: 0.95, tolerance: 0.01) { draws in
      let (a, b) = (spending(&draws, 2_000), spending(&draws, 2_000, buyers: 0.22))
      return
        (try? EffectEstimate.relativeLift(control: ArmStatistic(a), treatment: ArmStatistic(b)).interval(
          alpha: alpha))?
        .contains(0.1)
    },
    Simulation(name: "coverage, CUPED", expected: 0.95, tolerance: 0.008) { draws in
      let (a, b) = (pairs(&draws, 300, effect: 0), pairs(&draws, 300, effect: 0.3))
      return (try? CovariateAdjustment(control: a, treatment: b).difference().interval(alpha: alpha))?
        .contains(0.3)
    },
    Simulation(name: "coverage, median difference", expected: 0.95, tolerance: 0.02) { draws in
      func arm(_ shift: Double) -> ArmStatistic? {
        var values: [Double] = []
        for _ in 0..<400 { values.append(draws.normal() + shift) }
        return try? QuantileInterval(ascending: values.sorted(), order: 0.5, alpha: alpha).armStatistic()
      }
      guard let a = arm(0), let b = arm(0.2) else { return nil }
      return (try? EffectEstimate.normalDifference(control: a, treatment: b).interval(alpha: alpha))?
        .contains(0.2)
    },
  ]

  // MARK: Looking every day

  private static let looks = 20

  private static let peeking = [
    Simulation(
      name: "A/A, sequential, 20 looks, any alarm", expected: 0.05, tolerance: 0.002, isUpperBound: true
    ) { draws in
      anyAlarm(&draws) { estimate, count in
        (try? ConfidenceSequence(estimate, count: count, tuning: .plannedCount(4_000), alpha: alpha).interval)
          .map { !$0.contains(0) }
      }
    },
    // No claim of the module: what happens without it.
    Simulation(name: "A/A, fixed test misused, 20 looks", expected: 0.25, tolerance: 0.04) { draws in
      anyAlarm(&draws) { estimate, _ in (try? estimate.test().pValue.value).map { $0 < alpha } }
    },
  ]

  private static func anyAlarm(
    _ draws: inout Draws, _ alarm: (EffectEstimate, Int) -> Bool?
  ) -> Bool? {
    var (a, b) = (Moments(), Moments())
    for _ in 0..<looks {
      for _ in 0..<100 {
        a.add(draws.spend())
        b.add(draws.spend())
      }
      guard
        let estimate = try? EffectEstimate.difference(control: ArmStatistic(a), treatment: ArmStatistic(b)),
        let found = alarm(estimate, a.count + b.count)
      else { return nil }
      if found { return true }
    }
    return false
  }

  // MARK: Power

  private static let power = [
    Simulation(name: "power of rates at the planned size", expected: 0.8, tolerance: 0.01) { draws in
      guard let size = try? RatePlanning(TestPlan(), controlRate: 0.1).sampleSize(treatmentRate: 0.13) else {
        return nil
      }
      guard let difference = rates(&draws, Int(size.rounded(.up)), 0.1, 0.13) else { return nil }
      return (try? difference.pooledTest().pValue.value).map { $0 < alpha }
    },
    Simulation(name: "power of means at the planned size", expected: 0.8, tolerance: 0.01) { draws in
      // 0.5 standard deviations: 64 units per arm.
      let (a, b) = (normals(&draws, 64, 0), normals(&draws, 64, 0.5))
      return
        (try? EffectEstimate.difference(control: ArmStatistic(a), treatment: ArmStatistic(b)).test().pValue
        .value)
        .map { $0 < alpha }
    },
  ]

  // MARK: Samples

  private static func rates(_ draws: inout Draws, _ count: Int, _ a: Double, _ b: Double)
    -> ProportionDifference?
  {
    guard let control = try? Proportion(successes: draws.converters(count, rate: a), trials: count),
      let treatment = try? Proportion(successes: draws.converters(count, rate: b), trials: count)
    else { return nil }
    return ProportionDifference(control: control, treatment: treatment)
  }

  private static func spending(_ draws: inout Draws, _ count: Int, buyers: Double = 0.2) -> Moments {
    var moments = Moments()
    for _ in 0..<count { moments.add(draws.spend(buyers: buyers)) }
    return moments
  }

  private static func normals(_ draws: inout Draws, _ count: Int, _ mean: Double) -> Moments {
    var moments = Moments()
    for _ in 0..<count { moments.add(draws.normal() + mean) }
    return moments
  }

  /// Visits and purchases of units with a taste of their own.
  private static func ratios(_ draws: inout Draws, _ count: Int) -> BivariateMoments {
    var moments = BivariateMoments()
    for _ in 0..<count {
      let taste = draws.uniform()
      var (visits, purchases) = (1.0, 0.0)
      while draws.uniform() < 0.7, visits < 50 { visits += 1 }
      for _ in 0..<Int(visits) where draws.uniform() < 0.3 * taste { purchases += 1 }
      moments.add(x: visits, y: purchases)
    }
    return moments
  }

  /// Values before and after, correlated by 0.7.
  private static func pairs(_ draws: inout Draws, _ count: Int, effect: Double) -> BivariateMoments {
    var moments = BivariateMoments()
    for _ in 0..<count {
      let before = draws.normal()
      moments.add(x: before, y: 0.7 * before + 0.714_142_842_854_285 * draws.normal() + effect)
    }
    return moments
  }
}
