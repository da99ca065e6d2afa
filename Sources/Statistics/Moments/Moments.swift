/// Count, mean and sum of squared deviations of a sample (Welford's update, Chan's merge).
///
/// Unlike Σx² − (Σx)²/n it keeps the variance of values that are large compared with their spread. Merging chunks in
/// a fixed order gives the same last digits whatever the number of threads.
@frozen
package struct Moments: Sendable, Hashable {
  /// The number of values.
  package let count: Int
  /// The arithmetic mean, zero for an empty sample.
  package let mean: Double
  /// Σ(x − mean)².
  package let squaredDeviations: Double

  /// An empty sample.
  @inlinable
  package init() {
    count = 0
    mean = 0
    squaredDeviations = 0
  }

  /// A sample known by its count, mean and Σ(x − mean)².
  @inlinable
  package init(count: Int, mean: Double, squaredDeviations: Double) {
    self.count = count
    self.mean = mean
    self.squaredDeviations = squaredDeviations
  }

  /// Takes the moments of values, in one pass and in their order.
  @inlinable
  package init(_ values: some Sequence<Double>) {
    self.init()
    for value in values { add(value) }
  }

  /// Adds one value.
  @inlinable
  package mutating func add(_ value: Double) {
    let count = self.count + 1
    let delta = value - self.mean
    let mean = self.mean + delta / Double(count)
    self = Moments(
      count: count, mean: mean, squaredDeviations: squaredDeviations + delta * (value - mean))
  }

  /// Adds the same value many times at once, the units without any goal event for instance.
  @inlinable
  package mutating func add(_ value: Double, times: Int) {
    merge(Moments(count: times, mean: value, squaredDeviations: 0))
  }

  /// Adds another sample.
  @inlinable
  package mutating func merge(_ other: Moments) {
    if other.count == 0 { return }
    if count == 0 {
      self = other
      return
    }
    let total = Double(count) + Double(other.count)
    let delta = other.mean - mean
    self = Moments(
      count: count + other.count, mean: mean + delta * (Double(other.count) / total),
      squaredDeviations: squaredDeviations + other.squaredDeviations
        + delta * delta * (Double(count) * (Double(other.count) / total)))
  }

  /// The variance with divisor n − 1, nil for fewer than two values.
  @inlinable
  package var variance: Double? {
    count < 2 ? nil : squaredDeviations / Double(count - 1)
  }

  /// The standard deviation, nil for fewer than two values.
  package var standardDeviation: Double? { variance?.squareRoot() }

  /// The sum of the values.
  package var sum: Double { mean * Double(count) }
}
