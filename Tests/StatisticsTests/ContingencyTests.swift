import Testing

@testable import Statistics

struct ContingencyTests {
  @Test func `chi-square of a table agrees with scipy`() throws {
    let two = try ChiSquareTest.independence([[10, 20], [20, 10]])
    expectClose(two.statistic, 6.666666666666667)
    expectClose(two.pValue.value, 0.009823274507519235)
    let four = try ChiSquareTest.independence([[12, 5], [3, 14], [7, 9], [20, 20]])
    expectClose(four.statistic, 9.893973214285715)
    #expect(four.degreesOfFreedom == 3)
    expectClose(four.pValue.value, 0.019489239916915528)
    expectClose(try ChiSquareTest.yates([[10, 20], [20, 10]]).statistic, 5.4)
  }

  @Test func `a table with an empty column is not computable`() {
    #expect(throws: StatisticsError.zeroExpectedCount) {
      try ChiSquareTest.independence([[0, 10], [0, 12]])
    }
    #expect(throws: StatisticsError.noObservations) { try ChiSquareTest.independence([[0, 0], [0, 0]]) }
    #expect(throws: StatisticsError.tooFewGroups(count: 1, needed: 2)) {
      try ChiSquareTest.independence([[1, 2]])
    }
    #expect(throws: StatisticsError.lengthMismatch(first: 2, second: 1)) {
      try ChiSquareTest.independence([[1, 2], [3]])
    }
    #expect(throws: StatisticsError.negative(-1)) { try ChiSquareTest.independence([[1, 2], [3, -1]]) }
    #expect(throws: StatisticsError.tooLarge(size: 3, limit: 2)) {
      try ChiSquareTest.yates([[1, 2, 3], [3, 4, 5]])
    }
  }

  @Test func `chi-square of two rates is the square of the pooled z`() throws {
    let difference = try ProportionDifference(
      control: Proportion(successes: 41, trials: 333), treatment: Proportion(successes: 77, trials: 512))
    let z = try difference.pooledTest()
    let chiSquare = try ChiSquareTest.independence([[41, 292], [77, 435]])
    expectClose(chiSquare.statistic, z.statistic * z.statistic, 1e-12)
    expectClose(chiSquare.pValue.value, z.pValue.value, 1e-11)
  }

  @Test func `a sample ratio mismatch is measured against the weights`() throws {
    let test = try ChiSquareTest.sampleRatio(observed: [100_000, 101_000], weights: [0.5, 0.5])
    expectClose(test.statistic, 4.975124378109452)
    expectClose(test.pValue.value, 0.025714354743922217)
    let exact = try ChiSquareTest.sampleRatio(observed: [9000, 1000], weights: [0.9, 0.1])
    #expect(exact.statistic < 1e-20)
    #expect(exact.pValue.value > 1 - 1e-10)
    let thirds = try ChiSquareTest.sampleRatio(observed: [330, 340, 360], weights: [1, 1, 1])
    expectClose(thirds.statistic, 1.3592233009708736)
  }

  @Test func `a sample ratio without units or weights is not computable`() {
    #expect(throws: StatisticsError.noObservations) {
      try ChiSquareTest.sampleRatio(observed: [0, 0], weights: [1, 1])
    }
    #expect(throws: StatisticsError.notPositive(0)) {
      try ChiSquareTest.sampleRatio(observed: [5, 1], weights: [1, 0])
    }
    #expect(throws: StatisticsError.lengthMismatch(first: 2, second: 3)) {
      try ChiSquareTest.sampleRatio(observed: [5, 1], weights: [1, 1, 1])
    }
  }

  @Test(arguments: [
    (3, 1, 1, 3, 0.4857142857142857, 0.9857142857142858, 0.24285714285714283),
    (8, 2, 1, 5, 0.034965034965034975, 0.9991258741258742, 0.024475524475524483),
    (0, 10, 5, 10, 0.06126482213438735, 0.05652173913043478, 1),
    (100, 900, 140, 860, 0.0071854281040752, 0.0035927140520376, 0.9976474979583375),
    (7, 7, 7, 7, 1, 0.646804863821959, 0.646804863821959),
  ])
  func `fisher's exact test agrees with scipy`(
    a: Int, b: Int, c: Int, d: Int, both: Double, less: Double, greater: Double
  ) throws {
    let test = try FisherExactTest(a, b, c, d)
    expectClose(test.twoSided.value, both, 1e-11)
    expectClose(test.less.value, less, 1e-11)
    expectClose(test.greater.value, greater, 1e-11)
  }

  @Test func `fisher's test of an empty column is certain and its odds ratio undefined`() throws {
    let test = try FisherExactTest(0, 5, 0, 7)
    #expect(test.twoSided == .one)
    #expect(test.oddsRatio.reason == .zeroDenominator)
    #expect(throws: StatisticsError.negative(-1)) { try FisherExactTest(-1, 5, 0, 7) }
  }

  @Test func `fisher's test of large counts stays quick and precise in the tail`() throws {
    let test = try FisherExactTest(40_000, 960_000, 50_000, 950_000)
    #expect(test.twoSided.value >= 0)
    #expect(test.less.logarithm < -500 && test.less.logarithm.isFinite)
    expectClose(test.oddsRatio.value ?? 0, 40_000.0 * 950_000 / (960_000.0 * 50_000))
  }

  @Test func `fisher's two sides agree with a plain enumeration`() throws {
    var generator = SeededGenerator(seed: propertySeed)
    for _ in 0..<200 {
      let cells = (0..<4).map { _ in generator.index(below: 12) }
      let test = try FisherExactTest(cells[0], cells[1], cells[2], cells[3])
      let null = try Hypergeometric(
        marked: cells[0] + cells[2], unmarked: cells[1] + cells[3], drawn: cells[0] + cells[1])
      let masses = (null.smallest...null.largest).map {
        TailProbability(logarithm: null.logMass($0)).value
      }
      let observed = masses[cells[0] - null.smallest]
      let both = masses.filter { $0 <= observed * (1 + 1e-9) }.reduce(0, +)
      expectClose(test.twoSided.value, both, 1e-9)
    }
  }
}
