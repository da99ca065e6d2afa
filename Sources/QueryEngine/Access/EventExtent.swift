import SegmentStore

/// How often an event occurs, for how many users, and when.
struct EventExtent: Sendable {
  var rows: Int
  var users: Int
  /// µs.
  var first: Int64
  var last: Int64

  /// The extent of `rows`, which ascend; `nil` without any.
  init?(_ rows: [UInt32], in block: RowBlock, _ rowTimes: RowTimes) {
    let times = rows.map { rowTimes[Int($0)] }
    guard let earliest = times.min(), let latest = times.max() else { return nil }
    (self.rows, first, last) = (rows.count, earliest, latest)
    users = Set(block.users(ofRows: rows)).count
  }

  init(rows: Int, users: Int, first: Int64, last: Int64) {
    (self.rows, self.users, self.first, self.last) = (rows, users, first, last)
  }

  mutating func merge(_ other: EventExtent) {
    rows += other.rows
    users += other.users
    first = min(first, other.first)
    last = max(last, other.last)
  }

  func merging(_ other: EventExtent) -> EventExtent {
    var merged = self
    merged.merge(other)
    return merged
  }
}
