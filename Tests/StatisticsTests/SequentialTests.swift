import Testing

@testable import Statistics

struct SequentialTests {
  @Test func `three parametrisations give one bound`() throws {
    let estimate = try EffectEstimate(effect: 0.05, standardError: 0.02)
    let rate = ConfidenceSequence.Tuning.squaredRate(alpha: 0.05, plannedCount: 5_000)
    let tunings: [ConfidenceSequence.Tuning] = [
      .plannedCount(5_000), .inverseRate(1 / rate), .eppo(alpha: 0.05, plannedCount: 5_000),
      .effectDeviation((12_000 * rate * 0.0004).squareRoot()),
    ]
    for tuning in tunings {
      let sequence = try ConfidenceSequence(estimate, count: 12_000, tuning: tuning, alpha: 0.05)
      expectClose(sequence.interval.halfWidth, 0.0615191161142968)
    }
  }

  @Test func `eppo's default is planned for ten thousand units`() throws {
    let estimate = try EffectEstimate(effect: 0.05, standardError: 0.02)
    let eppo = try ConfidenceSequence(estimate, count: 9_000, tuning: .eppo(alpha: 0.05), alpha: 0.05)
    let planned = try ConfidenceSequence(
      estimate, count: 9_000, tuning: .plannedCount(10_000), alpha: 0.05)
    expectClose(eppo.interval.lower, planned.interval.lower)
  }

  @Test func `the P value falls below alpha exactly when zero leaves the interval`() throws {
    for step in 0...400 {
      let estimate = try EffectEstimate(effect: Double(step) / 1000, standardError: 0.05)
      let sequence = try ConfidenceSequence(
        estimate, count: 4_000, tuning: .plannedCount(5_000), alpha: 0.05)
      #expect((sequence.pValue.value < 0.05) == !sequence.interval.contains(0))
    }
  }

  @Test func `evidence beyond any double keeps its logarithm`() throws {
    let estimate = try EffectEstimate(effect: 100, standardError: 0.5)
    let sequence = try ConfidenceSequence(
      estimate, count: 10_000, tuning: .plannedCount(5_000), alpha: 0.05)
    #expect(sequence.pValue.value == 0)
    #expect(sequence.logEvidence > 10_000 && sequence.logEvidence.isFinite)
    #expect(sequence.pValue.logarithm == -sequence.logEvidence)
  }

  @Test func `the running minimum never rises and skips empty looks`() throws {
    var running = AlwaysValidPValue()
    #expect(running.value == .one)
    let strong = try ConfidenceSequence(
      EffectEstimate(effect: 1.5, standardError: 0.17888543819998318), count: 2_000,
      tuning: .effectDeviation(0.5), alpha: 0.05)
    running.observe(.success(strong))
    let low = running.value
    expectClose(strong.logEvidence, 30.078802713803146)
    running.observe(.failure(.zeroVariance))
    running.observe(
      .success(
        try ConfidenceSequence(
          EffectEstimate(effect: 0.1, standardError: 0.13), count: 4_000, tuning: .effectDeviation(0.5),
          alpha: 0.05)))
    #expect(running.value == low)
  }

