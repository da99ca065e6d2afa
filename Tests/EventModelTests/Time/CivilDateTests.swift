import EventModel
import Testing

struct CivilDateTests {
  @Test func `known days have known numbers and weekdays`() {
    let known: [(CivilDate, Int, Weekday)] = [
      (CivilDate(year: 1970, month: 1, day: 1), 0, .thursday),
      (CivilDate(year: 2000, month: 2, day: 29), 11_016, .tuesday),
      (CivilDate(year: 2026, month: 1, day: 5), 20_458, .monday),
      (CivilDate(year: 1, month: 1, day: 1), -719_162, .monday),
      (CivilDate(year: 9999, month: 12, day: 31), 2_932_896, .friday),
    ]
    for (date, days, weekday) in known {
      #expect(date.daysSinceEpoch == days)
      #expect(CivilDate(daysSinceEpoch: days) == date)
      #expect(date.weekday == weekday)
    }
  }

  /// A whole era of 400 years around today and both ends of the supported range.
  @Test(arguments: [(1, 12), (1799, 401), (9990, 10)])
  func `walking day by day through the years follows the calendar`(firstYear: Int, years: Int) {
    var expected = CivilDate(year: firstYear, month: 1, day: 1)
    let start = expected.daysSinceEpoch
    var mismatches = 0
    for days in start..<(start + years * 365) {
      let date = CivilDate(daysSinceEpoch: days)
      if date != expected || date.daysSinceEpoch != days { mismatches += 1 }
      expected.day += 1
      let isLeap =
        expected.year.isMultiple(of: 400)
        || (expected.year.isMultiple(of: 4) && !expected.year.isMultiple(of: 100))
      let length = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][expected.month - 1]
      if expected.day > length {
        expected.day = 1
        expected.month += 1
        if expected.month > 12 {
          expected.month = 1
          expected.year += 1
        }
      }
    }
    #expect(mismatches == 0)
  }

  @Test func `only days that exist are valid`() {
    #expect(CivilDate(validYear: 2024, month: 2, day: 29) != nil)
    #expect(CivilDate(validYear: 2023, month: 2, day: 29) == nil)
    #expect(CivilDate(validYear: 1900, month: 2, day: 29) == nil)
    #expect(CivilDate(validYear: 2024, month: 4, day: 31) == nil)
    #expect(CivilDate(validYear: 2024, month: 0, day: 1) == nil)
    #expect(CivilDate(validYear: 0, month: 1, day: 1) == nil)
    #expect(CivilDate(validYear: 10_000, month: 1, day: 1) == nil)
  }
}
