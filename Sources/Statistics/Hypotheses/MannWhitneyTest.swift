import Glibc

/// The rank test of Mann, Whitney and Wilcoxon.
///
/// It tests the ordering of two samples, not their means: it must never be read as "revenue per unit is higher".
package struct MannWhitneyTest: Sendable, Hashable {
  /// How the null distribution is found.
  package enum Method: String, Sendable, Hashable {
    /// Exact without ties while both samples have at most 50 values, otherwise asymptotic.
    case automatic
    /// By counting the arrangements; refused with ties.
    case exact
    /// Normal with tie and continuity corrections.
    case asymptotic
  }

  /// #(treatment > control) + ½·#(equal).
  package let statistic: Double
  /// The probability of a statistic at least as far from its mean, in either direction.
  package let twoSided: TailProbability
  /// The probability of a statistic at least as large: the treatment tends to larger values.
  package let treatmentGreater: TailProbability
  /// The probability of a statistic at most as large.
  package let treatmentLess: TailProbability
  /// The method that was used, never `automatic`.
  package let method: Method
  /// P(treatment > control) + ½·P(equal), the effect size that belongs to the test.
  package let probabilityOfSuperiority: Double

  /// Compares two samples of finite values, in any order.
  package init(
    control: [Double], treatment: [Double], method: Method = .automatic
  ) throws(StatisticsError) {
    guard !control.isEmpty, !treatment.isEmpty else { throw .noObservations }
    try requireFinite(control)
    try requireFinite(treatment)
    let ranks = RankedSamples(control: control, treatment: treatment)
    statistic = ranks.statistic
    let pairs = Double(control.count) * Double(treatment.count)
    probabilityOfSuperiority = ranks.statistic / pairs
    let small = control.count <= 50 && treatment.count <= 50 && !ranks.hasTies
    self.method = method == .automatic ? (small ? .exact : .asymptotic) : method
    if self.method == .exact {
      guard !ranks.hasTies else { throw .tiesPresent }
      let size = pairs * Double(min(control.count, treatment.count))
      guard size <= 2e7 else { throw .tooLarge(size: size, limit: 2e7) }
      let distribution = MannWhitneyDistribution(control.count, treatment.count)
      treatmentGreater = distribution.upperTailIncluding(Int(ranks.statistic))
      treatmentLess = distribution.upperTailIncluding(Int(pairs - ranks.statistic))
      twoSided = min(treatmentGreater, treatmentLess).doubled
      return
    }
    let n = Double(control.count) + Double(treatment.count)
    let variance = pairs / 12 * ((n + 1) - ranks.tieSum / (n * (n - 1)))
    guard variance > 0, n > 1 else {
      // Every value is the same: nothing contradicts the hypothesis.
      twoSided = .one
      treatmentGreater = .one
      treatmentLess = .one
      return
    }
    let deviation = variance.squareRoot()
    let excess = ranks.statistic - pairs / 2
    treatmentGreater = StandardNormal.tails((excess - 0.5) / deviation).upper
    treatmentLess = StandardNormal.tails((-excess - 0.5) / deviation).upper
    twoSided = StandardNormal.tails((abs(excess) - 0.5) / deviation).upper.doubled
  }
}

/// The statistic and the ties of two samples ranked together.
struct RankedSamples {
  /// #(treatment > control) + ½·#(equal).
  let statistic: Double
  /// Σ(t³ − t) over groups of equal values, as a double: it overflows 64 bits from t of two million.
  let tieSum: Double
  let hasTies: Bool

  init(control: [Double], treatment: [Double]) {
    let a = control.sorted()
    let b = treatment.sorted()
    var indexA = 0
    var indexB = 0
    // Twice the statistic, in whole numbers as long as they are exact in a double.
    var doubled = NeumaierSum()
    var ties = NeumaierSum()
    var anyTie = false
    while indexA < a.count || indexB < b.count {
      let value: Double =
        if indexA == a.count { b[indexB] } else if indexB == b.count { a[indexA] } else {
          min(a[indexA], b[indexB])
        }
      let below = indexA
      while indexA < a.count, a[indexA] == value { indexA += 1 }
      let startB = indexB
      while indexB < b.count, b[indexB] == value { indexB += 1 }
      let equalA = Double(indexA - below)
      let equalB = Double(indexB - startB)
      doubled.add(equalB * (2 * Double(below) + equalA))
      let group = equalA + equalB
      if group > 1 {
        anyTie = true
        ties.add(group * (group - 1) * (group + 1))
      }
    }
    statistic = doubled.value / 2
    tieSum = ties.value
    hasTies = anyTie
  }
}
