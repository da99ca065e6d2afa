import Glibc

/// The exact null distribution of the Mann–Whitney statistic without ties.
///
/// Probabilities, not counts, are propagated, so nothing overflows and every tail is a sum of positive terms.
struct MannWhitneyDistribution {
  private let masses: [Double]

  /// Makes the distribution for two sample sizes; time (nm)², memory nm·min(n, m).
  init(_ first: Int, _ second: Int) {
    let n = max(first, second)
    let m = min(first, second)
    let maximum = n * m
    // rows[j][u] is the probability of a statistic of u for j values of the smaller sample and `placed` of the
    // larger one.
    var rows = [[Double]](repeating: [Double](repeating: 0, count: maximum + 1), count: m + 1)
    for j in 0...m { rows[j][0] = 1 }
    for placed in 1...n {
      for j in 1...m {
        // The largest of placed + j values belongs to the larger sample with probability placed/(placed + j); it
        // then exceeds all j of the smaller one.
        let total = Double(placed + j)
        let fromLarger = Double(placed) / total
        let fromSmaller = Double(j) / total
        let top = placed * j
        var next = rows[j]
        for u in stride(from: top, through: 0, by: -1) {
          let shifted = u >= j ? rows[j][u - j] : 0
          next[u] = fromLarger * shifted + fromSmaller * rows[j - 1][u]
        }
        rows[j] = next
      }
    }
    masses = rows[m]
  }

  /// Returns P(U ≥ u); the distribution is symmetric.
  func upperTailIncluding(_ u: Int) -> TailProbability {
    if u <= 0 { return .one }
    // The shorter tail is summed; by symmetry both ends have the same masses.
    let count = masses.count - u
    if count <= 0 { return .zero }
    if 2 * u >= masses.count - 1 {
      return TailProbability(value: NeumaierSum.of(masses[..<count]))
    }
    return TailProbability(value: NeumaierSum.of(masses[..<u])).complement
  }
}
