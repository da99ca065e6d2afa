public import EventModel

/// A date, with or without a time of day, as written: the statement's zone makes an instant of it, unless the text
/// carried an offset.
public struct DateLiteral: Hashable, Sendable {
  /// What was written; midnight where only the date was.
  public var reading: CivilDateTime
  /// Whether a time of day was written.
  public var hasTime: Bool
  /// Minutes east of UTC when the text ended in `Z` or an offset; only together with a time.
  public var offsetMinutes: Int?

  /// A date alone; nil when the calendar has no such day or the year is not 1 to 9999.
  public init?(year: Int, month: Int, day: Int) {
    guard let date = CivilDate(validYear: year, month: month, day: day) else { return nil }
    reading = CivilDateTime(date: date)
    hasTime = false
  }

  /// A date with a time of day; nil when the fields are no date, no time or no offset.
  public init?(
    year: Int, month: Int, day: Int, hour: Int, minute: Int, second: Int = 0, microsecond: Int = 0,
    offsetMinutes: Int? = nil
  ) {
    self.init(year: year, month: month, day: day)
    guard (0...23).contains(hour), (0...59).contains(minute), (0...59).contains(second),
      (0...999_999).contains(microsecond), offsetMinutes.map((-1439...1439).contains) ?? true
    else { return nil }
    reading = CivilDateTime(
      year: year, month: month, day: day, hour: hour, minute: minute, second: second, microsecond: microsecond
    )
    hasTime = true
    self.offsetMinutes = offsetMinutes
  }
}
