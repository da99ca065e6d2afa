import Testing

@testable import Statistics

struct PowerTests {
  @Test func `sample sizes of rates agree with the formula and with statsmodels`() throws {
    let planning = try RatePlanning(TestPlan(), controlRate: 0.1)
    expectClose(try planning.sampleSize(treatmentRate: 0.12), 3840.8474824362766)
    expectClose(try planning.arcsineSampleSize(treatmentRate: 0.12), 3834.595739884031, 1e-6)
    expectClose(try planning.power(treatmentRate: 0.12, controlUnits: 3840.8474824362766), 0.8, 2e-6)
    let unequal = try RatePlanning(TestPlan(ratio: 0.5), controlRate: 0.3)
    expectClose(try unequal.sampleSize(treatmentRate: 0.2), 446.86900070193053)
  }

  @Test func `power of rates agrees with statsmodels`() throws {
    let planning = try RatePlanning(TestPlan(alpha: 0.1, ratio: 2), controlRate: 0.5)
    expectClose(try planning.arcsineEffect(treatmentRate: 0.6), 0.20135792079033066)
    expectClose(try planning.arcsinePower(treatmentRate: 0.6, controlUnits: 100), 0.5001944201531808)
    #expect(throws: StatisticsError.zeroEffect) { try planning.sampleSize(treatmentRate: 0.5) }
    #expect(throws: StatisticsError.probabilityOutOfRange(1.2)) {
      try planning.sampleSize(treatmentRate: 1.2)
    }
  }

  @Test func `the detectable rate needs exactly the units given`() throws {
    let planning = try RatePlanning(TestPlan(), controlRate: 0.1)
    for increase in [true, false] {
      let rate = try planning.detectableRate(controlUnits: 4_000, increase: increase)
      #expect(increase == (rate > 0.1))
      expectClose(try planning.sampleSize(treatmentRate: rate), 4_000, 1e-9)
    }
    #expect(throws: StatisticsError.targetUnreachable) {
      try RatePlanning(TestPlan(), controlRate: 0.01).detectableRate(controlUnits: 20, increase: false)
    }
  }

  @Test func `sample sizes of means agree with statsmodels`() throws {
    let planning = try MeanPlanning(TestPlan())
    expectClose(try planning.normalSampleSize(difference: 0.2), 392.4430232577885, 1e-8)
    expectClose(try planning.sampleSize(difference: 0.2), 393.4056930002526, 1e-8)
    let unequal = try MeanPlanning(TestPlan(alpha: 0.01, ratio: 3))
    expectClose(try unequal.sampleSize(difference: 0.5), 63.1221436149596, 1e-8)
  }

  @Test func `power of means agrees with statsmodels`() throws {
    let planning = try MeanPlanning(TestPlan())
    expectClose(try planning.normalPower(difference: 0.5, controlUnits: 10), 0.20095555123041609)
    expectClose(try planning.power(difference: 0.5, controlUnits: 10), 0.18509565629116606, 1e-10)
    expectClose(try planning.power(difference: 0, controlUnits: 50), 0.05, 1e-10)
    #expect(throws: StatisticsError.zeroEffect) { try planning.sampleSize(difference: 0) }
  }

  @Test func `a standard deviation scales the difference`() throws {
    let unit = try MeanPlanning(TestPlan())
    let scaled = try MeanPlanning(TestPlan(), standardDeviation: 7)
    expectClose(
      try scaled.sampleSize(difference: 1.4), try unit.sampleSize(difference: 0.2), 1e-9)
    let arm = try ArmStatistic(estimate: 3, unitVariance: 49, count: 100)
    #expect(try MeanPlanning(TestPlan(), arm: arm) == scaled)
    #expect(throws: StatisticsError.zeroVariance) {
      try MeanPlanning(TestPlan(), arm: ArmStatistic(estimate: 3, unitVariance: 0, count: 100))
    }
  }

  @Test func `the detectable difference inverts the sample size`() throws {
    let planning = try MeanPlanning(TestPlan(power: 0.9, ratio: 2), standardDeviation: 3)
    let difference = try planning.detectableDifference(controlUnits: 500)
    expectClose(try planning.normalSampleSize(difference: difference), 500, 1e-10)
  }

  @Test func `comparisons and sides move the critical value`() throws {
    expectClose(try TestPlan().criticalValue, 1.959963984540054)
    expectClose(try TestPlan(twoSided: false).criticalValue, 1.6448536269514722)
    expectClose(try TestPlan(comparisons: 5).tail, 0.005)
    #expect(throws: StatisticsError.probabilityOutOfRange(0)) { try TestPlan(alpha: 0) }
    #expect(throws: StatisticsError.notPositive(0)) { try TestPlan(comparisons: 0) }
    #expect(throws: StatisticsError.targetUnreachable) {
      try MeanPlanning(TestPlan(power: 0.04)).normalSampleSize(difference: 1)
    }
  }

  @Test func `days left round up and may be none or never`() throws {
    #expect(
      try DurationPlanning.daysLeft(controlUnitsNeeded: 1000.2, controlUnits: 400, controlUnitsPerDay: 100)
        == 7)
    #expect(
      try DurationPlanning.daysLeft(controlUnitsNeeded: 100, controlUnits: 400, controlUnitsPerDay: 0) == 0)
    #expect(throws: StatisticsError.targetUnreachable) {
      try DurationPlanning.daysLeft(controlUnitsNeeded: 1000, controlUnits: 400, controlUnitsPerDay: 0)
    }
    expectClose(try DurationPlanning.growth(from: 0.1, to: 0.05), 4)
    #expect(try DurationPlanning.growth(from: 0.1, to: 0.5) == 1)
  }
}
