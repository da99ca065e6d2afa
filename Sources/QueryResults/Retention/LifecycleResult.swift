/// The answer to a `lifecycle` statement.
public struct LifecycleResult: Sendable, Equatable {
  public var periods: [LifecyclePeriod]

  public init(
    periods: [LifecyclePeriod]
  ) {
    self.periods = periods
  }
}

/// Who was active in one period, by what they did before.
public struct LifecyclePeriod: Sendable, Equatable {
  /// The start of the period in the statement's zone.
  public var period: String
  public var new: Int
  public var returning: Int
  public var resurrecting: Int
  /// Units in their first silent period, counted as a positive number.
  public var dormant: Int

  public init(
    period: String,
    new: Int,
    returning: Int,
    resurrecting: Int,
    dormant: Int
  ) {
    self.period = period
    self.new = new
    self.returning = returning
    self.resurrecting = resurrecting
    self.dormant = dormant
  }
}
