/// `by p, q attribute last top 5`.
public struct Breakdown: Equatable, Sendable {
  /// At least one.
  public var keys: [Key]
  public var attribution: Located<ValueAttribution>?
  public var top: Located<Int>?
  public var span: SourceSpan

  /// What groups are made from.
  public enum Key: Equatable, Sendable {
    case property(PropertyReference)
    /// `segment "EU"`: members and everyone else.
    case segment(Located<String>)
    /// `count of X between i and j`; nil means between the first and the last step.
    case count(of: Step, between: StepRange?)
  }
}

/// Which of an attempt's events gives a property's value.
public enum ValueAttribution: Hashable, Sendable {
  case first, last, nearest, all
  case step(Int)
}

/// `having p = 'v' attribute last`: a condition on the finished attempt.
public struct Having: Equatable, Sendable {
  public var filter: Filter
  public var attribution: Located<ValueAttribution>?
}

/// `bins` or `bins 7`.
public enum Bins: Hashable, Sendable {
  case automatic
  case count(Int)
}
