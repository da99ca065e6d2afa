public import EventModel

/// `funnel view -> cart -> purchase within 7d`.
public struct FunnelStatement: Equatable, Sendable {
  /// What is looked for.
  public var pattern: Pattern
  /// Which events and units are looked at.
  public var stream = StreamClauses()
  /// The options of the matcher.
  public var matching = MatchingOptions()
  /// `having …`
  public var having: Having?
  /// `by …`
  public var breakdown: Breakdown?
  /// `every week`: one funnel per bucket of the entry time.
  public var every: Located<CalendarPeriod>?
  /// `week starts sunday`
  public var weekStart: Located<Weekday>?
  /// Whether, and how finely, times to convert are counted in bins.
  public var bins: Located<Bins>?
  /// `compare …`
  public var compare: Located<Comparison>?
  /// `show units`
  public var showsUnits = false
  /// `stopped at 2`: lists the units whose attempt came to this step and no further.
  public var stoppedAt: Located<Int>?
}

extension FunnelStatement {
  /// The funnel behind another statement's pattern, stream and options.
  package init(_ pattern: Pattern, _ stream: StreamClauses, _ matching: MatchingOptions) {
    self.init(pattern: pattern, stream: stream, matching: matching)
  }
}
