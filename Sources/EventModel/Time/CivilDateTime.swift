/// A date and a time of day as a clock on the wall shows them, without a time zone.
public struct CivilDateTime: Hashable, Comparable, Sendable {
  public var date: CivilDate
  /// Microseconds since midnight by the clock, 0 to 86,399,999,999.
  public var microsecondOfDay: Int64

  @inlinable
  public init(date: CivilDate, microsecondOfDay: Int64 = 0) {
    self.date = date
    self.microsecondOfDay = microsecondOfDay
  }

  /// A date-time from fields that the caller knows to be valid.
  public init(
    year: Int, month: Int, day: Int, hour: Int = 0, minute: Int = 0, second: Int = 0, microsecond: Int = 0
  ) {
    self.init(
      date: CivilDate(year: year, month: month, day: day),
      microsecondOfDay: Int64(hour &* 3_600 &+ minute &* 60 &+ second) &* 1_000_000 &+ Int64(microsecond))
  }

  /// What a clock reads that counts `microseconds` from 1970-01-01T00:00 without ever being set.
  @inlinable
  public init(wallMicroseconds microseconds: Int64) {
    let days = floorDivide(microseconds, by: microsecondsPerDay)
    date = CivilDate(daysSinceEpoch: Int(days))
    microsecondOfDay = microseconds &- days &* microsecondsPerDay
  }

  /// Microseconds between 1970-01-01T00:00 and this reading on a clock that is never set.
  @inlinable
  public var wallMicroseconds: Int64 {
    Int64(date.daysSinceEpoch) &* microsecondsPerDay &+ microsecondOfDay
  }

  public var hour: Int { Int(microsecondOfDay / 3_600_000_000) }
  public var minute: Int { Int(microsecondOfDay / 60_000_000 % 60) }
  public var second: Int { Int(microsecondOfDay / 1_000_000 % 60) }
  public var microsecond: Int { Int(microsecondOfDay % 1_000_000) }

  @inlinable
  public static func < (left: CivilDateTime, right: CivilDateTime) -> Bool {
    (left.date, left.microsecondOfDay) < (right.date, right.microsecondOfDay)
  }
}

@usableFromInline
let microsecondsPerDay: Int64 = 86_400_000_000

/// The quotient rounded towards negative infinity; `divisor` must be positive.
@inlinable
func floorDivide(_ value: Int64, by divisor: Int64) -> Int64 {
  let (quotient, remainder) = value.quotientAndRemainder(dividingBy: divisor)
  return remainder < 0 ? quotient &- 1 : quotient
}
