/// An input row that could not become an event: where it stood, why, and its first bytes.
public struct RejectedRow: Sendable, Hashable {
  /// Why a row was refused. The associated values are what the reject log and its readers need.
  public enum Reason: Sendable, Hashable {
    /// The row has no value in the column that must have one (user, event or time).
    case missingValue(column: String)
    /// The text in the time column is no time in any format known or requested.
    case unreadableTime(column: String, text: String)
    /// The time lies outside the years 0001 to 9999.
    case timeOutOfRange(column: String, text: String)
    /// The bytes are not valid UTF-8; `offset` counts from the start of the row.
    case invalidUTF8(offset: Int)
    /// A NUL byte; `offset` counts from the start of the row.
    case nulByte(offset: Int)
    /// The row is longer than the limit.
    case rowTooLong(bytes: Int, limit: Int)
    /// One field is longer than the limit.
    case fieldTooLong(column: String, bytes: Int, limit: Int)
    /// A CSV row with another number of fields than the header.
    case fieldCount(found: Int, expected: Int)
    /// A quoted CSV field that never ends, or text after a closing quote.
    case malformedQuotes(offset: Int)
    /// Not a JSON object, or broken JSON; `offset` counts from the start of the row.
    case malformedJSON(offset: Int, expected: String)
    /// JSON nested deeper than the limit.
    case nestedTooDeep(limit: Int)
  }

  /// The input's name as the user gave it; `-` for standard input.
  public var input: String
  public var position: EventBatch.Position
  public var reason: Reason
  /// The first bytes of the row, repaired to valid UTF-8, at most ``excerptLimit`` bytes.
  public var excerpt: String

  public static let excerptLimit = 200

  public init(input: String, position: EventBatch.Position, reason: Reason, excerpt: String) {
    self.input = input
    self.position = position
    self.reason = reason
    self.excerpt = excerpt
  }

  /// A stable word for the reason, used for counting and in the reject log.
  public var code: String {
    switch reason {
    case .missingValue: "missing-value"
    case .unreadableTime: "unreadable-time"
    case .timeOutOfRange: "time-out-of-range"
    case .invalidUTF8: "invalid-utf8"
    case .nulByte: "nul-byte"
    case .rowTooLong: "row-too-long"
    case .fieldTooLong: "field-too-long"
    case .fieldCount: "field-count"
    case .malformedQuotes: "malformed-quotes"
    case .malformedJSON: "malformed-json"
    case .nestedTooDeep: "nested-too-deep"
    }
  }
}
