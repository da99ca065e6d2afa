import Testing

@testable import Statistics

struct EffectEstimateTests {
  private let control: ArmStatistic
  private let treatment: ArmStatistic

  init() throws {
    control = try ArmStatistic(estimate: 10, unitVariance: 4, count: 30)
    treatment = try ArmStatistic(estimate: 11, unitVariance: 9, count: 40)
  }

  @Test func `welch's difference agrees with scipy`() throws {
    let effect = try EffectEstimate.difference(control: control, treatment: treatment)
    let test = try effect.test()
    expectClose(test.statistic, 1.6705381391691134)
    expectClose(test.degreesOfFreedom ?? 0, 67.18775903614458)
    expectClose(test.pValue.value, 0.09946541117633102)
    let interval = try effect.interval(alpha: 0.05)
    expectClose(interval.lower, -0.1947681885064596, 1e-11)
    expectClose(interval.upper, 2.1947681885064596)
    expectClose(effect.variance, 9.0 / 40 + 4.0 / 30)
  }

  @Test func `one-sided intervals are open on the other side`() throws {
    let effect = try EffectEstimate.difference(control: control, treatment: treatment)
    let greater = try effect.interval(alpha: 0.05, alternative: .greater)
    expectClose(greater.lower, 0.0016086877136956002, 1e-10)
    #expect(greater.upper == .infinity)
    let less = try effect.interval(alpha: 0.05, alternative: .less)
    expectClose(less.upper, 1.9983913122863044)
    #expect(less.lower == -.infinity)
    expectClose(
      try effect.test(alternative: .greater).pValue.value * 2, try effect.test().pValue.value)
  }

