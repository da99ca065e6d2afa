/// A day of the proleptic Gregorian calendar, without a time zone.
///
/// Conversions to and from day numbers are branch-light integer arithmetic after C. Neri and L. Schneider,
/// "Euclidean affine functions and their application to calendar algorithms" (2022), valid for ±300,000
/// years.
public struct CivilDate: Hashable, Comparable, Sendable {
  public var year: Int
  /// 1 to 12.
  public var month: Int
  /// 1 to 31.
  public var day: Int

  /// A date from fields that the caller knows to be valid; see ``init(validYear:month:day:)`` for input.
  @inlinable
  public init(year: Int, month: Int, day: Int) {
    self.year = year
    self.month = month
    self.day = day
  }

  /// The date with these fields, or `nil` if the calendar has no such day or the year is not 1 to 9999.
  public init?(validYear year: Int, month: Int, day: Int) {
    guard 1...9999 ~= year, 1...12 ~= month,
      day >= 1, day <= CivilDate.lengthOfMonth(month, year: year)
    else { return nil }
    self.init(year: year, month: month, day: day)
  }

  /// The date that lies `days` days after 1970-01-01.
  @inlinable
  public init(daysSinceEpoch days: Int) {
    // Shift by 800 whole 400-year eras, so that everything below is unsigned.
    let shifted = UInt64(bitPattern: Int64(days &+ 719_468 &+ 146_097 &* 800))
    let n1 = 4 &* shifted &+ 3
    let century = n1 / 146_097
    let dayOfCentury = (n1 % 146_097) / 4
    let n2 = 4 &* dayOfCentury &+ 3
    let product = 2_939_745 &* n2
    let yearOfCentury = product >> 32
    let dayOfYear = (product & 0xffff_ffff) / 2_939_745 / 4
    let n3 = 2_141 &* dayOfYear &+ 197_913
    // The computational year begins in March; day 306 of it is the first of January.
    let isAfterNewYear = dayOfYear >= 306
    let marchYear = Int(truncatingIfNeeded: 100 &* century &+ yearOfCentury) &- 400 &* 800
    year = isAfterNewYear ? marchYear &+ 1 : marchYear
    month = Int(truncatingIfNeeded: n3 >> 16) &- (isAfterNewYear ? 12 : 0)
    day = Int(truncatingIfNeeded: (n3 & 0xffff) / 2_141) &+ 1
  }

  /// How many days after 1970-01-01 the date lies; negative before.
  @inlinable @inline(__always)
  public var daysSinceEpoch: Int {
    let isBeforeMarch = month <= 2
    let marchYear = UInt64(bitPattern: Int64(year &+ 400 &* 800 &- (isBeforeMarch ? 1 : 0)))
    let marchMonth = UInt64(bitPattern: Int64(isBeforeMarch ? month &+ 9 : month &- 3))
    let century = marchYear / 100
    let daysOfYears = 1_461 &* marchYear / 4 &- century &+ century / 4
    let daysOfMonths = (153 &* marchMonth &+ 2) / 5
    let days = Int(truncatingIfNeeded: daysOfYears &+ daysOfMonths)
    return days &+ day &- 1 &- 719_468 &- 146_097 &* 800
  }

  public var weekday: Weekday { CivilDate.weekday(ofDay: daysSinceEpoch) }

  /// The weekday of the day `days` days after 1970-01-01, which was a Thursday.
  @inlinable
  public static func weekday(ofDay days: Int) -> Weekday {
    let sinceMonday = (days &+ 3) % 7
    return Weekday(rawValue: (sinceMonday < 0 ? sinceMonday &+ 7 : sinceMonday) &+ 1) ?? .monday
  }

  @inlinable
  public static func isLeapYear(_ year: Int) -> Bool {
    year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
  }

  /// How many days `month` (1 to 12) has in `year`.
  @inlinable
  public static func lengthOfMonth(_ month: Int, year: Int) -> Int {
    if month == 2 { return isLeapYear(year) ? 29 : 28 }
    // July and August break the alternation of 31 and 30.
    return 30 &+ ((month ^ (month >> 3)) & 1)
  }

  @inlinable
  public static func < (left: CivilDate, right: CivilDate) -> Bool {
    (left.year, left.month, left.day) < (right.year, right.month, right.day)
  }
}
