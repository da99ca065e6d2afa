import Testing

@testable import Statistics

struct ProportionTests {
  private func difference(_ a: Int, _ n: Int, _ b: Int, _ m: Int) throws -> ProportionDifference {
    try ProportionDifference(
      control: Proportion(successes: a, trials: n), treatment: Proportion(successes: b, trials: m))
  }

  @Test func `counts outside the trials are refused`() {
    #expect(throws: StatisticsError.noObservations) { try Proportion(successes: 0, trials: 0) }
    #expect(throws: StatisticsError.countOutOfRange(count: 3, total: 2)) {
      try Proportion(successes: 3, trials: 2)
    }
    #expect(throws: StatisticsError.countOutOfRange(count: -1, total: 2)) {
      try Proportion(successes: -1, trials: 2)
    }
  }

  @Test(arguments: [
    (0, 10, 0.0, 0.27753279986288926), (10, 10, 0.7224672001371106, 1.0),
    (3, 20, 0.052368745896216595, 0.36041886474075696), (50, 1000, 0.03813026239274881, 0.06531382024425081),
    (1, 1, 0.2065493143772374, 1.0),
  ])
  func `wilson holds at the ends`(x: Int, n: Int, low: Double, high: Double) throws {
    let interval = try ProportionInterval.wilson(Proportion(successes: x, trials: n), alpha: 0.05)
    expectClose(interval.lower, low)
    expectClose(interval.upper, high)
  }

  @Test(arguments: [
    (0, 10, 0.0, 0.30849710781876294), (3, 20, 0.03207093718554477, 0.37892682654529564),
    (20, 20, 0.8315665290169145, 1.0), (50, 1000, 0.03733539760466063, 0.06539048791549365),
  ])
  func `clopper-pearson agrees with scipy`(x: Int, n: Int, low: Double, high: Double) throws {
    let interval = try ProportionInterval.clopperPearson(
      Proportion(successes: x, trials: n), alpha: 0.05)
    expectClose(interval.lower, low, 1e-11)
    expectClose(interval.upper, high, 1e-11)
  }

  @Test func `wald collapses where wilson does not`() throws {
    let empty = try Proportion(successes: 0, trials: 10)
    #expect(try ProportionInterval.wald(empty, alpha: 0.05).halfWidth == 0)
    #expect(throws: StatisticsError.probabilityOutOfRange(1)) {
      try ProportionInterval.wilson(empty, alpha: 1)
    }
  }

  @Test func `newcombe agrees with statsmodels`() throws {
    let interval = try difference(56, 70, 48, 80).newcombe(alpha: 0.05)
    expectClose(interval.lower, -0.33387265403690614)
    expectClose(interval.upper, -0.05243147240236498)
    let extreme = try difference(10, 10, 0, 20).newcombe(alpha: 0.05)
    expectClose(extreme.lower, -1)
    expectClose(extreme.upper, -0.6790860371419145)
  }

  @Test func `the pooled z test and the wald interval agree with statsmodels`() throws {
    let example = try difference(100, 1000, 130, 1000)
    let test = try example.pooledTest()
    expectClose(test.statistic, 2.102740605622114)
    expectClose(test.pValue.value, 0.03548845046647471)
    let interval = try example.wald(alpha: 0.05)
    expectClose(interval.lower, 0.0020679344393763587)
    expectClose(interval.upper, 0.057932065560623636)
    expectClose(example.smallestExpectedCount, 115)
  }

  @Test func `one-sided tests split the two-sided one`() throws {
    let example = try difference(100, 1000, 130, 1000)
    let greater = try example.pooledTest(alternative: .greater).pValue
    let less = try example.pooledTest(alternative: .less).pValue
    expectClose(greater.value * 2, try example.pooledTest().pValue.value)
    expectClose(greater.value + less.value, 1)
  }

  @Test func `the unpooled test moves with its null difference`() throws {
    let example = try difference(100, 1000, 130, 1000)
    expectClose(try example.unpooledTest().statistic, 0.03 / example.unpooledStandardError)
    expectClose(
      try example.unpooledTest(alternative: .greater, nullDifference: 0.03).pValue.value, 0.5, 1e-9)
  }

  @Test func `two arms without any conversion have no z test but an interval`() throws {
    let nothing = try difference(0, 50, 0, 60)
    #expect(throws: StatisticsError.zeroVariance) { try nothing.pooledTest() }
    #expect(throws: StatisticsError.zeroVariance) { try nothing.unpooledTest() }
    #expect(try nothing.wald(alpha: 0.05).halfWidth == 0)
    #expect(try nothing.newcombe(alpha: 0.05).halfWidth > 0.05)
    #expect(throws: StatisticsError.zeroVariance) { try difference(5, 5, 6, 6).pooledTest() }
  }

  @Test func `a z test far in the tail keeps its logarithm`() throws {
    let test = try difference(100_000, 10_000_000, 200_000, 10_000_000).pooledTest()
    #expect(test.pValue.value == 0)
    #expect(test.pValue.decimalLogarithm < -1000)
    #expect(test.pValue.decimalLogarithm.isFinite)
  }

  @Test func `relative risk and odds ratio agree with scipy`() throws {
    let control = try Proportion(successes: 100, trials: 1000)
    let treatment = try Proportion(successes: 130, trials: 1000)
    let risk = try RiskRatio.relativeRisk(control: control, treatment: treatment, alpha: 0.05)
    expectClose(risk.estimate, 1.3)
    expectClose(risk.interval.lower, 1.0169842709710455)
    expectClose(risk.interval.upper, 1.6617759470226026)
    let odds = try RiskRatio.oddsRatio(control: control, treatment: treatment, alpha: 0.05)
    expectClose(odds.estimate, 1.3448275862068966)
    expectClose(odds.interval.lower, 1.0196016500897465)
    expectClose(odds.interval.upper, 1.7737919867664753)
    let empty = try Proportion(successes: 0, trials: 10)
    #expect(throws: StatisticsError.zeroControlValue) {
      try RiskRatio.relativeRisk(control: empty, treatment: treatment, alpha: 0.05)
    }
    #expect(throws: StatisticsError.zeroExpectedCount) {
      try RiskRatio.oddsRatio(control: control, treatment: empty, alpha: 0.05)
    }
  }

  @Test func `newcombe is antisymmetric and contains the difference`() throws {
    var generator = SeededGenerator(seed: propertySeed)
    for _ in 0..<300 {
      let n = 1 + generator.index(below: 60)
      let m = 1 + generator.index(below: 60)
      let a = generator.index(below: n + 1)
      let b = generator.index(below: m + 1)
      let forward = try difference(a, n, b, m)
      let interval = try forward.newcombe(alpha: 0.1)
      let backward = try difference(b, m, a, n).newcombe(alpha: 0.1)
      expectClose(interval.lower, -backward.upper, 1e-12, absolute: 1e-14)
      #expect(interval.contains(forward.effect), "\(a)/\(n) \(b)/\(m)")
      #expect(interval.lower >= -1 - 1e-12 && interval.upper <= 1 + 1e-12)
    }
  }
}
