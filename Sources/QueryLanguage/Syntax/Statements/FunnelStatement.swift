/// `funnel view -> cart -> purchase within 7d`.
public struct FunnelStatement: Equatable, Sendable {
  public var pattern: Pattern
  public var stream = StreamClauses()
  public var matching = MatchingOptions()
  public var having: Having?
  /// `by …`
  public var breakdown: Breakdown?
  /// `every week`: one funnel per bucket of the entry time.
  public var every: Located<CalendarPeriod>?
  public var weekStart: Located<Weekday>?
  /// Whether, and how finely, times to convert are counted in bins.
  public var bins: Located<Bins>?
  public var compare: Located<Comparison>?
  /// `show units`
  public var showsUnits = false
}
