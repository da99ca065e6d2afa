/// `by p, q attribute last top 5`.
public struct Breakdown: Equatable, Sendable {
  /// At least one.
  public var keys: [Key]
  /// `attribute last`: which event of an attempt gives the value.
  public var attribution: Located<ValueAttribution>?
  /// `top 5`: how many groups are kept apart.
  public var top: Located<Int>?
  /// Where it was written.
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
  /// The condition to hold.
  public var filter: Filter
  /// `attribute last`: which event of an attempt gives the value.
  public var attribution: Located<ValueAttribution>?
}

/// `bins` or `bins 7`.
public enum Bins: Hashable, Sendable {
  case automatic
  case count(Int)
}

extension Having {
  /// A condition made by a program rather than read.
  package init(_ filter: Filter, _ attribution: Located<ValueAttribution>?) {
    self.init(filter: filter, attribution: attribution)
  }
}
