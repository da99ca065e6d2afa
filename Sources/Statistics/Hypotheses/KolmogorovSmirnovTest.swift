import Glibc

/// The two-sample test of Kolmogorov and Smirnov, a check of whole distributions.
package struct KolmogorovSmirnovTest: Sendable, Hashable {
  /// The largest distance between the two empirical distribution functions.
  package let distance: Double
  /// The P value of the limiting distribution, Q(√(nm/(n + m))·D) without small-sample correction.
  package let limitPValue: TailProbability
  /// The exact P value for samples without ties; too large beyond ten million lattice points.
  ///
  /// With ties it is conservative: the null distribution is still the one without.
  package let exactPValue: Computed<TailProbability>

  /// Compares two samples of finite values, in any order.
  package init(_ first: [Double], _ second: [Double]) throws(StatisticsError) {
    guard !first.isEmpty, !second.isEmpty else { throw .noObservations }
    try requireFinite(first)
    try requireFinite(second)
    let n = first.count
    let m = second.count
    let scaled = Self.scaledDistance(first.sorted(), second.sorted())
    let pairs = Double(n) * Double(m)
    distance = Double(scaled) / pairs
    let effective = (pairs / (Double(n) + Double(m))).squareRoot()
    limitPValue = Self.limitTail(effective * distance)
    exactPValue =
      pairs <= 1e7
      ? .success(Self.exactTail(n, m, scaledDistance: scaled))
      : .failure(.tooLarge(size: pairs, limit: 1e7))
  }

  /// The largest |i·m − j·n| over the points of the merged samples: the distance in exact whole numbers.
  private static func scaledDistance(_ a: [Double], _ b: [Double]) -> Int {
    var i = 0
    var j = 0
    var largest = 0
    while i < a.count && j < b.count {
      let value = min(a[i], b[j])
      while i < a.count, a[i] == value { i += 1 }
      while j < b.count, b[j] == value { j += 1 }
      largest = max(largest, abs(i * b.count - j * a.count))
    }
    return largest
  }

  /// The probability that a random lattice path from (0, 0) to (n, m) reaches the distance.
  ///
  /// Propagates "has reached it" conditional on each point, a mean of two neighbours: every term is positive and no
  /// number leaves [0, 1].
  private static func exactTail(_ n: Int, _ m: Int, scaledDistance: Int) -> TailProbability {
    if scaledDistance == 0 { return .one }
    var row = [Double](repeating: 0, count: m + 1)
    for j in 0...m { row[j] = j * n >= scaledDistance ? 1 : 0 }
    for i in 1...n {
      row[0] = i * m >= scaledDistance ? 1 : row[0]
      for j in 1...m {
        let total = Double(i + j)
        // row[j] still belongs to i − 1, row[j − 1] already to i.
        row[j] =
          abs(i * m - j * n) >= scaledDistance
          ? 1 : (Double(i) / total) * row[j] + (Double(j) / total) * row[j - 1]
      }
    }
    return TailProbability(value: row[m])
  }

  /// Kolmogorov's Q(x) = 2Σ(−1)^(k−1) e^(−2k²x²), with the theta transform where that converges slowly.
  static func limitTail(_ x: Double) -> TailProbability {
    if x <= 0 { return .one }
    if x < 1 {
      let factor = (2 * Double.pi).squareRoot() / x
      var sum = 0.0
      for k in stride(from: 1.0, through: 41, by: 2) {
        sum += exp(-k * k * Double.pi * Double.pi / (8 * x * x))
      }
      return TailProbability(value: factor * sum).complement
    }
    var sum = 0.0
    var sign = 1.0
    // Relative to the first term, so that the logarithm survives where the value does not.
    for k in stride(from: 1.0, through: 12, by: 1) {
      sum += sign * exp(-2 * (k * k - 1) * x * x)
      sign = -sign
    }
    return TailProbability(logarithm: 0.6931471805599453 - 2 * x * x + log(sum))
  }
}
