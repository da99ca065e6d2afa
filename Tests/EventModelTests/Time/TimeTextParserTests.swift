import EventModel
import Testing

struct TimeTextParserTests {
  private func read(
    _ text: String, _ format: TimeFormat = .automatic, zone: ZoneRules = .utc
  ) -> String {
    switch TimeTextParser(format: format, zone: zone).parse(text) {
    case .time(let time): time.iso8601
    case .unreadable: "unreadable"
    case .outOfRange: "out of range"
    }
  }

  @Test(arguments: [
    ("2026-01-05", "2026-01-05T00:00:00Z"),
    ("2026/01/05", "2026-01-05T00:00:00Z"),
    ("2026-01-05T13:00", "2026-01-05T13:00:00Z"),
    ("2026-01-05 13:00:07", "2026-01-05T13:00:07Z"),
    ("2026/01/05 13:00:07.5", "2026-01-05T13:00:07.5Z"),
    ("2026-01-05t13:00:07z", "2026-01-05T13:00:07Z"),
    ("2026-01-05T13:00:07,25Z", "2026-01-05T13:00:07.25Z"),
    ("2026-01-05T13:00:07.123456789Z", "2026-01-05T13:00:07.123456Z"),
    ("2026-01-05T13:00:07.000000999", "2026-01-05T13:00:07Z"),
    ("2026-01-05T13:00:07+01:00", "2026-01-05T12:00:07Z"),
    ("2026-01-05T13:00+0100", "2026-01-05T12:00:00Z"),
    ("2026-01-05 13:00:07.1-03", "2026-01-05T16:00:07.1Z"),
    ("2026-01-05 13:00:07 UTC", "2026-01-05T13:00:07Z"),
    ("2026-01-05 13:00:07 +05:30", "2026-01-05T07:30:07Z"),
    ("  2026-01-05\r", "2026-01-05T00:00:00Z"),
    ("2016-12-31T23:59:60Z", "2017-01-01T00:00:00Z"),
    ("2016-12-31T23:59:60.5Z", "2017-01-01T00:00:00.5Z"),
    ("2026-01-05T24:00:00", "2026-01-06T00:00:00Z"),
    ("2024-02-29", "2024-02-29T00:00:00Z"),
    ("0001-01-01", "0001-01-01T00:00:00Z"),
    ("9999-12-31T23:59:59.9999999", "9999-12-31T23:59:59.999999Z"),
  ])
  func `ISO 8601 is read in all its usual spellings`(text: String, expected: String) {
    #expect(read(text) == expected)
    #expect(read(text, .iso8601) == expected)
  }

  @Test(arguments: [
    "", " ", "yesterday", "2026-13-01", "2026-00-01", "2026-02-29", "2026-04-31", "2026-01-00", "2026-1-5",
    "2026-01/05", "2026-01-05T", "2026-01-05T13", "2026-01-05T1:00", "2026-01-05T13:0", "2026-01-05T13:00:",
    "2026-01-05T13:00:7", "2026-01-05T13:00:61", "2026-01-05T13:60:00", "2026-01-05T25:00:00",
    "2026-01-05T24:00:01", "2026-01-05T13:00:07.", "2026-01-05T13:00:07.Z", "2026-01-05T13:00:07 ZZ",
    "2026-01-05T13:00:07+1", "2026-01-05T13:00:07+01:", "2026-01-05T13:00:07+24:00",
    "2026-01-05T13:00:07+01:60",
    "2026-01-05T13:00:07x", "2026-01-05X13:00:07", "2026-01-05T13-00-07", "2o26-01-05", "2026-01-0\u{e9}",
    "1.2.3", "1e", "e5", "-", "+", ".", "0x10", "12 34", "NaN", "Infinity", "1e99999",
    "12345-1-1", "-2026-13-01",
  ])
  func `what is no time is unreadable`(text: String) {
    #expect(read(text) == "unreadable")
  }

