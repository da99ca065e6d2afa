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
    Simulation(name: "A/A, post-stratification", expected: 0.05, tolerance: 0.005) { draws in
      let strata = strata(&draws, effect: 0)
      return (try? PostStratification(strata).estimate.test().pValue.value).map { $0 < alpha }
    },
    Simulation(name: "A/A, bootstrap of means", expected: 0.05, tolerance: 0.015) { draws in
      let (a, b) = (values(&draws, 100, 0), values(&draws, 100, 0))
      return bootstrap(a, b, .multinomial).map { !$0.contains(0) }
    },
    Simulation(name: "A/A, chance to win of 97.5 % either way", expected: 0.05, tolerance: 0.005) { draws in
      guard
        let effect = try? EffectEstimate.difference(
          control: ArmStatistic(spending(&draws, 500)), treatment: ArmStatistic(spending(&draws, 500))),
        let chance = try? NormalPosterior(effect, controlValue: 1).chanceToWin(higherIsBetter: true).value
      else { return nil }
      return chance >= 0.975 || chance <= 0.025
    },
    Simulation(name: "A/A, Mann-Whitney", expected: 0.05, tolerance: 0.005) { draws in
      let (a, b) = (values(&draws, 80, 0).sorted(), values(&draws, 80, 0).sorted())
      return (try? MannWhitneyTest(control: a, treatment: b).twoSided.value).map { $0 < alpha }
    },
    Simulation(name: "A/A, Dunnett over 4 arms, any alarm", expected: 0.05, tolerance: 0.005) { draws in
      var arms: [ArmStatistic] = []
      for _ in 0..<5 {
        guard let arm = try? ArmStatistic(normals(&draws, 60, 0)) else { return nil }
        arms.append(arm)
      }
      return
        (try? DunnettTest(control: arms[0], treatments: Array(arms.dropFirst())).adjustedPValues()).map {
          $0.contains { $0.value < alpha }
        }
    },
    Simulation(name: "A/A, Welch's analysis of variance, 4 arms", expected: 0.05, tolerance: 0.005) { draws in
      var arms: [ArmStatistic] = []
      for _ in 0..<4 {
        guard let arm = try? ArmStatistic(normals(&draws, 60, 0)) else { return nil }
        arms.append(arm)
      }
      return (try? WelchAnova.test(arms).pValue.value).map { $0 < alpha }
    },
    Simulation(name: "A/A, segments alike, interaction test", expected: 0.05, tolerance: 0.005) { draws in
      var effects: [EffectEstimate] = []
      for _ in 0..<4 {
        guard
          let effect = try? EffectEstimate.difference(
            control: ArmStatistic(normals(&draws, 200, 0)), treatment: ArmStatistic(normals(&draws, 200, 0.3))
          )
        else { return nil }
        effects.append(effect)
      }
      return (try? HeterogeneityTest.test(effects).pValue.value).map { $0 < alpha }
    },
    // 20,000 units, 5 % of the treated lost: z is about 3.58 where 0.001 needs 3.29, and Φ(3.58 − 3.29) = 0.614.
    Simulation(name: "split check, 5 % of the treated lost", expected: 0.614, tolerance: 0.01) { draws in
      let treated = draws.converters(20_000, rate: 0.5)
      let kept = draws.converters(treated, rate: 0.95)
      return
        (try? ChiSquareTest.sampleRatio(observed: [20_000 - treated, kept], weights: [1, 1]).pValue.value)
        .map { $0 < 0.001 }
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
    Simulation(name: "coverage, Clopper-Pearson", expected: 0.95, tolerance: 0, isLowerBound: true) { draws in
      guard let proportion = try? Proportion(successes: draws.converters(200, rate: 0.1), trials: 200) else {
        return nil
      }
      return (try? ProportionInterval.clopperPearson(proportion, alpha: alpha))?.contains(0.1)
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
    Simulation(name: "coverage, relative effect, Fieller", expected: 0.95, tolerance: 0.01) { draws in
      let (a, b) = (spending(&draws, 2_000), spending(&draws, 2_000, buyers: 0.22))
      guard
        case .bounded(let bounds)? = try? FiellerInterval(
          control: ArmStatistic(a), treatment: ArmStatistic(b), alpha: alpha)
      else { return nil }
      return bounds.contains(0.1)
    },
    Simulation(name: "coverage, relative effect with CUPED", expected: 0.95, tolerance: 0.01) { draws in
      let (a, b) = (pairs(&draws, 500, effect: 3), pairs(&draws, 500, effect: 3.3))
      return (try? CovariateAdjustment(control: a, treatment: b).relativeLift().interval(alpha: alpha))?
        .contains(0.1)
    },
    Simulation(name: "coverage, ratio", expected: 0.95, tolerance: 0.01) { draws in
      let (a, b) = (ratios(&draws, 600), ratios(&draws, 600, chance: 0.4))
      // Purchases per visit are 0.3 or 0.4 times a mean taste of one half.
      return
        (try? EffectEstimate.difference(control: ArmStatistic(ratio: a), treatment: ArmStatistic(ratio: b))
        .interval(alpha: alpha))?.contains(0.05)
    },
    Simulation(name: "coverage, post-stratification", expected: 0.95, tolerance: 0.008) { draws in
      (try? PostStratification(strata(&draws, effect: 0.3)).estimate.interval(alpha: alpha))?.contains(0.3)
    },
    Simulation(name: "coverage, quantile of one arm", expected: 0.95, tolerance: 0.02) { draws in
      let values = values(&draws, 300, 0).sorted()
      guard let interval = try? QuantileInterval(ascending: values, order: 0.9, alpha: alpha),
        let lower = interval.lower.value, let upper = interval.upper.value
      else { return nil }
      return lower <= 1.281_551_565_544_6 && 1.281_551_565_544_6 <= upper
    },
    Simulation(name: "coverage, bootstrap of means", expected: 0.95, tolerance: 0.015) { draws in
      let (a, b) = (values(&draws, 100, 0), values(&draws, 100, 0.4))
      return bootstrap(a, b, .multinomial)?.contains(0.4)
    },
    Simulation(name: "coverage, Poisson bootstrap of means", expected: 0.95, tolerance: 0.015) { draws in
      let (a, b) = (values(&draws, 100, 0), values(&draws, 100, 0.4))
      return bootstrap(a, b, .poisson)?.contains(0.4)
    },
    Simulation(name: "coverage, credible interval, flat prior", expected: 0.95, tolerance: 0.008) { draws in
      guard
        let effect = try? EffectEstimate.difference(
          control: ArmStatistic(spending(&draws, 800)),
          treatment: ArmStatistic(spending(&draws, 800, buyers: 0.25)))
      else { return nil }
      let truth = Draws.meanSpend(buyers: 0.25) - Draws.meanSpend()
      return (try? NormalPosterior(effect, controlValue: 1).credibleInterval(alpha: alpha))?.contains(truth)
    },
    Simulation(name: "coverage, credible interval, effects drawn from it", expected: 0.95, tolerance: 0.008) {
      draws in
      // Calibrated where the prior is true: relative effects of mean 0 and deviation 0.3, control 2.
      let truth = 0.6 * draws.normal()
      guard
        let effect = try? EffectEstimate.difference(
          control: ArmStatistic(normals(&draws, 300, 2)),
          treatment: ArmStatistic(normals(&draws, 300, 2 + truth))),
        let prior = try? NormalPrior(mean: 0, standardDeviation: 0.3, scale: .relative)
      else { return nil }
      return (try? NormalPosterior(effect, prior: prior, controlValue: 2).credibleInterval(alpha: alpha))?
        .contains(truth)
    },
    Simulation(
      name: "coverage, confidence sequence at all 20 looks", expected: 0.95, tolerance: 0.002,
      isLowerBound: true
    ) { draws in
      var isCovered = true
      let missed = anyAlarm(&draws) { estimate, count in
        (try? ConfidenceSequence(estimate, count: count, tuning: .plannedCount(4_000), alpha: alpha).interval)
          .map { !$0.contains(0) }
      }
      if missed ?? true { isCovered = false }
      return isCovered
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
    Simulation(name: "A/A, 5 planned looks, quadratic spending", expected: 0.05, tolerance: 0.005) { draws in
      plannedAlarm(&draws, quadraticBounds, effect: 0)
    },
    Simulation(name: "A/A, 5 planned looks, O'Brien-Fleming", expected: 0.05, tolerance: 0.005) { draws in
      plannedAlarm(&draws, obrienFlemingBounds, effect: 0)
    },
    Simulation(name: "A/A, 5 planned looks, Pocock", expected: 0.05, tolerance: 0.005) { draws in
      plannedAlarm(&draws, pocockBounds, effect: 0)
    },
    Simulation(
      name: "coverage, 5 planned looks, when stopped", expected: 0.95, tolerance: 0.005, isLowerBound: true
    ) { draws in
      isCoveredAtStop(&draws, quadraticBounds, effect: 0.15)
    },
    // No claim of the module: what happens without it.
    Simulation(name: "A/A, fixed test misused, 20 looks", expected: 0.25, tolerance: 0.04) { draws in
      anyAlarm(&draws) { estimate, _ in (try? estimate.test().pValue.value).map { $0 < alpha } }
    },
  ]

  /// Whether the interval d ± c·se of the look that stops holds the truth; it does for all looks together.
  private static func isCoveredAtStop(_ draws: inout Draws, _ bounds: [Double]?, effect: Double) -> Bool? {
    guard let bounds else { return nil }
    var (a, b) = (Moments(), Moments())
    for (look, bound) in bounds.enumerated() {
      a.merge(normals(&draws, 100, 0))
      b.merge(normals(&draws, 100, effect))
      guard
        let estimate = try? EffectEstimate.difference(control: ArmStatistic(a), treatment: ArmStatistic(b))
      else { return nil }
      guard abs(estimate.effect / estimate.standardError) >= bound || look == bounds.count - 1 else {
        continue
      }
      return abs(estimate.effect - effect) <= bound * estimate.standardError
    }
    return nil
  }

  private static let shares = [0.2, 0.4, 0.6, 0.8, 1.0]
  private static let quadratic = try? GroupSequentialDesign(shares: shares, alpha: alpha)
  private static let quadraticBounds = quadratic?.bounds
  private static let obrienFlemingBounds = try? GroupSequentialDesign(
    shares: shares, spending: .obrienFleming, alpha: alpha
  ).bounds
  private static let pocockBounds = try? GroupSequentialDesign(
    shares: shares, spending: .pocock, alpha: alpha
  ).bounds

  /// Whether a test with five looks at 100 units per arm each crosses a bound.
  private static func plannedAlarm(_ draws: inout Draws, _ bounds: [Double]?, effect: Double) -> Bool? {
    guard let bounds else { return nil }
    var (a, b) = (Moments(), Moments())
    for bound in bounds {
      a.merge(normals(&draws, 100, 0))
      b.merge(normals(&draws, 100, effect))
      guard
        let estimate = try? EffectEstimate.difference(control: ArmStatistic(a), treatment: ArmStatistic(b))
      else { return nil }
      if abs(estimate.effect / estimate.standardError) >= bound { return true }
    }
    return false
  }

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

  private static let quadraticDrift = quadratic.flatMap { try? $0.drift(power: 0.8) }

  private static let ratioDeviation: Double? = {
    var draws = Draws(seed: 1, stream: 0)
    return (try? ArmStatistic(ratio: ratios(&draws, 100_000, chance: 0.32)))?.unitVariance.squareRoot()
  }()

  private static let power = [
    Simulation(name: "power of rates at the planned size", expected: 0.8, tolerance: 0.01) { draws in
      guard let size = try? RatePlanning(TestPlan(), controlRate: 0.1).sampleSize(treatmentRate: 0.13) else {
        return nil
      }
      guard let difference = rates(&draws, Int(size.rounded(.up)), 0.1, 0.13) else { return nil }
      return (try? difference.pooledTest().pValue.value).map { $0 < alpha }
    },
    Simulation(name: "power of ratios at the planned size", expected: 0.8, tolerance: 0.015) { draws in
      // The unit variance of purchases per visit with this taste, from a large sample of seed 1.
      guard let deviation = ratioDeviation,
        let size = try? MeanPlanning(TestPlan(), standardDeviation: deviation).sampleSize(difference: 0.02)
      else { return nil }
      let count = Int(size.rounded(.up))
      let (a, b) = (ratios(&draws, count, chance: 0.3), ratios(&draws, count, chance: 0.34))
      return
        (try? EffectEstimate.difference(control: ArmStatistic(ratio: a), treatment: ArmStatistic(ratio: b))
        .test().pValue.value).map { $0 < alpha }
    },
    Simulation(name: "power of 5 planned looks at their size", expected: 0.8, tolerance: 0.01) { draws in
      // The drift of the design is the expected z at 500 units per arm.
      guard let drift = quadraticDrift else { return nil }
      return plannedAlarm(&draws, quadraticBounds, effect: drift * (2.0 / 500).squareRoot())
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

  /// One stratum's level differs from the next by a standard deviation.
  private static func strata(_ draws: inout Draws, effect: Double) -> [PostStratification.Stratum] {
    var strata = (0..<3).map { _ in PostStratification.Stratum(control: Moments(), treatment: Moments()) }
    for _ in 0..<600 {
      let stratum = Int(draws.uniform() * 3)
      let value = Double(stratum) + draws.normal()
      if draws.uniform() < 0.5 {
        strata[stratum].control.add(value)
      } else {
        strata[stratum].treatment.add(value + effect)
      }
    }
    return strata
  }

  private static func values(_ draws: inout Draws, _ count: Int, _ mean: Double) -> [Double] {
    (0..<count).map { _ in draws.normal() + mean }
  }

  private static func bootstrap(
    _ a: [Double], _ b: [Double], _ scheme: Bootstrap.Scheme
  ) -> ConfidenceInterval? {
    guard let bootstrap = try? Bootstrap(resamples: 400, seed: 1, scheme: scheme) else { return nil }
    let (control, treatment) = (BootstrapSample.mean(a), BootstrapSample.mean(b))
    let replicates = bootstrap.replicates(
      0..<400, control: control, treatment: treatment, comparison: .difference)
    return try? bootstrap.result(
      replicates: replicates, control: control, treatment: treatment, comparison: .difference
    ).interval(alpha: alpha)
  }

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
  private static func ratios(
    _ draws: inout Draws, _ count: Int, chance: Double = 0.3
  ) -> BivariateMoments {
    var moments = BivariateMoments()
    for _ in 0..<count {
      let taste = draws.uniform()
      var (visits, purchases) = (1.0, 0.0)
      while draws.uniform() < 0.7, visits < 50 { visits += 1 }
      for _ in 0..<Int(visits) where draws.uniform() < chance * taste { purchases += 1 }
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
