import EventModel
import Testing

struct TimestampTextTests {
  @Test func `the fraction is only as long as needed`() {
    #expect(Timestamp(microseconds: 0).iso8601 == "1970-01-01T00:00:00Z")
    #expect(Timestamp(microseconds: 500_000).iso8601 == "1970-01-01T00:00:00.5Z")
    #expect(Timestamp(microseconds: 1_767_618_000_123_000).iso8601 == "2026-01-05T13:00:00.123Z")
    #expect(Timestamp(microseconds: 1_767_618_000_000_001).iso8601 == "2026-01-05T13:00:00.000001Z")
    #expect(Timestamp(microseconds: -1).iso8601 == "1969-12-31T23:59:59.999999Z")
  }

  @Test func `the ends of the range print, and so does what lies beyond`() {
    #expect(Timestamp.earliest.iso8601 == "0001-01-01T00:00:00Z")
    #expect(Timestamp.latest.iso8601 == "9999-12-31T23:59:59.999999Z")
    #expect(Timestamp(microseconds: Timestamp.latest.microseconds + 1).iso8601 == "+10000-01-01T00:00:00Z")
    #expect(Timestamp(microseconds: Int64.max).iso8601 == "+294247-01-10T04:00:54.775807Z")
    #expect(Timestamp(microseconds: Int64.min).iso8601 == "-290308-12-21T19:59:05.224192Z")
  }

  @Test func `what is printed reads back as the same instant`() {
    let seed: UInt64 = 7_041
    var generator = SeededGenerator(seed: seed)
    let parser = TimeTextParser()
    for _ in 0..<20_000 {
      var time = Timestamp(
        microseconds: .random(
          in: Timestamp.earliest.microseconds...Timestamp.latest.microseconds, using: &generator))
      if Bool.random(using: &generator) { time.microseconds -= time.microseconds % 1_000 }
      #expect(parser.parse(time.iso8601) == .time(time), "seed \(seed), \(time)")
    }
  }

  @Test func `durations print as the language writes them`() {
    #expect(ElapsedTime(microseconds: 0).description == "0s")
    #expect(ElapsedTime(microseconds: 604_800_000_000).description == "7d")
    #expect(ElapsedTime(microseconds: 5_400_000_000).description == "1h30m")
    #expect(ElapsedTime(microseconds: 250_000).description == "250ms")
    #expect(ElapsedTime(microseconds: -61_000_001).description == "-1m1s1us")
    #expect(ElapsedTime(microseconds: Int64.min).description.hasPrefix("-106751991d"))
  }
}
