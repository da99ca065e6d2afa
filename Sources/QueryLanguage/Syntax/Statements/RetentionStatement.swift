public import EventModel

/// `retention signup -> any every week for 8`.
public struct RetentionStatement: Equatable, Sendable {
  /// The event that opens a cohort.
  public var start: Step
  /// The event that counts as a return.
  public var comeback: Step
  /// Which events and units are looked at.
  public var stream = StreamClauses()
  /// `every week`: the calendar bucket.
  public var every: Located<CalendarPeriod>?
  /// `for 8`: how many periods.
  public var periods: Located<Int>?
  /// `mode streak`
  public var mode: Located<RetentionMode>?
  /// `clock rolling`
  public var clock: Located<RetentionClock>?
  /// `cohort recurring`
  public var cohort: Located<CohortRule>?
  /// `at least n times`
  public var atLeast: Located<Int>?
  /// `brackets 1, 3, 7`; empty when not written, otherwise growing.
  public var brackets: [Located<Int>] = []
  /// `scope all`: what the range bounds.
  public var scope: Located<RangeScope>?
  /// `week starts sunday`
  public var weekStart: Located<Weekday>?
  /// `survival`: a Kaplan–Meier curve beside the cells.
  public var showsSurvival = false
  /// `by …`
  public var breakdown: Breakdown?
  /// `compare …`
  public var compare: Located<Comparison>?
  /// `show units`
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
