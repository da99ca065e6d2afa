package import QueryResults

extension DurationSummary {
  /// Summarises elapsed times in µs; `bins` nil for no histogram, 0 for ⌈∛n⌉ bins.
  ///
  /// Quantiles interpolate linearly at 1 + (n − 1)q. The sum is exact, so the mean does not depend on the order.
  /// - Complexity: O(n log n).
  package init(times unsorted: [Int64], bins: Int? = nil) {
    let times = TimeSort.sorted(unsorted)
    var summary = DurationSummary(
      count: times.count, mean: nil, median: nil, p10: nil, p25: nil, p75: nil, p90: nil, p95: nil, min: nil,
      max: nil, histogram: bins.map { Self.histogram(times, bins: $0) })
    if let first = times.first, let last = times.last {
      let sum = times.reduce(Int128(0)) { $0 + Int128($1) }
      summary.mean = Double(sum) / Double(times.count) / microsecondsPerSecond
      summary.median = Self.quantile(times, 0.5)
      summary.p10 = Self.quantile(times, 0.1)
      summary.p25 = Self.quantile(times, 0.25)
      summary.p75 = Self.quantile(times, 0.75)
      summary.p90 = Self.quantile(times, 0.9)
      summary.p95 = Self.quantile(times, 0.95)
      summary.min = Double(first) / microsecondsPerSecond
      summary.max = Double(last) / microsecondsPerSecond
    }
    self = summary
  }

  /// The `q` quantile of sorted times, in seconds, or `nil` when there are none.
  package static func quantile(_ times: [Int64], _ q: Double) -> Double? {
    guard !times.isEmpty else { return nil }
    let place = Double(times.count - 1) * q
    let below = Int(place.rounded(.down))
    let above = Swift.min(below + 1, times.count - 1)
    let low = Double(times[below])
    return (low + (Double(times[above]) - low) * (place - Double(below))) / microsecondsPerSecond
  }

  private static func histogram(_ times: [Int64], bins: Int) -> [HistogramBin] {
    guard let first = times.first, let last = times.last else { return [] }
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