  @Test(arguments: [
    ("0", "1970-01-01T00:00:00Z"),
    ("-0.0", "1970-01-01T00:00:00Z"),
    ("1767618000", "2026-01-05T13:00:00Z"),
    ("1767618000.25", "2026-01-05T13:00:00.25Z"),
    ("1767618000.1234567", "2026-01-05T13:00:00.123456Z"),
    ("1767618000123", "2026-01-05T13:00:00.123Z"),
    ("1767618000123.5", "2026-01-05T13:00:00.1235Z"),
    ("1767618000123456", "2026-01-05T13:00:00.123456Z"),
    ("1767618000123456789", "2026-01-05T13:00:00.123456Z"),
    ("1.767618e9", "2026-01-05T13:00:00Z"),
    ("1.767618E+12", "2026-01-05T13:00:00Z"),
    ("-1", "1969-12-31T23:59:59Z"),
    ("-0.0000001", "1969-12-31T23:59:59.999999Z"),
    ("1.5e-5", "1970-01-01T00:00:00.000015Z"),
    ("99999999999", "5138-11-16T09:46:39Z"),
    ("100000000000", "1973-03-03T09:46:40Z"),
    ("99999999999999", "5138-11-16T09:46:39.999Z"),
    ("100000000000000", "1973-03-03T09:46:40Z"),
    ("99999999999999999", "5138-11-16T09:46:39.999999Z"),
    ("100000000000000000", "1973-03-03T09:46:40Z"),
    ("000000000000000000000000001767618000", "2026-01-05T13:00:00Z"),
    ("20260105", "1970-08-23T11:48:25Z"),
  ])
  func `numbers count from the epoch in the unit their size tells`(text: String, expected: String) {
    #expect(read(text) == expected)
  }

  @Test func `a requested unit overrides the size`() {
    #expect(read("1500", .milliseconds) == "1970-01-01T00:00:01.5Z")
    #expect(read("1500", .microseconds) == "1970-01-01T00:00:00.0015Z")
    #expect(read("1500", .nanoseconds) == "1970-01-01T00:00:00.000001Z")
    #expect(read("-1500", .nanoseconds) == "1969-12-31T23:59:59.999998Z")
    #expect(read("253402300799", .seconds) == "9999-12-31T23:59:59Z")
    #expect(read("253402300800", .seconds) == "out of range")
    #expect(read("2026-01-05", .seconds) == "unreadable")
    #expect(read("1767618000", .iso8601) == "unreadable")
  }

  @Test(arguments: [
    "0000-12-31", "10000-01-01", "+12026-01-05T00:00:00Z", "-0044-03-15", "123456-01-05 10:00",
    "0001-01-01T00:00:00+00:01", "9999-12-31T23:59:59-01:00", "9223372036854775807000",
    "-99999999999999999999999",
    "1e300",
  ])
  func `years that are not supported are out of range, not unreadable`(text: String) {
    #expect(read(text) == "out of range")
  }

  @Test func `texts without a zone are read in the parser's`() throws {
    let berlin = try #require(ZoneRules(identifier: "Europe/Berlin"))
    #expect(read("2026-07-01T12:00", zone: berlin) == "2026-07-01T10:00:00Z")
    #expect(read("2026-07-01", zone: berlin) == "2026-06-30T22:00:00Z")
    #expect(read("2026-03-29 02:30:00", zone: berlin) == "2026-03-29T01:30:00Z")
    #expect(read("2026-10-25 02:30:00", zone: berlin) == "2026-10-25T00:30:00Z")
    #expect(read("2026-07-01T12:00Z", zone: berlin) == "2026-07-01T12:00:00Z")
    #expect(read("1767618000", zone: berlin) == "2026-01-05T13:00:00Z")
  }

  @Test func `a byte changed at random never traps and never moves a time out of range`() {
    let seed: UInt64 = 31_337
    var generator = SeededGenerator(seed: seed)
    let texts = ["2026-01-05T13:00:07.123456+01:00", "1767618000.125e2", "05/Jan/2026 01:02:03 PM +0100"]
    let formats: [TimeFormat] = [
      .automatic, .iso8601, .nanoseconds,
      (try? TimeFormat(parsing: "%d/%b/%Y %I:%M:%S %p %z")) ?? .automatic,
    ]
    for _ in 0..<30_000 {
      var bytes = Array((texts.randomElement(using: &generator) ?? "").utf8)
      for _ in 0..<Int.random(in: 1...3, using: &generator) {
        let index = Int.random(in: 0..<bytes.count, using: &generator)
        bytes[index] =
          Bool.random(using: &generator)
          ? UInt8.random(in: 0...255, using: &generator) : UInt8.random(in: 43...58, using: &generator)
      }
      bytes.removeLast(Int.random(in: 0..<bytes.count, using: &generator))
      for format in formats {
        // A copy of the exact size, so that an address checker sees any read behind the text.
        let outcome = bytes.withUnsafeBufferPointer { TimeTextParser(format: format).parse($0) }
        if case .time(let time) = outcome {
          #expect(time >= .earliest && time <= .latest, "seed \(seed), \(bytes)")
        }
      }
    }
  }
}
