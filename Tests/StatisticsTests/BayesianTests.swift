import Testing

@testable import Statistics

struct BayesianTests {
  @Test func `a prior shrinks the effect`() throws {
    let effect = try EffectEstimate(effect: 0.3, standardError: 0.16284962388657825, scale: .relative)
    let prior = try NormalPrior(mean: 0, standardDeviation: 0.3, scale: .relative)
    let posterior = try NormalPosterior(effect, prior: prior, controlValue: 0.1)
    expectClose(posterior.mean, 0.23171987641606595)
    expectClose(posterior.standardDeviation, 0.14312245482516092)
    expectClose(posterior.chanceToWin().value, 0.9472798425887837)
    expectClose(posterior.expectedLossOfControl(), 0.23489989965078556)
    expectClose(posterior.expectedLossOfTreatment(), 0.0031800232347196067)
    let interval = try posterior.credibleInterval(alpha: 0.05)
    expectClose(interval.lower, -0.04879498042021041)
  }

  @Test func `lower is better flips the chance and swaps the losses`() throws {
    let effect = try EffectEstimate(effect: 0.3, standardError: 0.2)
    let posterior = try NormalPosterior(effect, controlValue: 1)
    expectClose(
      posterior.chanceToWin().value + posterior.chanceToWin(higherIsBetter: false).value, 1)
    #expect(
      posterior.expectedLossOfTreatment(higherIsBetter: false) == posterior.expectedLossOfControl())
  }

  @Test func `with a flat prior the chance to win is one minus the one-sided P value`() throws {
    let effect = try EffectEstimate(effect: 0.3, standardError: 0.2)
    let posterior = try NormalPosterior(effect, controlValue: 1)
    expectClose(
      posterior.chanceToWin().value, 1 - (try effect.test(alternative: .greater).pValue.value))
  }

  @Test func `a relative prior is converted by the control's absolute value`() throws {
    let prior = try NormalPrior(mean: 0.1, standardDeviation: 0.3, scale: .relative)
    let absolute = try prior.converted(to: .absolute, controlValue: -4)
    expectClose(absolute.mean, 0.4)
    expectClose(absolute.standardDeviation, 1.2)
    expectClose(try absolute.converted(to: .relative, controlValue: 4).mean, 0.1)
    #expect(throws: StatisticsError.zeroControlValue) {
      try prior.converted(to: .absolute, controlValue: 0)
    }
    #expect(throws: StatisticsError.notPositive(0)) {
      try NormalPrior(mean: 0, standardDeviation: 0, scale: .absolute)
    }
  }

  @Test func `expected losses stay positive far out`() throws {
    let posterior = try NormalPosterior(
      EffectEstimate(effect: 30, standardError: 1), controlValue: 1)
    expectClose(posterior.expectedLossOfTreatment(), 1.6319567340914012e-199, 1e-11)
    expectClose(posterior.expectedLossOfControl(), 30)
  }

  @Test(arguments: [
    (100, 1000, 130, 1000, 0.5, 0.9823454708058325, 9.124201561430563e-05, 0.030061271985644265),
    (0, 10, 1, 10, 1.0, 0.761904761904762, 0.01811594202898551, 0.10144927536231885),
  ])
  func `beta posteriors are compared without approximation`(
    a: Int, n: Int, b: Int, m: Int, prior: Double, win: Double, lossB: Double, lossA: Double
  ) throws {
    let comparison = try BetaBinomialComparison(
      control: Proportion(successes: a, trials: n), treatment: Proportion(successes: b, trials: m),
      priorAlpha: prior, priorBeta: prior)
    expectClose(comparison.chanceToWin().value, win, 1e-10)
    expectClose(comparison.expectedLossOfTreatment(), lossB, 1e-9)
    expectClose(comparison.expectedLossOfControl(), lossA, 1e-10)
    expectClose(
      comparison.expectedLossOfControl() - comparison.expectedLossOfTreatment(),
      comparison.treatment.mean - comparison.control.mean, 1e-10)
    expectClose(comparison.chanceToWin(higherIsBetter: false).value, 1 - win, 1e-9)
  }

  @Test func `the credible interval of the difference agrees with scipy`() throws {
    let comparison = try BetaBinomialComparison(
      control: Proportion(successes: 100, trials: 1000), treatment: Proportion(successes: 130, trials: 1000))
    let interval = try comparison.credibleInterval(alpha: 0.05)
    expectClose(interval.lower, 0.002065427885272757, 1e-8)
    expectClose(interval.upper, 0.05798322669030914, 1e-9)
    let small = try BetaBinomialComparison(
      control: Proportion(successes: 0, trials: 10), treatment: Proportion(successes: 1, trials: 10),
      priorAlpha: 1, priorBeta: 1
    ).credibleInterval(alpha: 0.05)
    expectClose(small.lower, -0.1692761726494735, 1e-9)
    expectClose(small.upper, 0.35512899365858636, 1e-9)
  }

  @Test func `a certain winner keeps a small probability of losing`() throws {
    let comparison = try BetaBinomialComparison(
      control: Proportion(successes: 3, trials: 10), treatment: Proportion(successes: 1, trials: 1001))
    expectClose(comparison.chanceToWin().value, 1.3766141541974816e-07, 1e-7)
    expectClose(comparison.expectedLossOfControl(), 1.5219389129525418e-10, 1e-6)
    let interval = try comparison.credibleInterval(alpha: 0.05)
    expectClose(interval.lower, -0.6043304731546854, 1e-8)
    expectClose(interval.upper, -0.09118278454143203, 1e-8)
  }
}
