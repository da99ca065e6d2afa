import EventModel
import Testing

struct TimePatternTests {
  private func read(_ text: String, _ pattern: String, zone: ZoneRules = .utc) throws -> String {
    switch TimeTextParser(format: try TimeFormat(parsing: pattern), zone: zone).parse(text) {
    case .time(let time): time.iso8601
    case .unreadable: "unreadable"
    case .outOfRange: "out of range"
    }
  }

  @Test(arguments: [
    ("05/01/2026 13:07", "%d/%m/%Y %H:%M", "2026-01-05T13:07:00Z"),
    ("5/1/2026   3:07", "%d/%m/%Y %H:%M", "2026-01-05T03:07:00Z"),
    ("01/05/26 01:07:09 PM", "%m/%d/%y %I:%M:%S %p", "2026-01-05T13:07:09Z"),
    ("01/05/69 12:00 am", "%m/%d/%y %I:%M %p", "1969-01-05T00:00:00Z"),
    ("05/Jan/2026:13:07:09 +0100", "%d/%b/%Y:%H:%M:%S %z", "2026-01-05T12:07:09Z"),
    ("september 9, 2026", "%B %d, %Y", "2026-09-09T00:00:00Z"),
    ("2026-01-05 13:07:09.123456789", "%F %T.%f", "2026-01-05T13:07:09.123456Z"),
    ("100% 2026-01-05", "100%% %F", "2026-01-05T00:00:00Z"),
    ("2016-12-31 23:59:60", "%F %T", "2017-01-01T00:00:00Z"),
    ("2026-01-05T24:00", "%FT%H:%M", "2026-01-06T00:00:00Z"),
    ("2026-01-05 13", "%F %T", "unreadable"),
    ("2026-01-05 13:07:09 x", "%F %T", "unreadable"),
    ("2026-02-30", "%F", "unreadable"),
    ("2026-01-05 00:07 AM", "%F %I:%M %p", "unreadable"),
    ("0000-01-05", "%F", "out of range"),
  ])
  func `texts are read as the pattern says`(text: String, pattern: String, expected: String) throws {
    #expect(try read(text, pattern) == expected)
  }

  @Test func `texts without a zone are read in the parser's`() throws {
    let newYork = try #require(ZoneRules(identifier: "America/New_York"))
    #expect(try read("05.07.2026 08:00", "%d.%m.%Y %H:%M", zone: newYork) == "2026-07-05T12:00:00Z")
  }

  @Test(arguments: [
    ("hours", TimePattern.Fault.unknownFormat("hours")),
    ("%Y-%q-%d", .unknownDirective("q", offset: 3)),
    ("%Y-%m-%d %", .unknownDirective("", offset: 9)),
    ("%Y-%m-%d %y", .repeatedDirective("y", offset: 9)),
    ("%Y-%m", .missingDirective("%d")),
    ("%H:%M", .missingDirective("%Y")),
    ("%F %I:%M", .missingDirective("%p")),
    ("%F %H:%M %p", .missingDirective("%I")),
  ])
  func `a pattern that cannot work is refused with the reason`(pattern: String, fault: TimePattern.Fault) {
    #expect(throws: fault) { try TimeFormat(parsing: pattern) }
  }

  @Test func `formats go by their names`() throws {
    #expect(try TimeFormat(parsing: "auto") == .automatic)
    #expect(try TimeFormat(parsing: "iso") == .iso8601)
    #expect(try TimeFormat(parsing: "ms") == .milliseconds)
    #expect(try TimeFormat(parsing: "nanoseconds") == .nanoseconds)
  }
}
