import Glibc

/// Fisher's exact test of a 2×2 table [[a, b], [c, d]], rows arms, columns outcomes.
package struct FisherExactTest: Sendable, Hashable {
  /// The sample odds ratio ad/(bc); infinite when only bc is zero, not computable when both products are.
  package let oddsRatio: Computed<Double>
  /// The probability of all tables not more likely than the observed one.
  package let twoSided: TailProbability
  /// The probability of a first cell at most as large.
  package let less: TailProbability
  /// The probability of a first cell at least as large.
  package let greater: TailProbability

  /// Two tables count as equally likely within this relative slack; equal masses computed by different routes
  /// differ by an ulp or two, and dropping one of them halves P.
  static let slack = 1e-11

  /// Tests a table; only negative counts and totals beyond 2⁵² are refused.
  package init(_ a: Int, _ b: Int, _ c: Int, _ d: Int) throws(StatisticsError) {
    for cell in [a, b, c, d] where cell < 0 { throw .negative(Double(cell)) }
    let (row, rowOverflow) = a.addingReportingOverflow(b)
    let (column, columnOverflow) = a.addingReportingOverflow(c)
    let (otherColumn, otherOverflow) = b.addingReportingOverflow(d)
    guard !rowOverflow, !columnOverflow, !otherOverflow else {
      throw .tooLarge(size: Double(a) + Double(b) + Double(c) + Double(d), limit: 0x1p52)
    }
    let main = Double(a) * Double(d)
    let cross = Double(b) * Double(c)
    oddsRatio = main == 0 && cross == 0 ? .failure(.zeroDenominator) : .success(main / cross)
    let null = try Hypergeometric(marked: column, unmarked: otherColumn, drawn: row)
    less = null.lowerTail(a)
    greater = null.upperTailIncluding(a)
    twoSided = Self.twoSided(null, observed: a)
  }

  private static func twoSided(_ null: Hypergeometric, observed: Int) -> TailProbability {
    let limit = null.logMass(observed) + slack
    // The mode: masses rise towards it from both sides.
    let population = Double(null.marked) + Double(null.unmarked)
    let modeEstimate = (Double(null.drawn) + 1) * ((Double(null.marked) + 1) / (population + 2))
    let mode = min(null.largest, max(null.smallest, Int(modeEstimate)))
    if null.logMass(mode) <= limit { return .one }
    // From each end of the range, the last table before the mode that is not more likely than the observed one.
    let lowest = lastCount(from: null.smallest, towards: mode) { null.logMass($0) <= limit }
    let highest = lastCount(from: null.largest, towards: mode) { null.logMass($0) <= limit }
    let lower = lowest.map(null.lowerTail) ?? .zero
    let upper = highest.map(null.upperTailIncluding) ?? .zero
    let larger = max(lower.logarithm, upper.logarithm)
    let smaller = min(lower.logarithm, upper.logarithm)
    if larger == -.infinity { return .zero }
    return TailProbability(
      value: lower.value + upper.value, logarithm: larger + log1p(exp(smaller - larger)))
  }

  /// Returns the count nearest to `end` for which the condition holds, when it holds on a stretch from `start`.
  private static func lastCount(
    from start: Int, towards end: Int, where condition: (Int) -> Bool
  ) -> Int? {
    guard condition(start) else { return nil }
    var holds = start
    var fails = end
    while abs(fails - holds) > 1 {
      let middle = holds + (fails - holds) / 2
      if condition(middle) { holds = middle } else { fails = middle }
    }
    return holds
  }
}
