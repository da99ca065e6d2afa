/// A number taken from the events of one step, for example `sum(amount) of purchase`.
public struct Measure: Equatable, Sendable {
  /// What is computed.
  public var aggregate: Aggregate
  /// The events it is about.
  public var step: Step
  /// Where it was written.
  public var span: SourceSpan

  /// What is computed.
  public enum Aggregate: Equatable, Sendable {
    /// `count of`: how many events.
    case count
    /// `users of`, `sessions of`, `accounts of`: how many distinct ones.
    case users, sessions, accounts
    case distinct(PropertyReference)
    case sum(PropertyReference)
    case mean(PropertyReference)
    case median(PropertyReference)
    case minimum(PropertyReference)
    case maximum(PropertyReference)
    /// `quantile(0.9, amount)`; the level lies between 0 and 1, both included.
    case quantile(Double, PropertyReference)
  }
}

/// A number that is either absolute or a share (`2%` is a share of 0.02).
public struct Amount: Hashable, Sendable {
  /// As written: 2 for `2%`.
  public var number: Double
  /// Whether `%` was written.
  public var isPercent: Bool

  public init(number: Double, isPercent: Bool) {
    self.number = number
    self.isPercent = isPercent
  }

  /// The number, divided by 100 when it was written with `%`.
  public var fraction: Double { isPercent ? number / 100 : number }
}
