import Glibc

/// A probability that keeps its relative accuracy however small it is.
///
/// `value` underflows to zero below about 1e-308; `logarithm` does not, so "P = 0" need never be printed.
package struct TailProbability: Sendable, Hashable {
  /// The probability as a double, zero where it is too small for one.
  package let value: Double
  /// Its natural logarithm, minus infinity only for an impossible event.
  package let logarithm: Double

  /// The logarithm to base ten.
  package var decimalLogarithm: Double { logarithm / 2.302585092994046 }

  /// Makes a probability of its logarithm; rounding above zero is cut off.
  package init(logarithm: Double) {
    self.logarithm = min(0, logarithm)
    value = exp(self.logarithm)
  }

  /// Makes a probability of a value in [0, 1]; rounding above one is cut off.
  package init(value: Double) {
    self.value = min(1, max(0, value))
    logarithm = log(self.value)
  }

  init(value: Double, logarithm: Double) {
    self.value = min(1, value)
    self.logarithm = min(0, logarithm)
  }

  /// The certain event.
  package static let one = TailProbability(value: 1, logarithm: 0)
  /// The impossible event.
  package static let zero = TailProbability(value: 0, logarithm: -.infinity)

  /// One minus this probability, precise when this one is small.
  package var complement: TailProbability {
    // Below one half 1 − p is exact to an ulp; above it, expm1 keeps what is left of the small complement.
    value < 0.5
      ? TailProbability(value: 1 - value, logarithm: log1p(-value))
      : TailProbability(value: -expm1(logarithm), logarithm: log(-expm1(logarithm)))
  }

  /// Twice this probability, at most one: the two-sided P of the smaller tail.
  package var doubled: TailProbability {
    value >= 0.5
      ? .one : TailProbability(value: 2 * value, logarithm: logarithm + 0.6931471805599453)
  }

  /// Half of this probability.
  package var halved: TailProbability {
    TailProbability(value: value / 2, logarithm: logarithm - 0.6931471805599453)
  }

  /// The probability times a factor, at most one.
  package func scaled(by factor: Double) -> TailProbability {
    factor <= 0
      ? .zero : TailProbability(value: value * factor, logarithm: logarithm + log(factor))
  }
}

extension TailProbability: Comparable {
  package static func < (left: TailProbability, right: TailProbability) -> Bool {
    // Near one the logarithm has lost nothing either, so one key orders the whole range.
    left.logarithm < right.logarithm
  }
}
