import Glibc

/// The binomial distribution.
package struct Binomial: Sendable, Hashable {
  /// The number of trials.
  package let trials: Int
  /// The probability of success of each trial.
  package let probability: Double

  /// Refuses a negative number of trials and a probability outside [0, 1].
  package init(trials: Int, probability: Double) throws(StatisticsError) {
    guard trials >= 0 else { throw .negative(Double(trials)) }
    try requireProbability(probability)
    self.trials = trials
    self.probability = probability
  }

  /// Returns the logarithm of P(X = count).
  package func logMass(_ count: Int) -> Double {
    guard count >= 0, count <= trials else { return -.infinity }
    let n = Double(trials)
    let k = Double(count)
    if probability == 0 { return count == 0 ? 0 : -.infinity }
    if probability == 1 { return count == trials ? 0 : -.infinity }
    if count == 0 { return n * log1p(-probability) }
    if count == trials { return n * log(probability) }
    // The beta prefactor x^a y^b / B(a, b) with a = k, b = n − k is n·C(n, k) p^k q^(n−k)·k(n−k)/n².
    return IncompleteBeta.logPrefactor(k, n - k, probability, 1 - probability) + log(n)
      - log(k) - log(n - k)
  }

  /// Returns P(X = count).
  package func mass(_ count: Int) -> Double { exp(logMass(count)) }

  /// Returns P(X ≤ count) as the lower and P(X > count) as the upper tail.
  package func tails(_ count: Int) -> Tails {
    if count < 0 { return Tails(lower: .zero) }
    if count >= trials { return Tails(upper: .zero) }
    return IncompleteBeta.tails(
      a: Double(count) + 1, b: Double(trials - count), at: probability
    ).mirrored
  }

  /// Returns the smallest count with P(X ≤ count) ≥ probability, −1 for a probability of zero.
  package func quantile(lowerTail target: Double) -> Int {
    if target <= 0 { return -1 }
    if target >= 1 { return trials }
    return smallestCount { tails($0).lower.value >= target }
  }

  /// Returns the smallest count with P(X > count) ≤ probability.
  package func quantile(upperTail target: Double) -> Int {
    if target >= 1 { return -1 }
    return smallestCount { tails($0).upper.value <= target }
  }

  /// Returns the first count that satisfies a condition which, once true, stays true.
  private func smallestCount(where condition: (Int) -> Bool) -> Int {
    var low = 0
    var high = trials
    while low < high {
      let middle = low + (high - low) / 2
      if condition(middle) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
