/// A way to cut time into hours, days, weeks or months of the wall clock in one zone.
///
/// Buckets are numbered: bucket `i` ends where `i + 1` starts, so every instant lies in exactly one. A
/// bucket starts at the first instant at which the wall clock shows its first reading or, where that reading
/// is skipped, a later one. Hence a day has 23 or 25 hours when clocks change, an hour that comes twice is
/// one bucket of two hours, and an hour or day that is skipped as a whole is an empty bucket.
public struct CalendarBucket: Hashable, Sendable {
  public enum Unit: String, Hashable, Sendable, CaseIterable {
    case hour
    case day
    case week
    case month
  }

  public let unit: Unit
  public let zone: ZoneRules
  /// The first day of a week; matters to ``Unit/week`` only.
  public let weekStart: Weekday

  public init(_ unit: Unit, zone: ZoneRules = .utc, weekStart: Weekday = .monday) {
    self.unit = unit
    self.zone = zone
    self.weekStart = weekStart
  }

  /// The number of the bucket that `instant` lies in: hours, days, weeks or months since that of 1970-01-01.
  ///
  /// The difference of two numbers is how many buckets lie between two instants.
  ///
  /// - Complexity: one look-up of the zone's offset, a second near a change.
  public func index(of instant: Timestamp) -> Int {
    if let offset = zone.fixedOffset {
      return wallIndex(of: instant.microseconds &+ Int64(offset) &* 1_000_000)
    }
    let span = zone.span(at: instant)
    let index = wallIndex(of: instant.microseconds &+ Int64(span.offset) &* 1_000_000)
    // Where clocks were just set back over a border, the wall shows the bucket that is already over.
    let settled = span.start.microseconds.addingReportingOverflow(2 &* microsecondsPerDay)
    if settled.overflow || settled.partialValue > instant.microseconds, start(ofIndex: index &+ 1) <= instant
    {
      return index &+ 1
    }
    return index
  }

  /// Where bucket number `index` starts; equal to the next bucket's start if the bucket is empty.
  public func start(ofIndex index: Int) -> Timestamp {
    zone.firstInstant(atOrAfterWall: wallStart(ofIndex: index))
  }

  /// Where the bucket that `instant` lies in starts.
  public func start(of instant: Timestamp) -> Timestamp { start(ofIndex: index(of: instant)) }

  /// Where the bucket after the one that `instant` lies in starts: the first instant that is not in it.
  public func nextStart(after instant: Timestamp) -> Timestamp { start(ofIndex: index(of: instant) &+ 1) }

  /// `2026-01-05` for days and weeks (their first day), `2026-01-05T13:00` for hours, `2026-01` for months.
  public func label(ofIndex index: Int) -> String {
    let local = CivilDateTime(wallMicroseconds: wallStart(ofIndex: index))
    let date = local.date.description
    switch unit {
    case .hour: return "\(date)T\(local.hour < 10 ? "0" : "")\(local.hour):00"
    case .day, .week: return date
    case .month: return String(date.dropLast(3))
    }
  }

  /// The label of the bucket that `instant` lies in; see ``label(ofIndex:)``.
  public func label(of instant: Timestamp) -> String { label(ofIndex: index(of: instant)) }

  /// Days from the Thursday 1970-01-01 back to the start of its week.
  private var weekShift: Int64 { (Int64(Weekday.thursday.rawValue &- weekStart.rawValue) &+ 7) % 7 }

  /// The bucket that a reading of the wall clock belongs to.
  private func wallIndex(of wall: Int64) -> Int {
    switch unit {
    case .hour: return Int(floorDivide(wall, by: 3_600_000_000))
    case .day: return Int(floorDivide(wall, by: microsecondsPerDay))
    case .week:
      return Int(floorDivide(floorDivide(wall, by: microsecondsPerDay) &+ weekShift, by: 7))
    case .month:
      let date = CivilDate(daysSinceEpoch: Int(floorDivide(wall, by: microsecondsPerDay)))
      return (date.year &- 1970) &* 12 &+ date.month &- 1
    }
  }

  /// The first reading of the wall clock in bucket number `index`.
  private func wallStart(ofIndex index: Int) -> Int64 {
    switch unit {
    case .hour: return Int64(index) &* 3_600_000_000
    case .day: return Int64(index) &* microsecondsPerDay
    case .week: return (Int64(index) &* 7 &- weekShift) &* microsecondsPerDay
    case .month:
      let year = floorDivide(Int64(index), by: 12)
      let month = Int64(index) &- year &* 12
      let first = CivilDate(year: Int(year) &+ 1970, month: Int(month) &+ 1, day: 1)
      return Int64(first.daysSinceEpoch) &* microsecondsPerDay
    }
  }
}
