/// A correction of P values for the number of tests made.
package enum MultiplicityAdjustment: String, Sendable, Hashable, CaseIterable {
  /// No correction.
  case none
  /// m·p, controls the chance of any false positive.
  case bonferroni
  /// Holm's step-down, never weaker than Bonferroni's.
  case holm
  /// Benjamini and Hochberg's step-up, controls the false discovery rate of independent tests.
  case benjaminiHochberg
  /// Benjamini and Yekutieli's step-up, the same under any dependence.
  case benjaminiYekutieli

  /// Returns the adjusted P values in the order of the input.
  ///
  /// A nil entry is a test that could not be computed: it stays nil and does not count in the family.
  package func adjust(_ pValues: [Double?]) -> [Double?] {
    let present = pValues.indices.filter { pValues[$0] != nil }
    let adjusted = adjust(present.map { pValues[$0] ?? 1 })
    var result = [Double?](repeating: nil, count: pValues.count)
    for (index, value) in zip(present, adjusted) { result[index] = value }
    return result
  }

  /// Returns the adjusted P values in the order of the input, each at most one.
  package func adjust(_ pValues: [Double]) -> [Double] {
    adjusted(pValues, one: 1) { min(1, $1 * $0) }
  }

  /// Returns the adjusted P values, on the logarithmic scale where they are smaller than any double.
  package func adjust(_ pValues: [TailProbability]) -> [TailProbability] {
    adjusted(pValues, one: .one) { $0.scaled(by: $1) }
  }

  private func adjusted<Value: Comparable>(
    _ pValues: [Value], one: Value, scaled: (_ pValue: Value, _ factor: Double) -> Value
  ) -> [Value] {
    let count = Double(pValues.count)
    if self == .none { return pValues }
    if self == .bonferroni { return pValues.map { scaled($0, count) } }
    // Ties are ordered by position, so that the result depends on nothing but the input.
    let order = pValues.indices.sorted { (pValues[$0], $0) < (pValues[$1], $1) }
    var result = pValues
    if self == .holm {
      for (rank, index) in order.enumerated() {
        let own = scaled(pValues[index], count - Double(rank))
        result[index] = rank == 0 ? own : max(result[order[rank - 1]], own)
      }
      return result
    }
    let penalty = self == .benjaminiYekutieli ? harmonicNumber(pValues.count) : 1
    var running = one
    for (rank, index) in order.enumerated().reversed() {
      running = min(running, scaled(pValues[index], penalty * count / Double(rank + 1)))
      result[index] = running
    }
    return result
  }

  /// Returns, for each P value, the level at which its own test was decided when the family has level alpha.
  ///
  /// Intervals recomputed at these levels agree with the decisions: alpha/m for Bonferroni; for Holm alpha/(m − i)
  /// at the step i of the test, and from the first step that fails the level of that step; for the step-up methods
  /// alpha·R/m with R rejections (Benjamini and Yekutieli's false coverage rule, 2005), R at least one.
  package func decisionLevels(_ pValues: [Double], alpha: Double) -> [Double] {
    let count = Double(pValues.count)
    switch self {
    case .none: return pValues.map { _ in alpha }
    case .bonferroni: return pValues.map { _ in alpha / count }
    case .holm:
      let order = pValues.indices.sorted { (pValues[$0], $0) < (pValues[$1], $1) }
      var levels = [Double](repeating: alpha, count: pValues.count)
      var level = alpha / max(count, 1)
      var rejecting = true
      for (rank, index) in order.enumerated() {
        if rejecting { level = alpha / (count - Double(rank)) }
        rejecting = rejecting && pValues[index] <= level
        levels[index] = level
      }
      return levels
    case .benjaminiHochberg, .benjaminiYekutieli:
      let rejections = adjust(pValues).count { $0 <= alpha }
      let penalty = self == .benjaminiYekutieli ? harmonicNumber(pValues.count) : 1
      return pValues.map { _ in alpha * Double(max(rejections, 1)) / (count * penalty) }
    }
  }

  private func harmonicNumber(_ count: Int) -> Double {
    guard count > 0 else { return 1 }
    return NeumaierSum.of((1...count).lazy.map { 1 / Double($0) })
  }
}
