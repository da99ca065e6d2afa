/// The changes of one zone's offset: a sorted table of the past and a rule for what follows.
///
/// Rules that repeat yearly are written out up to the year 2100 when the table is made, so that ordinary
/// look-ups are one binary search; only instants beyond evaluate the rule.
final class ZoneTable: Sendable {
  /// What holds after the last change of the table.
  enum Rule: Sendable {
    case fixed(Int)
    case yearly(YearlyZoneRule)
  }

  /// What a reading of the wall clock means.
  enum Resolution {
    case instant(Timestamp)
    /// The reading is skipped at `change`; before it the offset was `offsetBefore`.
    case gap(change: Timestamp, offsetBefore: Int)
  }

  /// Microseconds of the instants at which the offset changes, ascending.
  let changes: [Int64]
  /// `offsets[i]` holds before `changes[i]`; one more than there are changes.
  let offsets: [Int]
  let rule: Rule

  private static let lastYearWrittenOut = 2100
  /// No reading of any wall clock is further than this from UTC: RFC 9636 bounds offsets to 26 hours.
  private static let farthest: Int64 = 26 * 3_600_000_000

  convenience init(fixedOffset: Int) {
    self.init(first: fixedOffset, changes: [], rule: .fixed(fixedOffset))
  }

  /// A table that starts with offset `first`; `changes` are ascending instants in microseconds with the
  /// offset that holds from there on.
  init(first: Int, changes given: [(at: Int64, offset: Int)], rule: Rule) {
    var changes: [Int64] = []
    var offsets = [first]
    func append(_ at: Int64, _ offset: Int) {
      // A change of abbreviation alone is none here.
      guard offset != offsets[offsets.count - 1] else { return }
      changes.append(at)
      offsets.append(offset)
    }
    for change in given { append(change.at, change.offset) }
    if case .yearly(let yearly) = rule {
      // Without any change in the table the rule holds for all time.
      let end = given.last?.at ?? Timestamp.earliest.microseconds
      let firstYear = max(1, CivilDateTime(wallMicroseconds: end).date.year)
      if firstYear <= ZoneTable.lastYearWrittenOut {
        for year in firstYear...ZoneTable.lastYearWrittenOut {
          for change in yearly.changes(inYear: year) where change.at > end {
            append(change.at, change.offset)
          }
        }
      }
    } else if case .fixed(let offset) = rule, offset != offsets[offsets.count - 1] {
      // A footer that contradicts the last change: the table is the stricter source.
      self.changes = changes
      self.offsets = offsets
      self.rule = .fixed(offsets[offsets.count - 1])
      return
    }
    self.changes = changes
    self.offsets = offsets
    self.rule = rule
  }

  func span(at instant: Timestamp) -> ZoneRules.Span {
    let time = instant.microseconds
    var low = 0
    var high = changes.count
    while low < high {
      let middle = (low &+ high) >> 1
      if changes[middle] <= time { low = middle &+ 1 } else { high = middle }
    }
    if low == changes.count, case .yearly(let yearly) = rule {
      return spanAfterTable(time, yearly)
    }
    return ZoneRules.Span(
      start: Timestamp(microseconds: low == 0 ? Int64.min : changes[low - 1]),
      end: Timestamp(microseconds: low == changes.count ? Int64.max : changes[low]),
      offset: offsets[low])
  }

  private func spanAfterTable(_ time: Int64, _ yearly: YearlyZoneRule) -> ZoneRules.Span {
    var start = changes.last ?? Int64.min
    var offset = offsets[offsets.count - 1]
    // Beyond the supported years nothing changes any more; the bound keeps the arithmetic from overflowing.
    let year = min(CivilDateTime(wallMicroseconds: time).date.year, 10_000)
    for candidate in (year - 1)...(year + 1) {
      for change in yearly.changes(inYear: candidate) where change.at > start && change.offset != offset {
        if change.at > time {
          return ZoneRules.Span(
            start: Timestamp(microseconds: start), end: Timestamp(microseconds: change.at), offset: offset)
        }
        start = change.at
        offset = change.offset
      }
    }
    return ZoneRules.Span(
      start: Timestamp(microseconds: start), end: Timestamp(microseconds: Int64.max), offset: offset)
  }

  /// Finds what a reading of the wall clock means; the earliest instant that shows it, if there is one.
  func resolve(wall: Int64) -> Resolution {
    let earliest = wall.subtractingReportingOverflow(ZoneTable.farthest)
    let latest = wall.addingReportingOverflow(ZoneTable.farthest)
    let from = earliest.overflow ? Int64.min : earliest.partialValue
    let to = latest.overflow ? Int64.max : latest.partialValue
    var span = span(at: Timestamp(microseconds: from))
    while true {
      let candidate = wall &- Int64(span.offset) &* 1_000_000
      // Never before the span's start: then the change there skipped the reading, which is answered below.
      if candidate < span.end.microseconds || span.end.microseconds >= to {
        return .instant(Timestamp(microseconds: candidate))
      }
      let next = self.span(at: span.end)
      let candidateAfter = wall &- Int64(next.offset) &* 1_000_000
      if candidateAfter < next.start.microseconds {
        return .gap(change: next.start, offsetBefore: span.offset)
      }
      span = next
    }
  }
}
