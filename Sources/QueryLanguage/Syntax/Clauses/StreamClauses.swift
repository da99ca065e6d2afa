public import EventModel

/// The clauses every analysis takes: which events and units it looks at.
public struct StreamClauses: Equatable, Sendable {
  /// `from …`, `to …`, `last …`
  public var range: DateRange?
  /// `in 'Europe/Berlin'`
  public var zone: Located<String>?
  /// `where …`: the events that exist for the statement.
  public var filter: Filter?
  /// `among …`: the units that are considered.
  public var segment: SegmentSelection?
  /// `per …`
  public var unit: Located<AnalysisUnit>?
  /// `only a, b*`: the names that stay.
  public var only: [Located<Glob>] = []
  /// `hide a, b*`: the names that go.
  public var hide: [Located<Glob>] = []
}

/// The time range of a statement; at least one part is present, and never both `from` and `last`.
public struct DateRange: Equatable, Sendable {
  /// Where it begins.
  public var from: Located<DateLiteral>?
  /// Not part of the range itself.
  public var to: Located<DateLiteral>?
  /// `last 30d`: counted back from `to`, or from the end of the newest event's day.
  public var last: Located<ElapsedTime>?
}

/// Whose sequences are looked at.
public enum AnalysisUnit: Equatable, Sendable {
  case user
  case session(SessionRule)
  case account
  case property(PropertyReference)
}

/// How sessions are cut, where it differs from the store's own sessions; `gap` nil and no reset mean those.
public struct SessionRule: Hashable, Sendable {
  /// `gap 15m`: a longer silence ends the session.
  public var gap: ElapsedTime?
  /// `reset midnight`: a session also ends at midnight in the statement's zone.
  public var resetsAtMidnight: Bool
}

extension DateRange {
  /// A range with both ends, made by a program rather than read.
  package init(_ from: Located<DateLiteral>, _ to: Located<DateLiteral>) {
    self.init(from: from, to: to, last: nil)
  }
}
