/// A length of time as written in a statement, for example `7d`; never negative and never calendar-aware.
public struct ElapsedTime: Hashable, Comparable, Sendable {
  /// Never negative.
  public var microseconds: Int64

  public init(microseconds: Int64) {
    self.microseconds = microseconds
  }

  public static func < (left: ElapsedTime, right: ElapsedTime) -> Bool {
    left.microseconds < right.microseconds
  }

  /// The units of the language, longest first.
  static let units: [(suffix: String, microseconds: Int64)] = [
    ("w", 604_800_000_000), ("d", 86_400_000_000), ("h", 3_600_000_000), ("m", 60_000_000), ("s", 1_000_000),
    ("ms", 1_000), ("us", 1),
  ]
}
