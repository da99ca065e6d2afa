import Testing

@testable import Statistics

struct MultiplicityTests {
  private let pValues = [0.001, 0.5, 0.011, 0.9, 0.049, 0.02]

  private func expectClose(_ got: [Double], _ want: [Double]) {
    #expect(got.count == want.count)
    for (got, want) in zip(got, want) { StatisticsTests.expectClose(got, want) }
  }

  @Test func `adjusted P values agree with statsmodels and scipy`() {
    expectClose(
      MultiplicityAdjustment.bonferroni.adjust(pValues), [0.006, 1, 0.066, 1, 0.294, 0.12])
    expectClose(MultiplicityAdjustment.holm.adjust(pValues), [0.006, 1, 0.055, 1, 0.147, 0.08])
    expectClose(
      MultiplicityAdjustment.benjaminiHochberg.adjust(pValues), [0.006, 0.6, 0.033, 0.9, 0.0735, 0.04])
    expectClose(
      MultiplicityAdjustment.benjaminiYekutieli.adjust(pValues), [0.0147, 1, 0.08085, 1, 0.180075, 0.098])
    #expect(MultiplicityAdjustment.none.adjust(pValues) == pValues)
    #expect(MultiplicityAdjustment.holm.adjust([Double]()) == [])
  }

  @Test func `a test that could not be computed does not count in the family`() {
    let adjusted = MultiplicityAdjustment.bonferroni.adjust([0.01, nil, 0.02] as [Double?])
    #expect(adjusted == [0.02, nil, 0.04])
  }

  @Test func `adjusted P values below any double keep their logarithm`() {
    let tiny = [TailProbability(logarithm: -2000), TailProbability(value: 0.5), TailProbability(value: 0.01)]
    let adjusted = MultiplicityAdjustment.holm.adjust(tiny)
    StatisticsTests.expectClose(adjusted[0].logarithm, -2000 + 1.0986122886681098)
    expectClose(adjusted[1...].map(\.value), [0.5, 0.02])
    let discovery = MultiplicityAdjustment.benjaminiHochberg.adjust(tiny)
    StatisticsTests.expectClose(discovery[0].logarithm, -2000 + 1.0986122886681098)
  }

  @Test func `decision levels agree with the decisions`() {
    var generator = SeededGenerator(seed: propertySeed)
    for _ in 0..<300 {
      let values = (0..<(1 + generator.index(below: 8))).map { _ in
        generator.uniform() * generator.uniform() * 0.2
      }
      for method in [MultiplicityAdjustment.bonferroni, .holm] {
        let adjusted = method.adjust(values)
        let levels = method.decisionLevels(values, alpha: 0.05)
        for index in values.indices {
          #expect((adjusted[index] <= 0.05) == (values[index] <= levels[index]), "\(method) \(values)")
        }
      }
    }
    #expect(MultiplicityAdjustment.none.decisionLevels([0.2, 0.3], alpha: 0.05) == [0.05, 0.05])
    expectClose(
      MultiplicityAdjustment.benjaminiHochberg.decisionLevels([0.001, 0.02, 0.9], alpha: 0.06),
      [0.04, 0.04, 0.04])
  }

  @Test func `methods are ordered by their strictness`() {
    var generator = SeededGenerator(seed: propertySeed)
    for _ in 0..<200 {
      let values = (0..<6).map { _ in generator.uniform() }
      let bonferroni = MultiplicityAdjustment.bonferroni.adjust(values)
      let holm = MultiplicityAdjustment.holm.adjust(values)
      let discovery = MultiplicityAdjustment.benjaminiHochberg.adjust(values)
      for index in values.indices {
        #expect(values[index] <= discovery[index] + 1e-15)
        #expect(discovery[index] <= holm[index] + 1e-15)
        #expect(holm[index] <= bonferroni[index] + 1e-15)
      }
    }
  }
}
