/// Counts, means, squared deviations and co-deviations of pairs, updated and merged like `Moments`.
///
/// x is the explaining value (the pre-period, the denominator), y the explained one (the goal, the numerator).
@frozen
package struct BivariateMoments: Sendable, Hashable {
  /// The number of pairs.
  package let count: Int
  /// The mean of x.
  package let meanX: Double
  /// The mean of y.
  package let meanY: Double
  /// Σ(x − mean)².
  package let squaredX: Double
  /// Σ(y − mean)².
  package let squaredY: Double
  /// Σ(x − mean x)(y − mean y).
  package let product: Double

  /// An empty sample.
  @inlinable
  package init() {
    self.init(count: 0, meanX: 0, meanY: 0, squaredX: 0, squaredY: 0, product: 0)
  }

  /// A sample known by its moments.
  @inlinable
  package init(
    count: Int, meanX: Double, meanY: Double, squaredX: Double, squaredY: Double, product: Double
  ) {
    self.count = count
    self.meanX = meanX
    self.meanY = meanY
    self.squaredX = squaredX
    self.squaredY = squaredY
    self.product = product
  }

  /// Takes the moments of two equally long columns.
  package init(x: [Double], y: [Double]) throws(StatisticsError) {
    guard x.count == y.count else { throw .lengthMismatch(first: x.count, second: y.count) }
    self.init()
    for (x, y) in zip(x, y) { add(x: x, y: y) }
  }

  /// Adds one pair.
  @inlinable
  package mutating func add(x: Double, y: Double) {
    let count = self.count + 1
    let deltaX = x - meanX
    let deltaY = y - meanY
    let meanX = self.meanX + deltaX / Double(count)
    let meanY = self.meanY + deltaY / Double(count)
    self = BivariateMoments(
      count: count, meanX: meanX, meanY: meanY, squaredX: squaredX + deltaX * (x - meanX),
      squaredY: squaredY + deltaY * (y - meanY), product: product + deltaX * (y - meanY))
  }

  /// Adds another sample.
  @inlinable
  package mutating func merge(_ other: BivariateMoments) {
    if other.count == 0 { return }
    if count == 0 {
      self = other
      return
    }
    let total = Double(count) + Double(other.count)
    let share = Double(other.count) / total
    let deltaX = other.meanX - meanX
    let deltaY = other.meanY - meanY
    let weight = Double(count) * share
    self = BivariateMoments(
      count: count + other.count, meanX: meanX + deltaX * share, meanY: meanY + deltaY * share,
      squaredX: squaredX + other.squaredX + deltaX * deltaX * weight,
      squaredY: squaredY + other.squaredY + deltaY * deltaY * weight,
      product: product + other.product + deltaX * deltaY * weight)
  }

  /// The moments of x alone.
  package var x: Moments { Moments(count: count, mean: meanX, squaredDeviations: squaredX) }
  /// The moments of y alone.
  package var y: Moments { Moments(count: count, mean: meanY, squaredDeviations: squaredY) }
  /// The covariance with divisor n − 1, nil for fewer than two pairs.
  package var covariance: Double? { count < 2 ? nil : product / Double(count - 1) }
}
