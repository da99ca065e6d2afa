import Testing

@testable import Statistics

struct MomentsTests {
  @Test func `moments of large values keep their variance`() {
    let moments = Moments([1_000_000_000.1, 1_000_000_000.2, 1_000_000_000.4])
    expectClose(moments.variance ?? 0, 0.023333333, 1e-5)
    #expect(Moments([7]).variance == nil)
    #expect(Moments().count == 0)
    expectClose(Moments([1.1, 2.3, 0.7, 4.4, 3.3, 2.2, 5.0, 1.9]).variance ?? 0, 2.2983928571428573)
    expectClose(Moments([1, 2, 3, 4]).sum, 10)
    expectClose(Moments([1, 3]).standardDeviation ?? 0, 2.0.squareRoot())
  }

  @Test func `merging chunks equals one pass`() {
    var generator = SeededGenerator(seed: propertySeed)
    for _ in 0..<50 {
      let values = (0..<100).map { _ in 1e6 + generator.uniform() }
      let cut = generator.index(below: 101)
      var merged = Moments(values[..<cut])
      merged.merge(Moments(values[cut...]))
      let whole = Moments(values)
      #expect(merged.count == whole.count)
      expectClose(merged.mean, whole.mean, 1e-15)
      expectClose(merged.squaredDeviations, whole.squaredDeviations, 1e-8)
    }
  }

  @Test func `repeated zeros are added at once`() {
    var once = Moments([3, 5])
    once.add(0, times: 8)
    let plain = Moments([3, 5, 0, 0, 0, 0, 0, 0, 0, 0])
    expectClose(once.mean, plain.mean)
    expectClose(once.squaredDeviations, plain.squaredDeviations)
    once.add(1, times: 0)
    #expect(once.count == 10)
  }

  @Test func `sums give moments unless they contradict each other`() throws {
    let moments = try Moments(count: 500, sum: 6000, sumOfSquares: 116_910)
    expectClose(moments.mean, 12)
    expectClose(moments.variance ?? 0, 44_910.0 / 499)
    #expect(try Moments(count: 10, sum: 20, sumOfSquares: 40).squaredDeviations == 0)
    #expect(throws: StatisticsError.inconsistentSums) {
      try Moments(count: 10, sum: 20, sumOfSquares: 39)
    }
    #expect(throws: StatisticsError.noObservations) { try Moments(count: 0, sum: 0, sumOfSquares: 0) }
    #expect(throws: StatisticsError.notFinite) { try Moments(count: 2, sum: .nan, sumOfSquares: 0) }
  }

  @Test func `pairs have a covariance and merge like their columns`() throws {
    let x = [1.0, 2, 4, 7, 3]
    let y = [2.0, 1, 5, 6, 4]
    let whole = try BivariateMoments(x: x, y: y)
    expectClose(whole.covariance ?? 0, 4.2)
    var merged = try BivariateMoments(x: [1, 2], y: [2, 1])
    merged.merge(try BivariateMoments(x: [4, 7, 3], y: [5, 6, 4]))
    expectClose(merged.product, whole.product)
    expectClose(merged.squaredX, whole.squaredX)
    expectClose(merged.squaredY, whole.squaredY)
    expectClose(whole.x.variance ?? 0, Moments(x).variance ?? 1)
    expectClose(whole.y.variance ?? 0, Moments(y).variance ?? 1)
    #expect(throws: StatisticsError.lengthMismatch(first: 1, second: 2)) {
      try BivariateMoments(x: [1], y: [1, 2])
    }
  }

  @Test func `the compensated sum survives a large intruder`() {
    #expect(NeumaierSum.of([1, 1e100, 1, -1e100]) == 2)
    var left = NeumaierSum()
    left.add(1e100)
    left.add(1)
    var right = NeumaierSum()
    right.add(1)
    right.add(-1e100)
    left.merge(right)
    #expect(left.value == 2)
    #expect(NeumaierSum.of([Double]()) == 0)
    #expect(NeumaierSum.of([.infinity, 1]) == .infinity)
  }

  @Test func `quantiles interpolate between order statistics`() throws {
    #expect(try Quantile.linear([3, 1, 2, 4], 0.5) == 2.5)
    #expect(try Quantile.linear([3, 1, 2, 4], 0) == 1)
    #expect(try Quantile.linear([3, 1, 2, 4], 1) == 4)
    expectClose(try Quantile.linear(ascending: [1, 2, 4, 8], 0.9), 6.8)
    #expect(throws: StatisticsError.noObservations) { try Quantile.linear([], 0.5) }
    #expect(throws: StatisticsError.notFinite) { try Quantile.linear([.nan], 0.5) }
    #expect(throws: StatisticsError.probabilityOutOfRange(1.5)) { try Quantile.linear([1], 1.5) }
  }
}