  @Test func `a tuning that is not positive is refused`() throws {
    let estimate = try EffectEstimate(effect: 1, standardError: 1)
    #expect(throws: StatisticsError.notPositive(0)) {
      try ConfidenceSequence(estimate, count: 10, tuning: .plannedCount(0), alpha: 0.05)
    }
    #expect(throws: StatisticsError.notPositive(0)) {
      try ConfidenceSequence(estimate, count: 0, tuning: .plannedCount(10), alpha: 0.05)
    }
  }

  @Test func `spending functions end at alpha`() throws {
    let functions: [SpendingFunction] = [.power(2), .obrienFleming, .pocock, .hwangShihDeCani(4)]
    let early = [0.002, 1.172644684252109e-05, 0.014769726456017382, 0.02804725519205681]
    let half = [0.0125, 0.005574596680784402, 0.031005725347913876, 0.04403985389889413]
    for (index, function) in functions.enumerated() {
      expectClose(try function.cumulative(alpha: 0.05, share: 0.2), early[index])
      expectClose(try function.cumulative(alpha: 0.05, share: 0.5), half[index])
      #expect(try function.cumulative(alpha: 0.05, share: 1) == 0.05)
      #expect(try function.cumulative(alpha: 0.05, share: 1.3) == 0.05)
    }
    expectClose(try SpendingFunction.hwangShihDeCani(0).cumulative(alpha: 0.05, share: 0.4), 0.02)
    #expect(throws: StatisticsError.notPositive(0)) {
      try SpendingFunction.pocock.cumulative(alpha: 0.05, share: 0)
    }
  }

  @Test func `the bounds of O'Brien and Fleming's shape are the published ones`() throws {
    let design = try GroupSequentialDesign(
      shares: [0.2, 0.4, 0.6, 0.8, 1], spending: .obrienFleming, alpha: 0.05)
    for (bound, published) in zip(design.bounds, [4.8769, 3.3569, 2.6803, 2.2898, 2.0310]) {
      expectClose(bound, published, 0, absolute: 1.5e-4)
    }
    let pocock = try GroupSequentialDesign(
      shares: [0.2, 0.4, 0.6, 0.8, 1], spending: .pocock, alpha: 0.05)
    for (bound, published) in zip(pocock.bounds, [2.4380, 2.4268, 2.4101, 2.3966, 2.3859]) {
      expectClose(bound, published, 0, absolute: 1.5e-4)
    }
  }

  @Test func `the bounds agree with nested quadrature`() throws {
    let design = try GroupSequentialDesign(shares: [0.3, 0.6, 1], alpha: 0.05)
    expectClose(design.bounds[0], 2.8408037178631944, 1e-12)
    expectClose(design.bounds[1], 2.426740600436845, 1e-10)
    expectClose(design.bounds[2], 2.045020819287416, 1e-8)
    expectClose(design.spent[2], 0.05)
  }

  @Test func `without an effect the design crosses with the alpha it spends`() throws {
    for twoSided in [true, false] {
      let design = try GroupSequentialDesign(
        shares: [0.1, 0.35, 0.5, 0.9, 1], spending: .pocock, alpha: 0.05, twoSided: twoSided)
      let crossing = design.crossingProbabilities(drift: 0)
      var spent = 0.0
      for (look, probability) in crossing.enumerated() {
        spent += probability
        expectClose(spent, design.spent[look], 1e-10)
      }
    }
  }

  @Test func `a single look is the fixed test`() throws {
    let design = try GroupSequentialDesign(shares: [1], alpha: 0.05)
    expectClose(design.bounds[0], 1.959963984540054)
    expectClose(try design.inflation(power: 0.8), 1, 1e-4)
    let estimate = try EffectEstimate(effect: 2, standardError: 1)
    expectClose(try design.interval(estimate, look: 0).lower, 2 - 1.959963984540054)
    #expect(throws: StatisticsError.countOutOfRange(count: 1, total: 1)) {
      try design.interval(estimate, look: 1)
    }
  }

  @Test func `power at the drift is what was asked for`() throws {
    let design = try GroupSequentialDesign(
      shares: [0.5, 1], spending: .obrienFleming, alpha: 0.025, twoSided: false)
    expectClose(design.bounds[0], 2.9626, 0, absolute: 6e-5)
    expectClose(design.bounds[1], 1.9686, 0, absolute: 6e-5)
    let drift = try design.drift(power: 0.9)
    expectClose(design.crossingProbabilities(drift: drift).reduce(0, +), 0.9, 1e-10)
    #expect(try design.inflation(power: 0.9) > 1)
    #expect(try design.inflation(power: 0.9) < 1.02)
  }

  @Test func `daily looks for three months keep the level`() throws {
    let design = try GroupSequentialDesign(
      shares: (1...90).map { Double($0) / 90 }, spending: .obrienFleming, alpha: 0.05)
    expectClose(NeumaierSum.of(design.crossingProbabilities(drift: 0)), 0.05, 1e-9)
    #expect(zip(design.bounds, design.bounds.dropFirst()).allSatisfy { $0 > $1 })
  }

  @Test func `looks must advance`() {
    #expect(throws: StatisticsError.notIncreasing) {
      try GroupSequentialDesign(shares: [0.5, 0.5], alpha: 0.05)
    }
    #expect(throws: StatisticsError.tooLarge(size: 0.5 / (0.5 - 0.49999), limit: 3_000)) {
      try GroupSequentialDesign(shares: [0.49999, 0.5], alpha: 0.05)
    }
    #expect(throws: StatisticsError.tooFewGroups(count: 0, needed: 1)) {
      try GroupSequentialDesign(shares: [], alpha: 0.05)
    }
  }
}
