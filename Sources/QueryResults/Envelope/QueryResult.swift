// QueryResults: the shape of every answer, as plain values.
//
// The query engine fills these types, reports draw them, programs read them. They hold numbers and names only:
// no files, no formatting, no policy. What was not asked for is a nil list and leaves no trace in a report; what
// was asked for and could not be computed is a nil number, and a warning says why.

/// The answer to one statement, together with everything needed to ask it again.
public struct QueryResult: Sendable, Equatable {
  /// The statement in its canonical spelling.
  public var statement: String
  /// The number of the snapshot that was read.
  public var snapshot: Int
  /// The instants the statement's range resolved to, nil where the kind of statement has no range.
  public var range: ResultRange?
  /// The IANA name of the time zone that calendar words were read in.
  public var timezone: String
  /// What was counted: `user`, `session`, `account` or the name of a property.
  public var unit: String
  /// Every option of the statement as resolved, in the order it is to be echoed.
  public var options: [ResultOption]
  public var body: ResultBody
  /// What a careful reader has to know about the numbers, in order of importance.
  public var warnings: [ResultWarning]
  public var stats: QueryStatistics

  public init(
    statement: String,
    snapshot: Int,
    range: ResultRange? = nil,
    timezone: String,
    unit: String,
    options: [ResultOption] = [],
    body: ResultBody,
    warnings: [ResultWarning] = [],
    stats: QueryStatistics
  ) {
    self.statement = statement
    self.snapshot = snapshot
    self.range = range
    self.timezone = timezone
    self.unit = unit
    self.options = options
    self.body = body
    self.warnings = warnings
    self.stats = stats
  }
}
