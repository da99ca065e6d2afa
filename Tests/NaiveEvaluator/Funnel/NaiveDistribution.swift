/// The statistics of §3.4 over durations, in seconds.
package struct NaiveDistribution: Sendable, Equatable {
  package struct Bin: Sendable, Equatable {
    package var from: Double
    package var to: Double
    package var units: Int
  }

  package var count: Int
  package var mean: Double
  package var median: Double
  package var p10: Double
  package var p25: Double
  package var p75: Double
  package var p90: Double
  package var p95: Double
  package var min: Double
  package var max: Double
  private var sorted: [Double]

  /// `nil` if there is nothing to describe.
  package init?(microseconds: [Int64]) {
    guard !microseconds.isEmpty else { return nil }
    sorted = microseconds.sorted().map { Double($0) / 1_000_000 }
    count = sorted.count
    mean = Double(microseconds.reduce(0, +)) / 1_000_000 / Double(count)
    median = NaiveDistribution.quantile(0.5, of: sorted)
    p10 = NaiveDistribution.quantile(0.10, of: sorted)
    p25 = NaiveDistribution.quantile(0.25, of: sorted)
    p75 = NaiveDistribution.quantile(0.75, of: sorted)
    p90 = NaiveDistribution.quantile(0.90, of: sorted)
    p95 = NaiveDistribution.quantile(0.95, of: sorted)
    min = sorted[0]
    max = sorted[count - 1]
  }

  /// The value at place 1 + (n − 1)q, counted from 1, by linear interpolation.
  package static func quantile(_ q: Double, of sorted: [Double]) -> Double {
    let place = Double(sorted.count - 1) * q
    let low = Int(place.rounded(.down))
    let high = Swift.min(low + 1, sorted.count - 1)
    return sorted[low] + (place - Double(low)) * (sorted[high] - sorted[low])
  }

  /// `bins` equal bins between minimum and maximum, the last one closed; one bin if all values are equal.
  package func histogram(bins: Int? = nil) -> [Bin] {
    if min == max { return [Bin(from: min, to: max, units: count)] }
    var number = bins ?? 1
    if bins == nil {
      while number * number * number < count { number += 1 }
    }
    let width = (max - min) / Double(number)
    return (0..<number).map { index in
      let from = min + width * Double(index)
      let isLast = index == number - 1
      let to = isLast ? max : min + width * Double(index + 1)
      return Bin(from: from, to: to, units: sorted.count { $0 >= from && (isLast ? $0 <= to : $0 < to) })
    }
  }
}
