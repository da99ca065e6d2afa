/// A condition on one event of a sequence.
public struct Step: Equatable, Sendable {
  /// The name later conditions use for this step's event.
  public var alias: Located<String>?
  /// Set by `first(step)` and `first ever(step)`.
  public var occurrence: Occurrence?
  /// Which names fit.
  public var events: EventSelection
  /// `[…]`
  public var filter: Filter?
  /// How often it is taken.
  public var quantifier: Quantifier
  /// Where it was written.
  public var span: SourceSpan

  /// How far back in history a step's event must be unprecedented.
  public enum Occurrence: Hashable, Sendable {
    /// `first(step)`: the earliest event that satisfies the step.
    case first
    /// `first ever(step)`: the earliest event of the name, which must itself satisfy the filter.
    case firstEver
  }

  /// How often a step is taken.
  public enum Quantifier: Hashable, Sendable {
    case once
    /// `step?`
    case optional
    /// `step{n,m}`; no upper bound when `atMost` is nil. Never the same as `once` or `optional`.
    case repeated(atLeast: Int, atMost: Int?)
  }
}

/// The events a step is about.
public enum EventSelection: Equatable, Sendable {
  /// Every event.
  case any
  /// The place before a sequence's first event.
  case start
  /// The place after a sequence's last event.
  case end
  /// Events with one of these names; at least one.
  case oneOf([Located<String>])
  /// Events with none of these names; at least one.
  case noneOf([Located<String>])
}
