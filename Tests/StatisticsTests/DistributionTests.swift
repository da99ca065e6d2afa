import Testing

@testable import Statistics

/// Reference values from mpmath (50 digits) and scipy 1.17.
struct DistributionTests {
  @Test func `the normal keeps relative accuracy in the tail`() {
    expectClose(StandardNormal.upperTail(37), 5.725571222524577e-300)
    expectClose(StandardNormal.lowerTail(-10), 7.61985302416047e-24)
    expectClose(StandardNormal.upperTail(-3), 0.9986501019683699)
    expectClose(StandardNormal.density(30.5), 3.97822342728212e-203)
  }

  @Test func `the logarithm of the normal tail never underflows`() {
    expectClose(StandardNormal.logUpperTail(50), -1254.8313611394199)
    expectClose(StandardNormal.logUpperTail(1000), -500007.82669481218)
    expectClose(StandardNormal.tails(-2).upper.logarithm, -0.0230129093289635)
  }

  @Test func `normal quantiles invert the tail`() {
    expectClose(StandardNormal.quantile(lowerTail: 0.975), 1.959963984540054)
    expectClose(StandardNormal.quantile(lowerTail: 1e-100), -21.273453560965322)
    expectClose(StandardNormal.quantile(upperTail: 1e-300), 37.047096299361199)
    expectClose(StandardNormal.quantile(logUpperTail: -1e6), 1414.207782991017)
    #expect(StandardNormal.quantile(lowerTail: 0.5) == 0)
    #expect(StandardNormal.quantile(lowerTail: 0) == -.infinity)
    #expect(StandardNormal.quantile(lowerTail: 1) == .infinity)
    for p in [1e-12, 0.01, 0.2, 0.31, 0.49, 0.5001, 0.8] {
      expectClose(StandardNormal.upperTail(StandardNormal.quantile(upperTail: p)), p)
    }
  }

  @Test func `the unit normal loss stays positive and precise`() {
    expectClose(StandardNormal.loss(0), 0.3989422804014327)
    expectClose(StandardNormal.loss(1), 0.0833154705876863)
    expectClose(StandardNormal.loss(10), 7.47456025458933e-25)
    expectClose(StandardNormal.loss(30), 1.6319567340914012e-199)
    #expect(StandardNormal.loss(60) >= 0)
    expectClose(StandardNormal.loss(-8), 8)
  }

  @Test(arguments: [
    (2.0, 10.0, 0.036694017385370183), (12.7, 1, 0.02501216384467208), (8, 200.5, 4.8949365393324177e-14),
    (40, 5, 9.2059810858864772e-8), (1e-3, 4, 0.49962500007812498), (5, 1e9, 2.8665162019758142e-7),
    (37, 1e9, 5.728258428777127e-300), (3, 12345.6, 0.001352591825169397),
  ])
  func `student t holds from one to a billion degrees of freedom`(t: Double, df: Double, want: Double) throws
  {
    let distribution = try StudentT(degreesOfFreedom: df)
    expectClose(distribution.tails(t).upper.value, want)
    expectClose(distribution.tails(-t).lower.value, want)
    expectClose(distribution.quantile(upperTail: want), t, 1e-11)
  }

  @Test func `student t has its limits`() throws {
    let normal = try StudentT(degreesOfFreedom: .infinity)
    #expect(normal.tails(2).upper.value == StandardNormal.upperTail(2))
    #expect(try StudentT(degreesOfFreedom: 3).tails(0).lower.value == 0.5)
    expectClose(try StudentT(degreesOfFreedom: 100).tails(1e5).upper.logarithm, -924.25806127725336)
    expectClose(try StudentT(degreesOfFreedom: 1).tails(1e200).upper.value, 3.183098861837907e-201)
    expectClose(try StudentT(degreesOfFreedom: 5).quantile(upperTail: 1e-20), 15683.925454365775)
    expectClose(try StudentT(degreesOfFreedom: 3.3).quantile(lowerTail: 0.6), 0.274501974221057)
    #expect(throws: StatisticsError.notPositive(0)) { try StudentT(degreesOfFreedom: 0) }
  }

  @Test func `chi-square has both tails and both quantiles`() throws {
    expectClose(try ChiSquare(degreesOfFreedom: 4).tails(20).upper.value, 0.0004993992273873336)
    expectClose(try ChiSquare(degreesOfFreedom: 3).tails(0.01).upper.value, 0.9997348349413444)
    expectClose(try ChiSquare(degreesOfFreedom: 3).quantile(lowerTail: 0.001), 0.024297585815692732)
    expectClose(try ChiSquare(degreesOfFreedom: 50).quantile(upperTail: 1e-12), 155.3321735333879)
  }

  @Test func `F follows the beta function`() throws {
    expectClose(try FisherF(numerator: 4, denominator: 27).tails(3.2).upper.value, 0.02835760385348472)
    expectClose(
      try FisherF(numerator: 4, denominator: 27).quantile(lowerTail: 0.99), 4.105622113083371)
    expectClose(
      try FisherF(numerator: 3, denominator: 12.5).quantile(upperTail: 1e-10), 193.15426413456458)
    #expect(try FisherF(numerator: 2, denominator: 3).tails(-1).lower == .zero)
  }

