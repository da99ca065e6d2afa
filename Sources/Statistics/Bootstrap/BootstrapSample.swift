/// One arm as the bootstrap resamples it, one entry per unit; units without the goal are entries too.
package enum BootstrapSample: Sendable {
  /// A value per unit; the estimate is the mean.
  case mean([Double])
  /// A numerator and a denominator per unit, equally long; the estimate is the ratio of the sums.
  case ratio(numerators: [Double], denominators: [Double])
  /// A value per unit, ascending; the estimate is this quantile, linear between order statistics.
  case quantile(ascending: [Double], order: Double)

  /// The number of units.
  package var count: Int {
    switch self {
    case .mean(let values), .quantile(let values, _): values.count
    case .ratio(let numerators, _): numerators.count
    }
  }

  /// Returns the estimate of the sample itself.
  package func estimate() throws(StatisticsError) -> Double {
    guard count > 0 else { throw .noObservations }
    switch self {
    case .mean(let values):
      try requireFinite(values)
      return NeumaierSum.of(values) / Double(values.count)
    case .ratio(let numerators, let denominators):
      guard numerators.count == denominators.count else {
        throw .lengthMismatch(first: numerators.count, second: denominators.count)
      }
      try requireFinite(numerators)
      try requireFinite(denominators)
      let total = NeumaierSum.of(denominators)
      guard total != 0 else { throw .zeroDenominator }
      return NeumaierSum.of(numerators) / total
    case .quantile(let values, let order):
      try requireFinite(values)
      for index in values.indices.dropFirst() where values[index - 1] > values[index] {
        throw .notIncreasing
      }
      return try Quantile.linear(ascending: values, order)
    }
  }
}
