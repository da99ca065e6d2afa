/// `retention signup -> any every week for 8`.
public struct RetentionStatement: Equatable, Sendable {
  public var start: Step
  public var comeback: Step
  public var stream = StreamClauses()
  public var every: Located<CalendarPeriod>?
  /// `for 8`: how many periods.
  public var periods: Located<Int>?
  public var mode: Located<RetentionMode>?
  public var clock: Located<RetentionClock>?
  public var cohort: Located<CohortRule>?
  /// `at least n times`
  public var atLeast: Located<Int>?
  /// `brackets 1, 3, 7`; empty when not written, otherwise growing.
  public var brackets: [Located<Int>] = []
  public var scope: Located<RangeScope>?
  public var weekStart: Located<Weekday>?
  /// `survival`: a Kaplan–Meier curve beside the cells.
  public var showsSurvival = false
  public var breakdown: Breakdown?
  public var compare: Located<Comparison>?
  public var showsUnits = false
}

/// When a unit counts as retained in a period.
public enum RetentionMode: String, Sendable, CaseIterable {
  case on
  case onOrAfter = "on-or-after"
  case onOrBefore = "on-or-before"
  case streak
}

/// What periods are measured by.
public enum RetentionClock: String, Sendable, CaseIterable {
  case calendar, rolling
}

/// How a unit enters a cohort.
public enum CohortRule: String, Sendable, CaseIterable {
  case first
  case firstEver = "first-ever"
  case recurring
}
