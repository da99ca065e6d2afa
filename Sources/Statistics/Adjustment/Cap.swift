/// A cap on the values of units: larger ones count as the cap (winsorising).
package enum Cap: Sendable, Hashable {
  /// The same limit for everybody, in the unit of the metric.
  case fixed(Double)
  /// A percentile, between zero and one, of both arms pooled; a cap per arm would leak the treatment into it.
  case percentile(Double, ignoringZeros: Bool)

  /// Returns the limit that the values of all arms together imply.
  ///
  /// The percentile is linear between order statistics. Not computable when no value is left to rank.
  package func limit(pooled arms: [[Double]]) throws(StatisticsError) -> Double {
    switch self {
    case .fixed(let limit):
      try requireFinite(limit)
      return limit
    case .percentile(let share, let ignoringZeros):
      try requireProbability(share)
      var pooled: [Double] = []
      pooled.reserveCapacity(arms.reduce(0) { $0 + $1.count })
      for arm in arms {
        try requireFinite(arm)
        pooled.append(contentsOf: ignoringZeros ? arm.filter { $0 != 0 } : arm)
      }
      pooled.sort()
      return try Quantile.linear(ascending: pooled, share)
    }
  }

  /// Returns the values with those above the limit replaced by it, and how many there were.
  package static func apply(limit: Double, to values: [Double]) -> (values: [Double], capped: Int) {
    var capped = 0
    let result = values.map { value in
      if value > limit {
        capped += 1
        return limit
      }
      return value
    }
    return (result, capped)
  }
}
