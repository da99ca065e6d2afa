import EventModel
import Testing

@testable import QueryLanguage

@Suite struct `Literals` {
  private func value(_ literal: String) throws -> LiteralValue {
    guard case .funnel(let funnel) = try Parser.parseStatement("funnel a where x = \(literal)"),
      case .comparison(let comparison) = funnel.stream.filter, case .value(let value) = comparison.right.value
    else { throw Unreadable() }
    return value
  }

  private struct Unreadable: Error {}

  @Test(arguments: [
    ("5", LiteralValue.integer(5)), ("-5", .integer(-5)), ("007", .integer(7)),
    ("9223372036854775807", .integer(.max)), ("-9223372036854775808", .integer(.min)), ("0.5", .double(0.5)),
    ("-1.25e-3", .double(-0.00125)), ("1e3", .double(1000)), ("1E+3", .double(1000)),
    ("TRUE", .boolean(true)),
    ("'a b'", .string("a b")), ("''", .string("")),
    (#"'it\'s \"x\" \\ \n \t \u{1F600}'"#, .string("it's \"x\" \\ \n \t 😀")),
    ("2026-01-31", .date(DateLiteral(year: 2026, month: 1, day: 31)!)),
    (
      "2024-02-29T23:59:59.5Z",
      .date(
        DateLiteral(
          year: 2024, month: 2, day: 29, hour: 23, minute: 59, second: 59, microsecond: 500_000,
          offsetMinutes: 0)!)
    ),
    (
      "2026-01-31T10:00-03:30",
      .date(
        DateLiteral(year: 2026, month: 1, day: 31, hour: 10, minute: 0, offsetMinutes: -210)!)
    ),
  ])
  func `values are read as written`(_ text: String, _ expected: LiteralValue) throws {
    #expect(try value(text) == expected)
    #expect(try value("\(expected)") == expected)
  }

  @Test(arguments: [
    ("250ms", 250_000 as Int64, "250ms"), ("30s", 30_000_000, "30s"), ("5m", 300_000_000, "5m"),
    ("2h", 7_200_000_000, "2h"), ("7d", 604_800_000_000, "7d"), ("4w", 2_419_200_000_000, "28d"),
    ("1.5h", 5_400_000_000, "90m"), ("0.25s", 250_000, "250ms"), ("0s", 0, "0s"), ("3us", 3, "3us"),
    ("7D", 604_800_000_000, "7d"),
    ("0.000001s", 1, "1us"), ("1.50m", 90_000_000, "90s"),
  ])
  func `durations are exact microseconds`(_ text: String, _ microseconds: Int64, _ canonical: String) throws {
    guard case .funnel(let funnel) = try Parser.parseStatement("funnel a tolerance \(text)") else {
      throw Unreadable()
    }
    let elapsed = try #require(funnel.matching.tolerance?.value)
    #expect(elapsed.microseconds == microseconds)
    #expect(elapsed.literal == canonical)
  }

  @Test(arguments: [
    "2026-02-29", "2100-02-29", "2026-13-01", "2026-00-10", "2026-01-00", "2026-04-31", "0000-01-01",
    "2026-01-01T24:00",
    "2026-01-01T10:60", "2026-01-01T10", "2026-01-01T10:00:60", "2026-01-01T10:00:00.1234567", "2026-01-01Z",
    "2026-01-01T10:00+24:00", "2026-01-01T10:00+0100", "2026-01-01 10:00", "", "x", "2026-01-01T10:00:00.",
  ])
  func `what is no date is refused`(_ text: String) {
    #expect(DateLiteral(text) == nil)
  }

  @Test func `every day of four centuries is a date, and no other`() {
    var count = 0
    for year in 2000..<2400 {
      for month in 1...12 {
        for day in 0...32 where DateLiteral(year: year, month: month, day: day) != nil { count += 1 }
      }
    }
    #expect(count == 146_097)
  }

  @Test func `random texts survive quoting`() throws {
    var trees = RandomStatements(seed: 7)
    for _ in 0..<2000 {
      let text = trees.text() + trees.text()
      #expect(try QuotedText.text(of: QuotedText.content(of: text, quote: "'")) == text)
      #expect(try value(Printer.quotedString(text)) == .string(text))
    }
  }

  @Test(arguments: [
    ("view", "view"), ("page.open", "page.open"), ("$x_1", "$x_1"), ("any", "\"any\""), ("End", "\"End\""),
    ("1x", "\"1x\""), ("a b", "\"a b\""), ("a-b", "\"a-b\""), ("", "\"\""), ("ä", "\"ä\""),
    ("a\"b", #""a\"b""#),
  ])
  func `names are quoted where they need it`(_ name: String, _ written: String) {
    #expect(Printer.name(name) == written)
  }
}
