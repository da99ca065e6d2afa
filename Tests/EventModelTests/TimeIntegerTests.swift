import EventModel
import Testing

struct TimeIntegerTests {
  @Test(arguments: [
    0, 1, -1, 1_767_618_000, 99_999_999_999, 100_000_000_000, 1_767_618_000_250, 99_999_999_999_999,
    100_000_000_000_000, 1_767_618_000_250_000, 99_999_999_999_999_999, 100_000_000_000_000_000,
    1_767_618_000_250_000_999, -1_767_618_000_250_000_999, Int64.max, Int64.min, -62_135_596_800,
  ])
  func `a number means the instant that its text means`(number: Int64) {
    for format in [TimeFormat.automatic, .seconds, .milliseconds, .microseconds, .nanoseconds] {
      let parser = TimeTextParser(format: format)
      #expect(parser.parse(number) == parser.parse(String(number)), "\(format)")
    }
  }
}
