import Testing

@testable import Statistics

struct HypothesisTests {
  private let groups: [[Double]] = [[1, 2, 3, 4, 5], [2, 4, 6, 8], [3, 3.5, 5, 9, 12, 13]]
  private let a: [Double] = [1.1, 2.3, 0.7, 4.4, 3.3, 2.2, 5.0, 1.9]
  private let b: [Double] = [2.9, 5.5, 4.1, 3.8, 6.2, 4.9]

  @Test func `welch's anova agrees with scipy`() throws {
    let test = try WelchAnova.test(groups.map { try ArmStatistic(Moments($0)) })
    expectClose(test.statistic, 3.0135716378426443)
    expectClose(test.degreesOfFreedom ?? 0, 6.768636750907005)
    expectClose(test.pValue.value, 0.11588149798391661)
  }

  @Test func `welch's anova of two arms is welch's t squared`() throws {
    let arms = try [ArmStatistic(Moments(a)), ArmStatistic(Moments(b))]
    let t = try EffectEstimate.difference(control: arms[0], treatment: arms[1]).test()
    let f = try WelchAnova.test(arms)
    expectClose(f.statistic, t.statistic * t.statistic)
    expectClose(f.pValue.value, t.pValue.value, 1e-11)
    #expect(throws: StatisticsError.zeroVariance) {
      try WelchAnova.test([arms[0], ArmStatistic(Moments([2, 2]))])
    }
    #expect(throws: StatisticsError.tooFewGroups(count: 1, needed: 2)) { try WelchAnova.test([arms[0]]) }
  }

  @Test func `dunnett agrees with a double integral of scipy`() throws {
    let control = try ArmStatistic(Moments([7.40, 8.50, 7.20, 8.24, 9.84, 8.32]))
    let test = try DunnettTest(
      control: control,
      treatments: [
        ArmStatistic(Moments([9.76, 8.80, 7.68, 9.36])),
        ArmStatistic(Moments([12.80, 9.68, 12.16, 9.20, 10.55])),
      ])
    expectClose(test.statistics[0], 0.8570321259343804)
    let adjusted = test.adjustedPValues()
    expectClose(adjusted[0].value, 0.620101980018456, 1e-8)
    expectClose(adjusted[1].value, 0.005825360847946933, 1e-8)
    expectClose(try test.criticalValue(alpha: 0.05), 2.5134829035974984, 1e-8)
    let intervals = try test.intervals(alpha: 0.05)
    expectClose(intervals[1].lower, 0.8397282064198794, 1e-7)
    expectClose(intervals[1].upper, 4.416271793580117, 1e-7)
  }

  @Test func `dunnett with one treatment is the pooled t test`() throws {
    let control = try ArmStatistic(Moments(a))
    let treatment = try ArmStatistic(Moments(b))
    let test = try DunnettTest(control: control, treatments: [treatment])
    let expected = try StudentT(degreesOfFreedom: 12).tails(abs(test.statistics[0])).upper.doubled
    expectClose(test.adjustedPValues()[0].value, expected.value, 1e-10)
  }

  @Test func `dunnett lies between the raw and the bonferroni P value`() throws {
    let arms = try [10.0, 10.4, 10.9, 11.3].map {
      try ArmStatistic(estimate: $0, unitVariance: 4, count: 60)
    }
    let test = try DunnettTest(control: arms[0], treatments: Array(arms[1...]))
    for (statistic, adjusted) in zip(test.statistics, test.adjustedPValues()) {
      let raw = try StudentT(degreesOfFreedom: 236).tails(abs(statistic)).upper.doubled
      #expect(adjusted > raw)
      #expect(adjusted.value < 3 * raw.value)
    }
  }

  @Test func `mann-whitney agrees with scipy, exactly and asymptotically`() throws {
    let exact = try MannWhitneyTest(control: a, treatment: b, method: .exact)
    #expect(exact.statistic == 40)
    expectClose(exact.twoSided.value, 0.042624042624042624)
    expectClose(exact.probabilityOfSuperiority, 40.0 / 48)
    let tied = try MannWhitneyTest(control: [1, 1, 1, 2], treatment: [1, 2, 2, 3])
    #expect(tied.method == .asymptotic)
    #expect(tied.statistic == 12.5)
    expectClose(tied.twoSided.value, 0.2059032107320684)
    expectClose(tied.treatmentGreater.value, 0.1029516053660342)
    expectClose(tied.treatmentLess.value, 0.9430768509966709)
  }

  @Test func `mann-whitney refuses exact ties and accepts total ties`() throws {
    #expect(throws: StatisticsError.tiesPresent) {
      try MannWhitneyTest(control: [1, 2], treatment: [2, 3], method: .exact)
    }
    let constant = try MannWhitneyTest(control: [2, 2, 2], treatment: [2, 2, 2, 2])
    #expect(constant.twoSided == .one && constant.statistic == 6)
    #expect(throws: StatisticsError.noObservations) { try MannWhitneyTest(control: [], treatment: [1]) }
    #expect(throws: StatisticsError.notFinite) { try MannWhitneyTest(control: [.nan], treatment: [1]) }
  }

  @Test func `the exact rank distribution is that of plain counting`() {
    let distribution = MannWhitneyDistribution(4, 3)
    // All 35 ways to choose the ranks of the smaller sample.
    var counts = [Int](repeating: 0, count: 13)
    for i in 0..<7 {
      for j in (i + 1)..<7 { for k in (j + 1)..<7 { counts[i + j + k - 3] += 1 } }
    }
    for u in 0...12 {
      let tail = Double(counts[u...].reduce(0, +)) / 35
      expectClose(distribution.upperTailIncluding(u).value, tail)
    }
  }

  @Test func `rank ties of millions do not overflow`() throws {
    let zeros = [Double](repeating: 0, count: 3_000_000)
    let ranks = RankedSamples(control: zeros, treatment: zeros)
    expectClose(ranks.tieSum, 6e6 * (6e6 * 6e6 - 1))
    #expect(ranks.statistic == 4.5e12)
  }

  @Test func `kolmogorov-smirnov has an exact and a limiting P value`() throws {
    let test = try KolmogorovSmirnovTest([1, 2, 3, 4, 5], [2.5, 3.5, 6, 7])
    #expect(test.distance == 0.5)
    expectClose(test.exactPValue.value?.value ?? 0, 0.5634920634920635)
    expectClose(test.limitPValue.value, 0.6349894805231344)
    let separate = try KolmogorovSmirnovTest([1, 2], [3, 4])
    expectClose(separate.exactPValue.value?.value ?? 0, 1.0 / 3)
    let same = try KolmogorovSmirnovTest([1, 2], [1, 2])
    #expect(same.distance == 0 && same.exactPValue.value == .one)
  }

  @Test func `kolmogorov's limit joins its two series`() {
    expectClose(KolmogorovSmirnovTest.limitTail(0.3).value, 0.99999069419866543)
    expectClose(KolmogorovSmirnovTest.limitTail(0.8).value, 0.54414241157419807)
    expectClose(KolmogorovSmirnovTest.limitTail(1.2).value, 0.11224966667072498)
    expectClose(KolmogorovSmirnovTest.limitTail(3).value, 3.0459959489425257e-8)
    #expect(KolmogorovSmirnovTest.limitTail(40).logarithm < -3000)
  }

  @Test func `a small permutation test counts everything`() throws {
    let test = try PermutationTest(control: a, treatment: b, seed: 1)
    #expect(test.isExact && test.permutations == 3003)
    expectClose(test.difference, 1.9541666666666666)
    expectClose(test.twoSided.value, 0.026973026973026972)
    expectClose(test.greater.value, 0.01332001332001332)
    expectClose(test.less.value, 0.9876789876789877)
  }

  @Test func `a sampled permutation test does not depend on the threads`() throws {
    var generator = SeededGenerator(seed: propertySeed)
    let control = (0..<60).map { _ in generator.uniform() }
    let treatment = (0..<45).map { _ in generator.uniform() + 0.1 }
    let one = try PermutationTest(control: control, treatment: treatment, permutations: 2_000, seed: 7)
    let four = try PermutationTest(
      control: control, treatment: treatment, permutations: 2_000, seed: 7, threads: 4)
    let other = try PermutationTest(control: control, treatment: treatment, permutations: 2_000, seed: 8)
    #expect(one == four && !one.isExact && one.permutations == 2_001)
    #expect(one != other)
    let welch = try EffectEstimate.difference(
      control: ArmStatistic(Moments(control)), treatment: ArmStatistic(Moments(treatment)))
    #expect(abs(one.twoSided.value - (try welch.test().pValue.value)) < 0.03)
  }

  @Test func `cochran's Q agrees with its formula`() throws {
    let effects = try zip([0.1, 0.3, -0.05], [0.05, 0.1, 0.08]).map {
      try EffectEstimate(effect: $0, standardError: $1)
    }
    let test = try HeterogeneityTest.test(effects)
    expectClose(test.statistic, 7.497619047619047)
    expectClose(test.pValue.value, 0.023545759844188805)
    #expect(throws: StatisticsError.tooFewGroups(count: 1, needed: 2)) {
      try HeterogeneityTest.test([effects[0]])
    }
  }

  @Test func `pearson's correlation agrees with scipy`() throws {
    let correlation = try Correlation(BivariateMoments(x: Array(a[..<6]), y: b))
    expectClose(correlation.coefficient, 0.33165071964452764)
    expectClose(try correlation.test().pValue.value, 0.5207634166494403, 1e-11)
    let interval = try correlation.interval(alpha: 0.05)
    expectClose(interval.lower, -0.6566515217519385)
    expectClose(interval.upper, 0.9007663401209962)
    #expect(throws: StatisticsError.zeroVariance) {
      try Correlation(BivariateMoments(x: [1, 1, 1], y: [1, 2, 3]))
    }
  }
}
