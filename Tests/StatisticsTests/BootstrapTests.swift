import Testing

@testable import Statistics

struct BootstrapTests {
  private func values(_ count: Int, shift: Double = 0, seed: UInt64 = propertySeed) -> [Double] {
    var generator = SeededGenerator(seed: seed)
    return (0..<count).map { _ in generator.uniform() < 0.5 ? 0 : shift + 10 * generator.uniform() }
  }

  @Test func `the generator's sequence is fixed`() {
    var generator = SeededGenerator(seed: 42, stream: 3)
    var same = SeededGenerator(seed: 42, stream: 3)
    var other = SeededGenerator(seed: 42, stream: 4)
    let first = (0..<4).map { _ in generator.next() }
    #expect(first == (0..<4).map { _ in same.next() })
    #expect(first != (0..<4).map { _ in other.next() })
    #expect(
      first.map { String($0, radix: 16) } == [
        "99368efd943a880a", "461a37ed12d8ded4", "e6334bfc9a1c7b41", "bc6d1c08ee0de76b",
      ])
  }

  @Test func `indices stay below their bound and cover it evenly`() {
    var generator = SeededGenerator(seed: propertySeed)
    var counts = [Int](repeating: 0, count: 7)
    for _ in 0..<70_000 { counts[generator.index(below: 7)] += 1 }
    #expect(counts.allSatisfy { abs($0 - 10_000) < 500 }, "\(counts)")
    let mean = (0..<10_000).reduce(0.0) { sum, _ in sum + generator.uniform() } / 10_000
    expectClose(mean, 0.5, 0, absolute: 0.02)
  }

  @Test func `poisson weights have mean and variance one`() {
    var generator = SeededGenerator(seed: propertySeed)
    var moments = Moments()
    var counts = [Int](repeating: 0, count: 13)
    PoissonWeights.shared.forEach(200_001, &generator) { _, weight in
      moments.add(Double(weight))
      counts[weight] += 1
    }
    #expect(moments.count == 200_001)
    expectClose(moments.mean, 1, 0.01)
    expectClose(moments.variance ?? 0, 1, 0.02)
    expectClose(Double(counts[0]) / 200_001, 0.36787944117144233, 0.01)
    expectClose(Double(counts[3]) / 200_001, 0.06131324019524039, 0.03)
  }

  @Test(arguments: [Bootstrap.Scheme.multinomial, .poisson])
  func `threads and partitions do not change the replicates`(scheme: Bootstrap.Scheme) throws {
    let bootstrap = try Bootstrap(resamples: 101, seed: 9, scheme: scheme)
    let control = BootstrapSample.mean(values(80))
    let treatment = BootstrapSample.mean(values(70, shift: 1, seed: 5))
    let one = try bootstrap.run(control: control, treatment: treatment, comparison: .difference)
    let three = try bootstrap.run(
      control: control, treatment: treatment, comparison: .difference, threads: 3)
    #expect(one == three)
    let parts =
      bootstrap.replicates(0..<40, control: control, treatment: treatment, comparison: .difference)
      + bootstrap.replicates(40..<101, control: control, treatment: treatment, comparison: .difference)
    #expect(
      try bootstrap.result(
        replicates: parts, control: control, treatment: treatment, comparison: .difference) == one)
  }

  @Test(arguments: [Bootstrap.Scheme.multinomial, .poisson])
  func `the bootstrap error of a mean agrees with the formula`(scheme: Bootstrap.Scheme) throws {
    let a = values(400)
    let b = values(500, shift: 2, seed: 11)
    let exact = try EffectEstimate.difference(
      control: ArmStatistic(Moments(a)), treatment: ArmStatistic(Moments(b)))
    let result = try Bootstrap(resamples: 4_000, seed: 3, scheme: scheme).run(
      control: .mean(a), treatment: .mean(b), comparison: .difference, threads: 2)
    expectClose(result.estimate, exact.effect)
    expectClose(result.standardError, exact.standardError, 0.05)
    #expect(abs(result.bias) < 0.1 * result.standardError)
    let interval = try result.interval(alpha: 0.05)
    let normal = try exact.interval(alpha: 0.05)
    expectClose(interval.lower, normal.lower, 0, absolute: 0.15 * result.standardError)
    expectClose(interval.upper, normal.upper, 0, absolute: 0.15 * result.standardError)
  }

  @Test(arguments: [Bootstrap.Scheme.multinomial, .poisson])
  func `ratios and lifts agree with the delta method`(scheme: Bootstrap.Scheme) throws {
    var generator = SeededGenerator(seed: propertySeed)
    let denominators = (0..<600).map { _ in Double(1 + generator.index(below: 6)) }
    let numerators = denominators.map { $0 * (1 + generator.uniform()) }
    let moments = try BivariateMoments(x: denominators, y: numerators)
    let arm = try ArmStatistic(ratio: moments)
    let exact = try EffectEstimate.relativeLift(control: arm, treatment: arm)
    let sample = BootstrapSample.ratio(numerators: numerators, denominators: denominators)
    let result = try Bootstrap(resamples: 3_000, seed: 4, scheme: scheme).run(
      control: sample, treatment: sample, comparison: .relativeLift, threads: 2)
    expectClose(result.estimate, 0, 0, absolute: 1e-12)
    expectClose(result.standardError, exact.standardError, 0.06)
  }

  @Test(arguments: [Bootstrap.Scheme.multinomial, .poisson])
  func `quantiles are resampled with their ties`(scheme: Bootstrap.Scheme) throws {
    let ascending = (0..<500).map { Double($0 / 2) }
    let sample = BootstrapSample.quantile(ascending: ascending, order: 0.5)
    let result = try Bootstrap(resamples: 1_000, seed: 6, scheme: scheme).run(
      control: sample, treatment: sample, comparison: .difference)
    // The median of a uniform sample of 500 on (0, 250) has an error of 250·½/√500.
    expectClose(result.standardError, 250 * 0.5 / 500.0.squareRoot() * 2.0.squareRoot(), 0.1)
  }

  @Test func `undefined resamples are counted and left out`() throws {
    let control = BootstrapSample.mean([0, 0, 0, 4])
    let treatment = BootstrapSample.mean([1, 2, 3, 4])
    let result = try Bootstrap(resamples: 500, seed: 1).run(
      control: control, treatment: treatment, comparison: .relativeLift)
    #expect(result.undefinedCount > 50)
    #expect(result.replicates.count + result.undefinedCount == 500)
    #expect(result.replicates.allSatisfy { $0.isFinite })
  }

  @Test func `what is undefined for the sample needs no resampling`() throws {
    let bootstrap = try Bootstrap(resamples: 10, seed: 1)
    let fine = BootstrapSample.mean([1, 2])
    #expect(throws: StatisticsError.noObservations) {
      try bootstrap.run(control: .mean([]), treatment: fine, comparison: .difference)
    }
    #expect(throws: StatisticsError.zeroControlValue) {
      try bootstrap.run(control: .mean([0, 0]), treatment: fine, comparison: .relativeLift)
    }
    #expect(throws: StatisticsError.zeroDenominator) {
      try bootstrap.run(
        control: .ratio(numerators: [1], denominators: [0]), treatment: fine, comparison: .difference)
    }
    #expect(throws: StatisticsError.lengthMismatch(first: 1, second: 2)) {
      try bootstrap.run(
        control: .ratio(numerators: [1], denominators: [1, 2]), treatment: fine, comparison: .difference)
    }
    #expect(throws: StatisticsError.notIncreasing) {
      try bootstrap.run(
        control: .quantile(ascending: [2, 1], order: 0.5), treatment: fine, comparison: .difference)
    }
    #expect(throws: StatisticsError.tooFewObservations(count: 1, needed: 2)) {
      try Bootstrap(resamples: 1, seed: 1)
    }
  }
}
