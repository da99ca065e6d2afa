/// Reads the times of event files.
///
/// Automatic format, per text:
/// - ISO 8601 dates and date-times: `2026-01-05`, `2026-01-05T13:00`, `2026-01-05 13:00:00.123456789`, with
///   `/` for `-` too, then `Z`, `UTC`, `+01:00`, `+0100`, `+01` or nothing for the parser's zone. Digits of
///   the fraction beyond the microsecond are dropped. Second 60 is the next minute's first, `24:00` is the
///   next day's first.
/// - Numbers, also with fraction or exponent, count from 1970-01-01T00:00:00Z; their size tells the unit:
///   |n| < 1e11 seconds, < 1e14 milliseconds, < 1e17 microseconds, else nanoseconds. What is below a
///   microsecond is dropped towards the past.
///
/// Spaces around the text do not matter. A value without state: use one from any number of threads.
public struct TimeTextParser: Sendable {
  public let format: TimeFormat
  /// Whether ``format`` is automatic, kept apart because asking the enum copies its payload on every row.
  private let isAutomatic: Bool
  /// What times without a zone of their own are read in.
  public let zone: ZoneRules

  public init(format: TimeFormat = .automatic, zone: ZoneRules = .utc) {
    self.format = format
    self.isAutomatic = format == .automatic
    self.zone = zone
  }

  /// Reads the time that `bytes` spell; the empty text is unreadable.
  ///
  /// - Complexity: O(n); some 65 processor cycles for an ISO 8601 text, more in a zone with changing offsets.
  public func parse(_ bytes: UnsafeBufferPointer<UInt8>) -> TimeTextOutcome {
    guard var start = bytes.baseAddress else { return .unreadable }
    var count = bytes.count
    guard count > 0 else { return .unreadable }
    if start[0] <= 32 || start[count &- 1] <= 32 {
      while count > 0, TimeTextParser.isSpace(start[0]) {
        start += 1
        count &-= 1
      }
      while count > 0, TimeTextParser.isSpace(start[count &- 1]) { count &-= 1 }
      guard count > 0 else { return .unreadable }
    }
    // A fifth character of `-` is a date's, unless it is the sign of an exponent: `1.5e-5`.
    if isAutomatic, count >= 10, start[4] == UInt8(ascii: "-") || start[4] == UInt8(ascii: "/"),
      start[3] &- 48 <= 9
    {
      return readISO8601(start, count)
    }
    return parseByFormat(start, count)
  }

  @inline(never)
  private func parseByFormat(_ start: UnsafePointer<UInt8>, _ count: Int) -> TimeTextOutcome {
    switch format {
    case .automatic:
      let outcome = TimeTextParser.readEpoch(start, count, unit: .byMagnitude)
      return outcome == .unreadable ? readExpandedYear(start, count) : outcome
    case .iso8601:
      let outcome = readISO8601(start, count)
      return outcome == .unreadable ? readExpandedYear(start, count) : outcome
    case .seconds: return TimeTextParser.readEpoch(start, count, unit: .seconds)
    case .milliseconds: return TimeTextParser.readEpoch(start, count, unit: .milliseconds)
    case .microseconds: return TimeTextParser.readEpoch(start, count, unit: .microseconds)
    case .nanoseconds: return TimeTextParser.readEpoch(start, count, unit: .nanoseconds)
    case .pattern(let pattern):
      return pattern.read(UnsafeBufferPointer(start: start, count: count), zone: zone)
    }
  }

  /// As ``parse(_:)-(UnsafeBufferPointer<UInt8>)``, for texts that are strings already.
  public func parse(_ text: String) -> TimeTextOutcome {
    var text = text
    return text.withUTF8 { parse($0) }
  }

  private static func isSpace(_ byte: UInt8) -> Bool {
    byte == 32 || (byte >= 9 && byte <= 13)
  }
}