  @Test func `the relative lift counts the control's own noise`() throws {
    let lift = try EffectEstimate.relativeLift(control: control, treatment: treatment)
    expectClose(lift.effect, 0.1)
    expectClose(lift.standardError, 0.062155718428261564)
    let rates = try EffectEstimate.relativeLift(
      control: ArmStatistic(Proportion(successes: 100, trials: 1000)),
      treatment: ArmStatistic(Proportion(successes: 130, trials: 1000)))
    expectClose(rates.standardError, 0.16284962388657825)
    let negative = try EffectEstimate.relativeLift(
      control: ArmStatistic(estimate: -10, unitVariance: 4, count: 30), treatment: control)
    expectClose(negative.effect, 2)
    #expect(throws: StatisticsError.zeroControlValue) {
      try EffectEstimate.relativeLift(
        control: ArmStatistic(estimate: 0, unitVariance: 4, count: 30), treatment: treatment)
    }
  }

  @Test func `one constant arm is fine and two are not`() throws {
    let constant = try ArmStatistic(estimate: 1, unitVariance: 0, count: 20)
    let varying = try ArmStatistic(estimate: 2, unitVariance: 1, count: 20)
    let effect = try EffectEstimate.difference(control: constant, treatment: varying)
    expectClose(effect.degreesOfFreedom ?? 0, 19)
    expectClose(try effect.test().pValue.value, 0.0002611933783402622)
    #expect(throws: StatisticsError.zeroVariance) {
      try EffectEstimate.difference(control: constant, treatment: constant)
    }
    #expect(throws: StatisticsError.tooFewObservations(count: 1, needed: 2)) {
      try ArmStatistic(Moments([1.5]))
    }
  }

  @Test func `a ratio of sums has the delta-method variance`() throws {
    let moments = try BivariateMoments(
      x: [1, 6, 2, 5, 3, 4, 4, 4, 5, 5, 7, 5],
      y: [1.11, 10, 1.69, 7.49, 4.67, 6.26, 5.68, 5.15, 7.2, 7.63, 9.48, 8.26])
    let arm = try ArmStatistic(ratio: moments)
    expectClose(arm.estimate, 1.4631372549019608)
    expectClose(arm.variance, 0.0023182641338171293)
    #expect(throws: StatisticsError.zeroDenominator) {
      try ArmStatistic(ratio: BivariateMoments(x: [0, 0], y: [1, 2]))
    }
    let proportional = try ArmStatistic(ratio: BivariateMoments(x: [1.1, 2.2, 3.7], y: [3.3, 6.6, 11.1]))
    #expect(proportional.unitVariance == 0)
  }

  @Test func `the detectable effect is the error times both quantiles`() throws {
    let effect = try EffectEstimate.difference(control: control, treatment: treatment)
    expectClose(try effect.minimumDetectableEffect(alpha: 0.05, power: 0.8), 1.6770555262547981)
  }

  @Test func `a normal reference has no degrees of freedom`() throws {
    let effect = try EffectEstimate.normalDifference(control: control, treatment: treatment)
    #expect(effect.degreesOfFreedom == nil)
    expectClose(try effect.criticalValue(upperTail: 0.025), 1.959963984540054)
  }

  @Test func `non-inferiority has three answers`() throws {
    let effect = try EffectEstimate.difference(control: control, treatment: treatment)
    let pass = try NonInferiority(effect, margin: 1, higherIsBetter: true, alpha: 0.05)
    #expect(pass.verdict == .pass)
    expectClose(pass.pValue.value, 0.0006829385891613036, 1e-11)
    expectClose(pass.bound, 0.0016086877136956002, 1e-10)
    #expect(
      try NonInferiority(effect, margin: 0.5, higherIsBetter: false, alpha: 0.05).verdict == .inconclusive)
    let worse = try EffectEstimate(effect: -5, standardError: 1)
    #expect(try NonInferiority(worse, margin: 1, higherIsBetter: true, alpha: 0.05).verdict == .fail)
    #expect(try NonInferiority(worse, margin: 0, higherIsBetter: false, alpha: 0.05).verdict == .pass)
    #expect(throws: StatisticsError.negative(-1)) {
      try NonInferiority(worse, margin: -1, higherIsBetter: true, alpha: 0.05)
    }
  }

  @Test func `fieller's interval is asymmetric`() throws {
    guard
      case .bounded(let interval) = try FiellerInterval(
        control: control, treatment: treatment, alpha: 0.05)
    else {
      Issue.record("the interval is bounded")
      return
    }
    expectClose(interval.lower, -0.018652484624303134, 1e-10)
    expectClose(interval.upper, 0.2304002271936263, 1e-10)
  }

  @Test func `fieller's interval says when the control is within noise of zero`() throws {
    let noisy = try ArmStatistic(estimate: 0.1, unitVariance: 1, count: 30)
    let near = try ArmStatistic(estimate: 0.3, unitVariance: 1, count: 40)
    #expect(try FiellerInterval(control: noisy, treatment: near, alpha: 0.05) == .everything)
    let far = try ArmStatistic(estimate: 2, unitVariance: 1, count: 40)
    guard
      case .outside(let lower, let upper) = try FiellerInterval(
        control: noisy, treatment: far, alpha: 0.05)
    else {
      Issue.record("the interval is the outside of two bounds")
      return
    }
    expectClose(lower, -8.481524976732272, 1e-10)
    expectClose(upper, 3.2332888829242767, 1e-10)
  }

  @Test func `fieller and delta agree when the control is certain`() throws {
    let a = try ArmStatistic(estimate: 100, unitVariance: 4, count: 100_000)
    let b = try ArmStatistic(estimate: 103, unitVariance: 4, count: 100_000)
    let delta = try EffectEstimate.relativeLift(control: a, treatment: b).interval(alpha: 0.05)
    guard case .bounded(let fieller) = try FiellerInterval(control: a, treatment: b, alpha: 0.05) else {
      Issue.record("the interval is bounded")
      return
    }
    expectClose(fieller.lower, delta.lower, 1e-5)
    expectClose(fieller.upper, delta.upper, 1e-5)
  }

  @Test func `quantile intervals are order statistics`() throws {
    let values = (1...100).map(Double.init)
    let interval = try QuantileInterval(ascending: values, order: 0.5, alpha: 0.05)
    #expect(interval.estimate == 50.5)
    #expect(interval.lower.value == 40)
    #expect(interval.upper.value == 61)
    let arm = try interval.armStatistic()
    expectClose(arm.variance.squareRoot(), 21 / (2 * 1.959963984540054))
    let short = try QuantileInterval(ascending: [1, 2, 3], order: 0.5, alpha: 0.05)
    #expect(short.lower.reason == .levelUnreachable)
    #expect(short.upper.reason == .levelUnreachable)
    #expect(throws: StatisticsError.levelUnreachable) { try short.armStatistic() }
  }
}
