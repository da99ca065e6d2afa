/// An instant: microseconds since 1970-01-01T00:00:00Z.
///
/// The supported range is the years 0001 to 9999, see ``earliest`` and ``latest``; readers reject what lies
/// outside, so arithmetic with any window the language accepts cannot overflow.
public struct Timestamp: Hashable, Comparable, Sendable {
  public var microseconds: Int64

  @inlinable
  public init(microseconds: Int64) {
    self.microseconds = microseconds
  }

  /// 0001-01-01T00:00:00Z.
  public static let earliest = Timestamp(microseconds: -62_135_596_800_000_000)
  /// 9999-12-31T23:59:59.999999Z.
  public static let latest = Timestamp(microseconds: 253_402_300_799_999_999)

  @inlinable
  public static func < (left: Timestamp, right: Timestamp) -> Bool {
    left.microseconds < right.microseconds
  }
}
