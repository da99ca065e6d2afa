/// `trend users of purchase, sum(amount) of purchase every day by platform`.
public struct TrendStatement: Equatable, Sendable {
  /// At least one.
  public var measures: [Measure]
  public var stream = StreamClauses()
  public var every: Located<CalendarPeriod>?
  public var weekStart: Located<Weekday>?
  public var breakdown: Breakdown?
  public var compare: Located<Comparison>?
}

/// `lifecycle of any every day`.
public struct LifecycleStatement: Equatable, Sendable {
  public var step: Step
  public var stream = StreamClauses()
  public var every: Located<CalendarPeriod>?
  public var weekStart: Located<Weekday>?
}

/// `stickiness of any every week`.
public struct StickinessStatement: Equatable, Sendable {
  public var step: Step
  public var stream = StreamClauses()
  public var every: Located<CalendarPeriod>?
  public var weekStart: Located<Weekday>?
}
