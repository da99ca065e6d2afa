/// A length of time in microseconds, printed the way the query language writes durations.
///
/// A day is always 86,400 s; calendar lengths are ``CalendarBucket``'s business.
public struct ElapsedTime: Hashable, Comparable, Sendable, CustomStringConvertible {
  public var microseconds: Int64

  @inlinable
  public init(microseconds: Int64) {
    self.microseconds = microseconds
  }

  /// `7d`, `1h30m`, `2m5s`, `250ms`, `15us`; `0s` for nothing; a leading `-` when negative.
  public var description: String {
    if microseconds == 0 { return "0s" }
    let units: [(length: UInt64, name: String)] = [
      (86_400_000_000, "d"), (3_600_000_000, "h"), (60_000_000, "m"), (1_000_000, "s"), (1_000, "ms"),
      (1, "us"),
    ]
    var rest = microseconds.magnitude
    var text = microseconds < 0 ? "-" : ""
    for unit in units where rest >= unit.length {
      text += "\(rest / unit.length)\(unit.name)"
      rest %= unit.length
    }
    return text
  }

  @inlinable
  public static func < (left: ElapsedTime, right: ElapsedTime) -> Bool {
    left.microseconds < right.microseconds
  }
}
