/// Quantiles of samples.
package enum Quantile {
  /// Returns the quantile of ascending values by linear interpolation between order statistics.
  ///
  /// Rank q·(n − 1) counted from zero (type 7 of Hyndman and Fan, the default of R and NumPy). `values` must be
  /// sorted and finite.
  package static func linear(ascending values: [Double], _ q: Double) throws(StatisticsError) -> Double {
    guard let last = values.indices.last else { throw .noObservations }
    try requireProbability(q)
    let rank = q * Double(last)
    let below = min(Int(rank), last)
    let share = rank - Double(below)
    if share == 0 || below == last { return values[below] }
    let low = values[below]
    let high = values[below + 1]
    // From the nearer end, so that equal neighbours give exactly their value.
    return share < 0.5 ? low + (high - low) * share : high - (high - low) * (1 - share)
  }

  /// Returns the quantile of values in any order.
  package static func linear(_ values: [Double], _ q: Double) throws(StatisticsError) -> Double {
    try requireFinite(values)
    return try linear(ascending: values.sorted(), q)
  }
}
