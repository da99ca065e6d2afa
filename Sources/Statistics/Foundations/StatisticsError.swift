/// The reason why a figure cannot be computed.
///
/// Every case is a fact about the input; the sentence for a reader is made by whoever prints it, the stable
/// `code` is what scripts act on.
package enum StatisticsError: Error, Equatable, Hashable, Sendable {
  /// An arm, sample or table has fewer observations than the method needs.
  case tooFewObservations(count: Int, needed: Int)
  /// There are no observations at all.
  case noObservations
  /// The quantity that would divide has no variance, so neither a test nor an interval exists.
  case zeroVariance
  /// A relative effect was asked for and the control's value is zero.
  case zeroControlValue
  /// The denominator of a ratio sums to zero.
  case zeroDenominator
  /// An expected count of a contingency table is zero.
  case zeroExpectedCount
  /// Fewer groups were given than the method compares.
  case tooFewGroups(count: Int, needed: Int)
  /// Two inputs that go together have different lengths.
  case lengthMismatch(first: Int, second: Int)
  /// A count is negative or larger than the total it is part of.
  case countOutOfRange(count: Double, total: Double)
  /// A probability, level or share lies outside its range.
  case probabilityOutOfRange(Double)
  /// A number that must be positive is not.
  case notPositive(Double)
  /// A number that must not be negative is.
  case negative(Double)
  /// A value is NaN or infinite.
  case notFinite
  /// The exact null distribution holds only without ties, and there are ties.
  case tiesPresent
  /// The effect that is to be detected is zero.
  case zeroEffect
  /// No order statistic of the sample reaches the level.
  case levelUnreachable
  /// No sample size, however large, or no effect, however strong, reaches the target.
  case targetUnreachable
  /// The exact method would need more steps than allowed.
  case tooLarge(size: Double, limit: Double)
  /// The sums contradict each other beyond rounding (a negative variance, say).
  case inconsistentSums
  /// The times or shares of a schedule do not increase.
  case notIncreasing
  /// Every stratum had to be merged away, so nothing is left to adjust by.
  case noUsableStratum
  /// A named method or kind is not known.
  case unknownKind(String)
  /// A field that the method needs is missing or of the wrong type.
  case missingField(String)

  /// The stable, machine-readable name of the reason.
  package var code: String {
    switch self {
    case .tooFewObservations: "too-few-observations"
    case .noObservations: "no-observations"
    case .zeroVariance: "zero-variance"
    case .zeroControlValue: "zero-control-value"
    case .zeroDenominator: "zero-denominator"
    case .zeroExpectedCount: "zero-expected-count"
    case .tooFewGroups: "too-few-groups"
    case .lengthMismatch: "length-mismatch"
    case .countOutOfRange: "count-out-of-range"
    case .probabilityOutOfRange: "probability-out-of-range"
    case .notPositive: "not-positive"
    case .negative: "negative"
    case .notFinite: "not-finite"
    case .tiesPresent: "ties-present"
    case .zeroEffect: "zero-effect"
    case .levelUnreachable: "level-unreachable"
    case .targetUnreachable: "target-unreachable"
    case .tooLarge: "too-large"
    case .inconsistentSums: "inconsistent-sums"
    case .notIncreasing: "not-increasing"
    case .noUsableStratum: "no-usable-stratum"
    case .unknownKind: "unknown-kind"
    case .missingField: "missing-field"
    }
  }
}
