/// A date, with or without a time of day, as written: the statement's zone makes an instant of it, unless the text
/// carried an offset.
///
/// Components are always a valid date of the proleptic Gregorian calendar between the years 1 and 9999.
public struct CivilDateTime: Hashable, Sendable {
  /// From 1 to 9999.
  public var year: Int
  /// From 1 to 12.
  public var month: Int
  /// From 1 to the month's length.
  public var day: Int
  /// Nil when only the date was written.
  public var time: TimeOfDay?
  /// Minutes east of UTC when the text ended in `Z` or an offset; only together with a time.
  public var offsetMinutes: Int?

  /// Hours, minutes, seconds and microseconds since midnight on the clock.
  public struct TimeOfDay: Hashable, Sendable {
    /// From 0 to 23.
    public var hour: Int
    /// From 0 to 59.
    public var minute: Int
    /// From 0 to 59.
    public var second: Int
    /// From 0 to 999999.
    public var microsecond: Int

    public init(hour: Int, minute: Int, second: Int = 0, microsecond: Int = 0) {
      self.hour = hour
      self.minute = minute
      self.second = second
      self.microsecond = microsecond
    }
  }

  /// Nil when the components are no date or no time.
  public init?(year: Int, month: Int, day: Int, time: TimeOfDay? = nil, offsetMinutes: Int? = nil) {
    guard (1...9999).contains(year), (1...12).contains(month),
      day >= 1, day <= CivilDateTime.daysInMonth(month, of: year)
    else { return nil }
    if let time {
      guard (0...23).contains(time.hour), (0...59).contains(time.minute), (0...59).contains(time.second),
        (0...999_999).contains(time.microsecond)
      else { return nil }
    }
    if let offsetMinutes {
      guard time != nil, (-1439...1439).contains(offsetMinutes) else { return nil }
    }
    self.year = year
    self.month = month
    self.day = day
    self.time = time
    self.offsetMinutes = offsetMinutes
  }

  static func daysInMonth(_ month: Int, of year: Int) -> Int {
    switch month {
    case 4, 6, 9, 11: 30
    case 2: (year % 4 == 0 && year % 100 != 0) || year % 400 == 0 ? 29 : 28
    default: 31
    }
  }
}
