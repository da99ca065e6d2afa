import EventModel
import Testing

struct CalendarBucketTests {
  private func instant(_ text: String) throws -> Timestamp {
    guard case .time(let time) = TimeTextParser().parse(text) else {
      Issue.record("unreadable \(text)")
      return Timestamp(microseconds: 0)
    }
    return time
  }

  @Test func `labels name the bucket by its first reading`() throws {
    let time = try instant("2026-01-08T13:45:10Z")
    #expect(CalendarBucket(.hour).label(of: time) == "2026-01-08T13:00")
    #expect(CalendarBucket(.day).label(of: time) == "2026-01-08")
    #expect(CalendarBucket(.week).label(of: time) == "2026-01-05")
    #expect(CalendarBucket(.week, weekStart: .sunday).label(of: time) == "2026-01-04")
    #expect(CalendarBucket(.week, weekStart: .thursday).label(of: time) == "2026-01-08")
    #expect(CalendarBucket(.week, weekStart: .friday).label(of: time) == "2026-01-02")
    #expect(CalendarBucket(.month).label(of: time) == "2026-01")
    #expect(CalendarBucket(.month).label(of: try instant("1969-12-31T23:00Z")) == "1969-12")
  }

  @Test func `days have 23 and 25 hours when clocks change`() throws {
    let berlin = try #require(ZoneRules(identifier: "Europe/Berlin"))
    let days = CalendarBucket(.day, zone: berlin)
    func length(_ text: String) throws -> Int64 {
      let time = try instant(text)
      return (days.nextStart(after: time).microseconds - days.start(of: time).microseconds) / 3_600_000_000
    }
    #expect(try length("2026-03-29T10:00Z") == 23)
    #expect(try length("2026-10-25T10:00Z") == 25)
    #expect(try length("2026-07-01T10:00Z") == 24)
    #expect(days.start(of: try instant("2026-03-29T10:00Z")).iso8601 == "2026-03-28T23:00:00Z")
  }

  @Test func `an hour that comes twice is one bucket and a skipped hour is empty`() throws {
    let newYork = try #require(ZoneRules(identifier: "America/New_York"))
    let hours = CalendarBucket(.hour, zone: newYork)
    let first = try instant("2026-11-01T05:30Z")
    let second = try instant("2026-11-01T06:30Z")
    #expect(hours.index(of: first) == hours.index(of: second))
    #expect(hours.label(of: second) == "2026-11-01T01:00")
    #expect(hours.start(of: second).iso8601 == "2026-11-01T05:00:00Z")
    #expect(hours.nextStart(after: first).iso8601 == "2026-11-01T07:00:00Z")

    let beforeGap = hours.index(of: try instant("2026-03-08T06:59Z"))
    let afterGap = hours.index(of: try instant("2026-03-08T07:00Z"))
    #expect(afterGap == beforeGap + 2)
    #expect(hours.start(ofIndex: beforeGap + 1) == hours.start(ofIndex: afterGap))
  }

  @Test func `half-hour changes and skipped days keep buckets whole`() throws {
    let lordHowe = try #require(ZoneRules(identifier: "Australia/Lord_Howe"))
    let hours = CalendarBucket(.hour, zone: lordHowe)
    // 02:00 to 02:30 is skipped; the bucket of 02:00 begins at the change and keeps its name.
    let afterGap = try instant("2026-10-03T15:40Z")
    #expect(hours.label(of: afterGap) == "2026-10-04T02:00")
    #expect(hours.start(of: afterGap).iso8601 == "2026-10-03T15:30:00Z")
    #expect(hours.nextStart(after: afterGap).iso8601 == "2026-10-03T16:00:00Z")

    let apia = try #require(ZoneRules(identifier: "Pacific/Apia"))
    let days = CalendarBucket(.day, zone: apia)
    let last = try instant("2011-12-30T09:59:59Z")
    #expect(days.label(of: last) == "2011-12-29")
    #expect(days.nextStart(after: last).iso8601 == "2011-12-30T10:00:00Z")
    #expect(days.label(of: days.nextStart(after: last)) == "2011-12-31")
  }

  @Test func `clocks set back over midnight do not reopen the day that is over`() throws {
    let stJohns = try #require(ZoneRules(identifier: "America/St_Johns"))
    let days = CalendarBucket(.day, zone: stJohns)
    // At 00:01 on the 7th clocks went back to 23:01 on the 6th; the 7th had begun already.
    let secondPass = try instant("2010-11-07T02:45Z")
    #expect(stJohns.local(of: secondPass).date == CivilDate(year: 2010, month: 11, day: 6))
    #expect(days.label(of: secondPass) == "2010-11-07")
    #expect(days.start(of: secondPass).iso8601 == "2010-11-07T02:30:00Z")
  }

  @Test(arguments: [
    "UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Pacific/Apia", "America/St_Johns",
    "+05:45",
  ])
  func `every instant lies in exactly one bucket`(name: String) throws {
    let zone = try #require(ZoneRules(identifier: name))
    let seed: UInt64 = 424_242
    var generator = SeededGenerator(seed: seed)
    for unit in CalendarBucket.Unit.allCases {
      let bucket = CalendarBucket(unit, zone: zone, weekStart: .sunday)
      for _ in 0..<2_000 {
        let time = Timestamp(
          microseconds: .random(in: -2_000_000_000_000_000...4_500_000_000_000_000, using: &generator))
        let index = bucket.index(of: time)
        #expect(bucket.start(ofIndex: index) <= time, "seed \(seed), \(unit), \(time)")
        #expect(time < bucket.start(ofIndex: index + 1), "seed \(seed), \(unit), \(time)")
        #expect(bucket.nextStart(after: time) > time, "seed \(seed), \(unit), \(time)")
      }
    }
  }

  @Test func `the ends of the supported range have buckets`() {
    for unit in CalendarBucket.Unit.allCases {
      let bucket = CalendarBucket(unit, zone: ZoneRules(fixedOffset: 50_400) ?? .utc)
      #expect(bucket.start(of: .earliest) <= .earliest)
      #expect(bucket.nextStart(after: .latest) > .latest)
      #expect(!bucket.label(of: .latest).isEmpty)
    }
  }
}
