/// How many of something a user has: log-normal, rounded, and kept within bounds.
struct CountDistribution: Hashable, Sendable {
  /// Mean before rounding and bounding.
  var mean: Double
  /// Deviation of the logarithm; 0 makes every count the mean.
  var sigma: Double
  var least: Int
  var most: Int

  func draw(_ random: inout RandomStream) -> Int {
    let location = PortableMath.logarithm(mean) - sigma * sigma / 2
    let value = PortableMath.exponential(location + sigma * random.nextNormal()).rounded()
    return value >= Double(most) ? most : max(least, Int(value))
  }
}
