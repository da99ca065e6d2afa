/// What was read from one input.
public struct EventFileReport: Sendable, Hashable {
  /// The input's name as the user gave it.
  public var input: String
  /// Which columns were user, event, time, session and event id; `nil` as long as no row told.
  public var roles: ColumnRoles?
  /// Rows that became events.
  public var events: UInt64 = 0
  /// Rows that were rejected.
  public var rejects: UInt64 = 0
  /// Values, by column, that did not read as the type their column is mapped to and stayed as they were.
  public var unconvertedValues: [String: UInt64] = [:]
  /// Bytes of the input as stored; set when it was read to its end.
  public var bytes: UInt64?
  /// The digest of those bytes; set when it was read to its end.
  public var contentDigest: ContentDigest?

  /// Rows read: events and rejects. The header and blank lines are no rows.
  public var rows: UInt64 { events + rejects }

  init(input: String) {
    self.input = input
  }
}