  @Test func `beta quantiles reach into both ends`() throws {
    expectClose(try BetaDistribution(alpha: 0.5, beta: 2).quantile(lowerTail: 0.01), 4.444576138515906e-05)
    expectClose(try BetaDistribution(alpha: 3, beta: 4).tails(0.9).upper.value, 0.00127)
    let beta = try BetaDistribution(alpha: 1, beta: 1)
    expectClose(beta.quantile(upperTail: 0.25), 0.75)
    #expect(beta.quantile(lowerTail: 0) == 0)
    #expect(beta.mean == 0.5)
    expectClose(beta.variance, 1.0 / 12)
  }

  @Test func `the binomial sums to its tails`() throws {
    let binomial = try Binomial(trials: 20, probability: 0.3)
    expectClose(binomial.tails(7).lower.value, 0.7722717974181608)
    expectClose(binomial.tails(15).upper.value, 5.5502530782987564e-06)
    expectClose(binomial.mass(3), 0.0716036722052621)
    #expect(binomial.quantile(lowerTail: 0.975) == 10)
    #expect(binomial.quantile(upperTail: 0.025) == 10)
    expectClose((0...20).reduce(0) { $0 + binomial.mass($1) }, 1)
    #expect(try Binomial(trials: 5, probability: 0).mass(0) == 1)
    #expect(try Binomial(trials: 5, probability: 1).mass(5) == 1)
    #expect(binomial.mass(21) == 0)
  }

  @Test func `poisson has tails, quantiles and an exact interval`() throws {
    let poisson = try Poisson(mean: 4.5)
    expectClose(poisson.tails(3).lower.value, 0.34229595583459105)
    expectClose(poisson.tails(20).upper.value, 1.4222869966938937e-08)
    #expect(poisson.quantile(lowerTail: 0.975) == 9)
    #expect(poisson.quantile(lowerTail: 1) == nil)
    expectClose((0...80).reduce(0) { $0 + poisson.mass($1) }, 1)
    let interval = try Poisson.interval(count: 5, alpha: 0.05)
    expectClose(interval.lower, 1.6234863901184207)
    expectClose(interval.upper, 11.66833207932267)
    #expect(try Poisson.interval(count: 0, alpha: 0.05).lower == 0)
    expectClose(try Poisson.interval(count: 0, alpha: 0.05).upper, 3.6888794541139354)
  }

  @Test func `the hypergeometric counts draws without replacement`() throws {
    let distribution = try Hypergeometric(marked: 7, unmarked: 13, drawn: 12)
    expectClose(distribution.upperTailIncluding(3).value, 0.9478844169246646)
    expectClose(distribution.lowerTail(2).value, 0.05211558307533541)
    let total = (distribution.smallest...distribution.largest).reduce(TailProbability.zero.value) {
      $0 + TailProbability(logarithm: distribution.logMass($1)).value
    }
    expectClose(total, 1)
    #expect(throws: StatisticsError.countOutOfRange(count: 21, total: 20)) {
      try Hypergeometric(marked: 7, unmarked: 13, drawn: 21)
    }
  }

  @Test func `the noncentral t has both tails`() throws {
    expectClose(
      try NoncentralT(degreesOfFreedom: 10, noncentrality: 1.5).upperTail(2).value, 0.340845927557809, 1e-11)
    expectClose(
      try NoncentralT(degreesOfFreedom: 25, noncentrality: 0.5).lowerTail(-1).value, 0.07002615754055053,
      1e-11)
    let wide = try NoncentralT(degreesOfFreedom: 1.1258202982962828, noncentrality: 6.23697439563982)
    expectClose(wide.lowerTail(-1.3316277420958622).value, 1.652901215047931e-11)
    #expect(throws: StatisticsError.tooLarge(size: 1e6, limit: 10_000)) {
      try NoncentralT(degreesOfFreedom: 5, noncentrality: 1e6)
    }
    let central = try NoncentralT(degreesOfFreedom: 7, noncentrality: 0)
    expectClose(
      central.upperTail(2.5).value, try StudentT(degreesOfFreedom: 7).tails(2.5).upper.value, 1e-11)
  }

  @Test func `tails of random points add up to one and quantiles return to them`() throws {
    var generator = SeededGenerator(seed: propertySeed)
    for _ in 0..<200 {
      let df = 0.5 + 200 * generator.uniform()
      let p = 0.0001 + 0.9998 * generator.uniform()
      let chiSquare = try ChiSquare(degreesOfFreedom: df)
      let x = chiSquare.quantile(lowerTail: p)
      let tails = chiSquare.tails(x)
      expectClose(tails.lower.value, p, 1e-10)
      expectClose(tails.lower.value + tails.upper.value, 1)
      let beta = try BetaDistribution(alpha: 0.2 + df / 10, beta: 0.2 + 20 * generator.uniform())
      expectClose(beta.tails(beta.quantile(lowerTail: p)).lower.value, p, 1e-9)
      let t = try StudentT(degreesOfFreedom: df)
      expectClose(t.tails(t.quantile(lowerTail: p)).lower.value, p, 1e-10)
    }
  }
}
