import Testing

@testable import Statistics

struct AdjustmentTests {
  private let control: BivariateMoments
  private let treatment: BivariateMoments

  init() throws {
    control = try BivariateMoments(
      x: [11.02, 9.81, 9.3, 4.97, 11.4, 4.76, 3.08, 6.28],
      y: [19.55, 17.55, 13.28, 12.87, 11.88, 4.29, 7.53, 15.06])
    treatment = try BivariateMoments(
      x: [11.36, 8.17, 0.15, 8.35, 6.02, 7.79, 8.31], y: [16.03, 10.33, 5.31, 10.34, 17.6, 13.65, 14.42])
  }

  @Test func `cuped takes its slope from both arms together or from within them`() throws {
    let joint = try CovariateAdjustment(control: control, treatment: treatment)
    expectClose(joint.slope, 0.928525111166404)
    expectClose(joint.squaredCorrelation, 0.44442568038939384)
    expectClose(try joint.difference().effect, 0.15814412629268837, 1e-11)
    let within = try CovariateAdjustment(control: control, treatment: treatment, slope: .withinArms)
    expectClose(within.slope, 0.9302276157961522)
  }

  @Test func `the relative cuped effect has the gradient's variance`() throws {
    let lift = try CovariateAdjustment(control: control, treatment: treatment).relativeLift()
    expectClose(lift.effect, 0.012402244979330526, 1e-11)
    expectClose(lift.standardError, 0.13966486990033347)
    #expect(lift.scale == .relative)
  }

  @Test func `a constant past adjusts nothing`() throws {
    let a = try BivariateMoments(x: [1, 1, 1], y: [2, 3, 5])
    let b = try BivariateMoments(x: [1, 1, 1], y: [4, 5, 5.5])
    let adjustment = try CovariateAdjustment(control: a, treatment: b)
    #expect(adjustment.slope == 0 && adjustment.squaredCorrelation == 0)
    expectClose(try adjustment.difference().effect, 1.5)
  }

  @Test func `a past that explains everything leaves no error`() throws {
    let a = try BivariateMoments(x: [1, 2, 3], y: [2, 4, 6])
    let b = try BivariateMoments(x: [2, 3, 5], y: [4, 6, 10])
    #expect(throws: StatisticsError.zeroVariance) {
      try CovariateAdjustment(control: a, treatment: b).difference()
    }
  }

  @Test func `post-stratification weights the strata by their units`() throws {
    let strata = [
      PostStratification.Stratum(control: Moments([1, 2, 3, 4]), treatment: Moments([2, 3, 4, 6])),
      PostStratification.Stratum(control: Moments([10, 12, 11]), treatment: Moments([13, 12, 15, 14])),
    ]
    let fixed = try PostStratification(strata)
    expectClose(fixed.estimate.effect, 1.8333333333333335)
    expectClose(fixed.estimate.standardError, 0.6994706993572063)
    expectClose(fixed.estimate.degreesOfFreedom ?? 0, 9.810049302069338)
    let sampled = try PostStratification(strata, weights: .sampled)
    expectClose(sampled.estimate.standardError, 0.717764017755965)
  }

  @Test func `poor strata are merged and nobody is dropped`() throws {
    let good = PostStratification.Stratum(control: Moments([1, 2, 3, 4]), treatment: Moments([2, 3, 4, 6]))
    let lonely = PostStratification.Stratum(control: Moments([5]), treatment: Moments([7, 8]))
    let empty = PostStratification.Stratum(control: Moments([6, 6]), treatment: Moments())
    let result = try PostStratification([lonely, good, empty])
    #expect(result.merged == [0, 2])
    // Together the two poor strata are usable: controls 5, 6, 6 against treatments 7, 8.
    #expect(result.stratumCount == 2)
    let alone = try PostStratification([lonely, good])
    #expect(alone.stratumCount == 1)
    expectClose(alone.estimate.effect, 5 - 3)
    #expect(throws: StatisticsError.noUsableStratum) { try PostStratification([lonely]) }
    #expect(throws: StatisticsError.noUsableStratum) { try PostStratification([]) }
  }

  @Test func `caps are taken from both arms together`() throws {
    let a: [Double] = [0, 0, 0, 10, 20]
    let b: [Double] = [0, 0, 30, 40, 1000]
    let limit = try Cap.percentile(0.9, ignoringZeros: false).limit(pooled: [a, b])
    expectClose(limit, 136)
    let capped = Cap.apply(limit: limit, to: b)
    #expect(capped.capped == 1 && capped.values == [0, 0, 30, 40, limit])
    expectClose(try Cap.percentile(0.5, ignoringZeros: true).limit(pooled: [a, b]), 30)
    #expect(try Cap.fixed(25).limit(pooled: [a, b]) == 25)
    #expect(throws: StatisticsError.noObservations) {
      try Cap.percentile(0.5, ignoringZeros: true).limit(pooled: [[0], []])
    }
    #expect(throws: StatisticsError.notFinite) { try Cap.fixed(.infinity).limit(pooled: []) }
  }
}
