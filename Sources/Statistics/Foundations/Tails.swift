/// Both tails of a distribution at one point, each with full relative accuracy.
package struct Tails: Sendable, Hashable {
  /// The probability of a value at most as large.
  package let lower: TailProbability
  /// The probability of a larger value.
  package let upper: TailProbability

  /// Makes the pair of an accurately known lower tail.
  init(lower: TailProbability) {
    self.lower = lower
    upper = lower.complement
  }

  /// Makes the pair of an accurately known upper tail.
  init(upper: TailProbability) {
    lower = upper.complement
    self.upper = upper
  }

  init(lower: TailProbability, upper: TailProbability) {
    self.lower = lower
    self.upper = upper
  }

  /// The same pair seen from the other side.
  var mirrored: Tails { Tails(lower: upper, upper: lower) }
}
