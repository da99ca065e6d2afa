import EventModel
import SegmentStore

/// Membership in one segment as a value of every event: that of its user at the segment's instant.
///
/// A reference, so that all filters and breakdowns of a statement that name the segment share what a block has worked
/// out for it.
final class SegmentTest: Sendable, Equatable {
  let segment: BoundSegment
  /// The instant of everything that carries none of its own, µs.
  let instant: Int64
  let columns: Set<Int>
  let dependsOnEvent: Bool

  init(_ segment: BoundSegment, instant: Int64) {
    self.segment = segment
    self.instant = instant
    columns = segment.columns
    dependsOnEvent = segment.dependsOnEvent
  }

  static func == (left: SegmentTest, right: SegmentTest) -> Bool { left === right }

  /// For each of `rows`, which ascend, whether its user is a member.
  func holds(_ rows: [UInt32], in block: RowBlock) throws -> [Bool] {
    let reading = try block.reading(of: self)
    let users = block.users(ofRows: rows)
    if !dependsOnEvent {
      let members = try reading.members()
      return users.map { members[$0] }
    }
    let times = try block.times()
    var result: [Bool] = []
    result.reserveCapacity(rows.count)
    var known: (user: Int, time: Int64, isMember: Bool)?
    for (index, row) in rows.enumerated() {
      let time = times[Int(row)]
      if let known, known.user == users[index], known.time == time {
        result.append(known.isMember)
        continue
      }
      let isMember = try reading.contains(users[index], at: instant, event: time)
      known = (users[index], time, isMember)
      result.append(isMember)
    }
    return result
  }

  /// Whether each user of `block` is a member at the test's instant; where that differs from event to event, at the
  /// instant itself.
  func members(of block: RowBlock) throws -> [Bool] {
    try block.reading(of: self).members()
  }
}
