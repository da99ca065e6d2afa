public import EventModel

/// `trend users of purchase, sum(amount) of purchase every day by platform`.
public struct TrendStatement: Equatable, Sendable {
  /// At least one.
  public var measures: [Measure]
  /// Which events and units are looked at.
  public var stream = StreamClauses()
  /// `every week`: the calendar bucket.
  public var every: Located<CalendarPeriod>?
  /// `week starts sunday`
  public var weekStart: Located<Weekday>?
  /// `by …`
  public var breakdown: Breakdown?
  /// `compare …`
  public var compare: Located<Comparison>?
}

/// `lifecycle of any every day`.
public struct LifecycleStatement: Equatable, Sendable {
  /// The events that count as activity.
  public var step: Step
  /// Which events and units are looked at.
  public var stream = StreamClauses()
  /// `every week`: the calendar bucket.
  public var every: Located<CalendarPeriod>?
  /// `week starts sunday`
  public var weekStart: Located<Weekday>?
}

/// `stickiness of any every week`.
public struct StickinessStatement: Equatable, Sendable {
  /// The events that count as activity.
  public var step: Step
  /// Which events and units are looked at.
  public var stream = StreamClauses()
  /// `every week`: the calendar bucket.
  public var every: Located<CalendarPeriod>?
  /// `week starts sunday`
  public var weekStart: Located<Weekday>?
}
