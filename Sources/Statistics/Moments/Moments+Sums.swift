import Glibc

extension Moments {
  /// Makes moments of Σx and Σx², for data of which only the sums are left.
  ///
  /// The subtraction is done in twice the working precision; what the sums themselves have lost stays lost. A
  /// negative result within rounding of zero is zero, a larger one means that the sums contradict each other.
  package init(count: Int, sum: Double, sumOfSquares: Double) throws(StatisticsError) {
    guard count > 0 else { throw .noObservations }
    try requireFinite(sum)
    try requireFinite(sumOfSquares)
    let n = Double(count)
    let square = sum * sum
    try requireFinite(square)
    let squareError = fma(sum, sum, -square)
    let scaled = n * sumOfSquares
    let scaledError = fma(n, sumOfSquares, -scaled)
    let deviations = ((scaled - square) + (scaledError - squareError)) / n
    let tolerance = 64 * Double.ulpOfOne * abs(sumOfSquares)
    guard deviations >= -tolerance else { throw .inconsistentSums }
    self.init(
      count: count, mean: sum / n, squaredDeviations: deviations <= 0 ? 0 : deviations)
  }
}
