import Glibc

/// The number of marked items in a draw without replacement.
package struct Hypergeometric: Sendable, Hashable {
  /// The marked items in the population.
  package let marked: Int
  /// The unmarked items in the population.
  package let unmarked: Int
  /// The number drawn.
  package let drawn: Int

  /// Refuses negative counts, more draws than items, and populations beyond 2⁵².
  package init(marked: Int, unmarked: Int, drawn: Int) throws(StatisticsError) {
    guard marked >= 0 else { throw .negative(Double(marked)) }
    guard unmarked >= 0 else { throw .negative(Double(unmarked)) }
    let (population, overflow) = marked.addingReportingOverflow(unmarked)
    // Products of counts are formed as doubles with their rounding error; 2⁵² keeps the operands exact.
    guard !overflow, population <= 1 << 52 else {
      throw .tooLarge(size: Double(marked) + Double(unmarked), limit: 0x1p52)
    }
    guard drawn >= 0, drawn <= population else {
      throw .countOutOfRange(count: Double(drawn), total: Double(population))
    }
    self.marked = marked
    self.unmarked = unmarked
    self.drawn = drawn
  }

  /// The smallest possible count.
  package var smallest: Int { max(0, drawn - unmarked) }
  /// The largest possible count.
  package var largest: Int { min(marked, drawn) }
  /// The expected count.
  package var mean: Double { Double(drawn) * (Double(marked) / Double(marked + unmarked)) }

  /// Returns the logarithm of P(X = count).
  ///
  /// Three binomial masses at the overall share, whose deviances vanish at the mean (Loader 2000).
  package func logMass(_ count: Int) -> Double {
    guard count >= smallest, count <= largest else { return -.infinity }
    if smallest == largest { return 0 }
    let population = Double(marked + unmarked)
    let n = Double(drawn)
    // x·N − n·m exactly, before the division: the deviation of the count from its mean.
    let left = Double(count) * population
    let right = n * Double(marked)
    let deviation =
      ((left - right)
        + (fma(Double(count), population, -left) - fma(n, Double(marked), -right))) / population
    let share = n / population
    let otherShare = Double(marked + unmarked - drawn) / population
    return logBinomialMass(count, of: marked, share, otherShare, deviation: deviation)
      + logBinomialMass(drawn - count, of: unmarked, share, otherShare, deviation: -deviation)
      - logBinomialMass(drawn, of: marked + unmarked, share, otherShare, deviation: 0)
  }

  /// Returns P(X ≤ count).
  package func lowerTail(_ count: Int) -> TailProbability {
    if count < smallest { return .zero }
    if count >= largest { return .one }
    return Double(count) < mean ? directLowerTail(count) : directUpperTail(count + 1).complement
  }

  /// Returns P(X ≥ count), the count itself included.
  package func upperTailIncluding(_ count: Int) -> TailProbability {
    if count <= smallest { return .one }
    if count > largest { return .zero }
    return Double(count) > mean ? directUpperTail(count) : directLowerTail(count - 1).complement
  }

  /// Sums the masses from `count` down, relative to the first: the ratios fall, so the sum is short.
  private func directLowerTail(_ count: Int) -> TailProbability {
    var term = 1.0
    var sum = NeumaierSum()
    sum.add(1)
    var k = count
    while k > smallest, term > sum.value * 1e-18 {
      term *= ratioToPrevious(k, descending: true)
      sum.add(term)
      k -= 1
    }
    return TailProbability(logarithm: logMass(count) + log(sum.value))
  }

  private func directUpperTail(_ count: Int) -> TailProbability {
    var term = 1.0
    var sum = NeumaierSum()
    sum.add(1)
    var k = count
    while k < largest, term > sum.value * 1e-18 {
      term *= ratioToPrevious(k + 1, descending: false)
      sum.add(term)
      k += 1
    }
    return TailProbability(logarithm: logMass(count) + log(sum.value))
  }

  /// P(X = k)/P(X = k − 1), or its inverse when descending.
  private func ratioToPrevious(_ k: Int, descending: Bool) -> Double {
    let gain = Double(marked - k + 1) * Double(drawn - k + 1)
    let loss = Double(k) * Double(unmarked - drawn + k)
    return descending ? loss / gain : gain / loss
  }

  private func logBinomialMass(
    _ count: Int, of trials: Int, _ share: Double, _ otherShare: Double, deviation: Double
  ) -> Double {
    let n = Double(trials)
    let k = Double(count)
    if trials == 0 { return 0 }
    if count == 0 { return n * log1p(-share) }
    if count == trials { return n * log(share) }
    let rest = n - k
    let deviances =
      SaddlePoint.deviance(deviation: deviation, mean: n * share)
      + SaddlePoint.deviance(deviation: -deviation, mean: n * otherShare)
    return SaddlePoint.stirlingError(n) - SaddlePoint.stirlingError(k) - SaddlePoint.stirlingError(rest)
      - deviances - StandardNormal.logRootTwoPi + 0.5 * (log(n / k) - log(rest))
  }
}
