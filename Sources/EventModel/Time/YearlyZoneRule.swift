/// A zone's rule for the years after its table: standard time and summer time, changing on the same kind of
/// day every year, as a POSIX `TZ` string states it.
struct YearlyZoneRule: Hashable, Sendable {
  /// On which day of a year, and when on that day by the wall clock, a change falls.
  struct Change: Hashable, Sendable {
    enum Day: Hashable, Sendable {
      /// `Jn`: 1 to 365, February 29 is never counted.
      case julianWithoutLeapDay(Int)
      /// `n`: 0 to 365, February 29 is counted.
      case dayOfYear(Int)
      /// `Mm.w.d`: the `week`-th `weekday` (0 is Sunday) of a month; week 5 is the last.
      case weekdayOfMonth(month: Int, week: Int, weekday: Int)
    }

    var day: Day
    /// Seconds after midnight by the clock before the change; may be negative or more than a day (RFC 9636).
    var secondOfDay: Int

    /// Seconds from 1970-01-01T00:00 to the change, on the wall clock that holds before it.
    func wallSeconds(inYear year: Int) -> Int {
      let newYear = CivilDate(year: year, month: 1, day: 1).daysSinceEpoch
      let days: Int
      switch day {
      case .julianWithoutLeapDay(let number):
        days = newYear + number - 1 + (CivilDate.isLeapYear(year) && number >= 60 ? 1 : 0)
      case .dayOfYear(let number):
        days = newYear + number
      case .weekdayOfMonth(let month, let week, let weekday):
        let first = CivilDate(year: year, month: month, day: 1).daysSinceEpoch
        let firstWeekday = CivilDate.weekday(ofDay: first).rawValue % 7
        var day = (weekday - firstWeekday + 7) % 7 + (week - 1) * 7
        if day >= CivilDate.lengthOfMonth(month, year: year) { day -= 7 }
        days = first + day
      }
      return days * 86_400 + secondOfDay
    }
  }

  /// Seconds east of UTC outside summer time.
  var standardOffset: Int
  /// Seconds east of UTC in summer time; may be less than ``standardOffset`` (Ireland's winter time).
  var summerOffset: Int
  var summerStart: Change
  var summerEnd: Change

  /// The two changes of `year` in order of time, as instants in microseconds with the offset from there on.
  func changes(inYear year: Int) -> [(at: Int64, offset: Int)] {
    let start = Int64(summerStart.wallSeconds(inYear: year) - standardOffset) * 1_000_000
    let end = Int64(summerEnd.wallSeconds(inYear: year) - summerOffset) * 1_000_000
    return start < end
      ? [(start, summerOffset), (end, standardOffset)] : [(end, standardOffset), (start, summerOffset)]
  }
}
