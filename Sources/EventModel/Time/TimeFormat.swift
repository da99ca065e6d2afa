/// How the text of a time column is written.
public enum TimeFormat: Hashable, Sendable {
  /// ISO 8601 or an epoch number, told apart by each text; see ``TimeTextParser``.
  case automatic
  case iso8601
  /// Numbers since 1970-01-01T00:00:00Z, with or without fraction.
  case seconds
  case milliseconds
  case microseconds
  case nanoseconds
  case pattern(TimePattern)

  /// Reads the name of a format as users write it: `auto`, `iso`, `s`, `ms`, `us`, `ns` or their long forms,
  /// or a pattern like `%d/%m/%Y %H:%M`.
  public init(parsing text: String) throws(TimePattern.Fault) {
    switch text {
    case "auto", "automatic": self = .automatic
    case "iso", "iso8601": self = .iso8601
    case "s", "seconds": self = .seconds
    case "ms", "milliseconds": self = .milliseconds
    case "us", "microseconds": self = .microseconds
    case "ns", "nanoseconds": self = .nanoseconds
    default: self = .pattern(try TimePattern(parsing: text))
    }
  }
}
