public import EventModel

/// `timeline user 'u42'`.
public struct TimelineStatement: Equatable, Sendable {
  /// What the key names.
  public var unit: Located<AnalysisUnit>
  /// The value that names the unit.
  public var key: Located<LiteralValue>
  /// Which events and units are looked at.
  public var stream = StreamClauses()
  /// `top 20`: how many are listed.
  public var top: Located<Int>?
}

/// `show events`.
public struct ShowStatement: Equatable, Sendable {
  /// What is asked about.
  public var subject: Subject
  /// Which events and units are looked at.
  public var stream = StreamClauses()
  /// `every week`: sizes over time.
  public var every: Located<CalendarPeriod>?
  /// `week starts sunday`
  public var weekStart: Located<Weekday>?
  /// `top 20`: how many are listed.
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
    /// `segment "EU", "VIP"`: who belongs to several; at least two names.
    case overlap([Located<String>])
  }
}

/// `describe event purchase`.
public struct DescribeStatement: Equatable, Sendable {
  /// What is asked about.
  public var subject: Subject
  /// Which events and units are looked at.
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
  /// The older or otherwise first snapshot.
  public var first: Located<Int>
  /// The snapshot it is held against.
  public var second: Located<Int>
  /// Which events and units are looked at.
  public var stream = StreamClauses()
}

/// `explain funnel …`, `explain analyze funnel …`; the statement is never itself an `explain`.
public struct ExplainStatement: Equatable, Sendable {
  /// Whether the statement is also run and timed.
  public var analyzes: Bool
  /// What is explained.
  public var statement: Statement
}
