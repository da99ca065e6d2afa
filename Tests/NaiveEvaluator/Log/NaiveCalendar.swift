import EventModel

/// Days, hours and weeks of a zone with a fixed offset; enough for tests, no daylight saving.
package struct NaiveCalendar: Sendable {
  package static let second: Int64 = 1_000_000
  package static let minute: Int64 = 60 * second
  package static let hour: Int64 = 60 * minute
  package static let day: Int64 = 24 * hour

  /// What the zone adds to UTC, in microseconds.
  package var offset: Int64
  package var weekStartsSunday: Bool

  package init(offset: Int64 = 0, weekStartsSunday: Bool = false) {
    self.offset = offset
    self.weekStartsSunday = weekStartsSunday
  }

  /// The first instant of the local day of `time`.
  package func startOfDay(_ time: Int64) -> Int64 {
    floor(time, to: NaiveCalendar.day, origin: 0)
  }

  /// End of data (§5.0) for a snapshot whose newest event is at `newest`: the next local midnight.
  package func endOfDay(_ time: Int64) -> Int64 {
    startOfDay(time) + NaiveCalendar.day
  }

  /// The largest `origin + n * length` in local time that is not after `time`.
  package func floor(_ time: Int64, to length: Int64, origin: Int64) -> Int64 {
    let local = time + offset - origin
    var remainder = local % length
    if remainder < 0 { remainder += length }
    return local - remainder + origin - offset
  }
}

extension NaiveCalendar {
  /// The first instant of the bucket that `time` lies in.
  package func start(of bucket: NaiveFunnel.BucketSize, at time: Int64) -> Int64 {
    switch bucket {
    case .hour: return floor(time, to: NaiveCalendar.hour, origin: 0)
    case .day: return startOfDay(time)
    case .week:
      // 1970-01-05 was a Monday, the day before it a Sunday.
      return floor(time, to: 7 * NaiveCalendar.day, origin: (weekStartsSunday ? 3 : 4) * NaiveCalendar.day)
    case .month:
      var date = CivilDateTime(wallMicroseconds: time + offset).date
      date.day = 1
      return CivilDateTime(date: date).wallMicroseconds - offset
    }
  }

  /// The first instant of the bucket after the one that starts at `start`.
  package func start(ofBucketAfter bucket: NaiveFunnel.BucketSize, at start: Int64) -> Int64 {
    switch bucket {
    case .hour: return start + NaiveCalendar.hour
    case .day: return start + NaiveCalendar.day
    case .week: return start + 7 * NaiveCalendar.day
    case .month: return self.start(of: .month, at: start + 32 * NaiveCalendar.day)
    }
  }
}
