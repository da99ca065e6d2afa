/// `timeline user 'u42'`.
public struct TimelineStatement: Equatable, Sendable {
  /// What the key names.
  public var unit: Located<AnalysisUnit>
  public var key: Located<LiteralValue>
  public var stream = StreamClauses()
  public var top: Located<Int>?
}

/// `show events`.
public struct ShowStatement: Equatable, Sendable {
  public var subject: Subject
  public var stream = StreamClauses()
  /// `every week`: sizes over time.
  public var every: Located<CalendarPeriod>?
  public var weekStart: Located<Weekday>?
  public var top: Located<Int>?

  /// What is listed.
  public enum Subject: Equatable, Sendable {
    case events
    /// `properties` or `properties of purchase`
    case properties(of: Located<String>?)
    /// `values of platform`
    case values(of: PropertyReference)
    case segments, snapshots, definitions, groups, settings, sources
    /// `segment "EU"`: its members.
    case segment(Located<String>)
  }
}

/// `describe event purchase`.
public struct DescribeStatement: Equatable, Sendable {
  public var subject: Subject
  public var stream = StreamClauses()

  /// What is described.
  public enum Subject: Equatable, Sendable {
    case event(Located<String>)
    case property(PropertyReference)
    case segment(Located<String>)
  }
}

/// `compare snapshots 3 and 5`.
public struct CompareSnapshotsStatement: Equatable, Sendable {
  public var first: Located<Int>
  public var second: Located<Int>
  public var stream = StreamClauses()
}

/// `explain funnel …`, `explain analyze funnel …`; the statement is never itself an `explain`.
public struct ExplainStatement: Equatable, Sendable {
  /// Whether the statement is also run and timed.
  public var analyzes: Bool
  public var statement: Statement
}
