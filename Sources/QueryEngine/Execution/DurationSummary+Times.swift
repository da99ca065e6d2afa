package import QueryResults

extension DurationSummary {
  /// Summarises elapsed times in µs; `bins` nil for no histogram, 0 for ⌈∛n⌉ bins.
  ///
  /// Quantiles interpolate linearly at 1 + (n − 1)q. The sum is exact, so the mean does not depend on the order.
  /// - Complexity: O(n) unless most times are close together.
  package init(times: [Int64], bins: Int? = nil) {
    var summary = DurationSummary(
      count: times.count, mean: nil, median: nil, p10: nil, p25: nil, p75: nil, p90: nil, p95: nil, min: nil,
      max: nil, histogram: bins.map { Self.histogram(times, bins: $0) })
    if let first = times.min(), let last = times.max() {
      let sum = times.reduce(Int128(0)) { $0 + Int128($1) }
      let quantiles = Self.quantiles(times, [0.5, 0.1, 0.25, 0.75, 0.9, 0.95])
      summary.mean = Double(sum) / Double(times.count) / microsecondsPerSecond
      summary.median = quantiles[0]
      summary.p10 = quantiles[1]
      summary.p25 = quantiles[2]
      summary.p75 = quantiles[3]
      summary.p90 = quantiles[4]
      summary.p95 = quantiles[5]
      summary.min = Double(first) / microsecondsPerSecond
      summary.max = Double(last) / microsecondsPerSecond
    }
    self = summary
  }

  /// The median of times in any order, in seconds, or `nil` when there are none.
  package static func median(_ times: [Int64]) -> Double? {
    times.isEmpty ? nil : quantiles(times, [0.5])[0]
  }

  /// The quantiles of at least one time, in seconds.
  private static func quantiles(_ times: [Int64], _ shares: [Double]) -> [Double] {
    let places = shares.map { Double(times.count - 1) * $0 }
    let below = places.map { Int($0.rounded(.down)) }
    let values = TimeRanks.values(of: times, at: below + below.map { Swift.min($0 + 1, times.count - 1) })
    return places.indices.map { index in
      let low = Double(values[index])
      let high = Double(values[places.count + index])
      return (low + (high - low) * (places[index] - Double(below[index]))) / microsecondsPerSecond
    }
  }

  private static func histogram(_ times: [Int64], bins: Int) -> [HistogramBin] {
    guard let first = times.min(), let last = times.max() else { return [] }
    var count = bins
    // The smallest whole number whose cube is at least n; a floating-point root may miss an exact cube.
    if count == 0 {
      while count * count * count < times.count { count += 1 }
    }
    if first == last { count = 1 }
    let width = Double(last - first) / Double(count)
    var tallies = [Int](repeating: 0, count: count)
    for time in times {
      // In whole numbers: a time on the border of two bins belongs to the upper one.
      let bin = last == first ? 0 : Int(Int128(time - first) * Int128(count) / Int128(last - first))
      tallies[Swift.min(count - 1, bin)] += 1
    }
    return tallies.enumerated().map { index, units in
      HistogramBin(
        from: (Double(first) + width * Double(index)) / microsecondsPerSecond,
        to: (index == count - 1 ? Double(last) : Double(first) + width * Double(index + 1))
          / microsecondsPerSecond,
        units: units)
    }
  }
}

/// Times are kept in µs and reported in seconds.
let microsecondsPerSecond = 1_000_000.0
