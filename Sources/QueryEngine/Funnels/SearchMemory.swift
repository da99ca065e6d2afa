import SequenceMatcher

/// What a ``DisjointSearch`` remembers of a block and of the user at hand, in memory that is taken once per block.
///
/// Hot: plain pointers, because a user costs a few dozen accesses and no more than that.
final class SearchMemory {
  /// By step: the place of the first row that has not been looked at.
  let cursors: UnsafeMutablePointer<Int>
  /// By step: the row at the cursor.
  let heads: UnsafeMutablePointer<UInt32>
  /// By depth: the latest start of an attempt that has reached it.
  let starts: UnsafeMutablePointer<Int64>
  /// By step: when an event of it was last taken.
  let lastTimes: UnsafeMutablePointer<Int64>
  /// By step of the attempt that counts: the number of its event.
  let chosen: UnsafeMutablePointer<Int>
  /// The events taken, times ascending.
  let events: UnsafeMutablePointer<CandidateEvent>
  /// The rows of all steps one after the other, a row that no group has behind each.
  let rows: UnsafeMutablePointer<UInt32>

  /// By user, and once more for the end: the place of its first row of the first step.
  let entries: UnsafeMutablePointer<UInt32>
  /// The same of the second step; without one there are no rows of it.
  let seconds: UnsafeMutablePointer<UInt32>

  /// By user: 0 without a row of the first step, 1 with some, 2 where one of the second step may follow.
  let kinds: UnsafeMutablePointer<UInt8>

  /// For the lists of a pattern's steps, and the row after the last of each user.
  init(_ lists: [[UInt32]], userEnds: [UInt32]) {
    var start: UInt32 = 0
    var userRows: UInt32 = 1
    for end in userEnds {
      userRows = max(userRows, end &- start)
      start = end
    }
    cursors = .allocate(capacity: lists.count)
    heads = .allocate(capacity: lists.count)
    starts = .allocate(capacity: lists.count + 1)
    lastTimes = .allocate(capacity: lists.count)
    chosen = .allocate(capacity: lists.count)
    events = .allocate(capacity: Int(userRows))
    rows = .allocate(capacity: lists.reduce(0) { $0 + $1.count + 1 })
    entries = .allocate(capacity: userEnds.count + 1)
    seconds = .allocate(capacity: userEnds.count + 1)
    kinds = .allocate(capacity: userEnds.count)
    var place = 0
    for (step, list) in lists.enumerated() {
      cursors[step] = place
      list.withUnsafeBufferPointer { list in
        if let first = list.baseAddress { (rows + place).initialize(from: first, count: list.count) }
      }
      place += list.count
      rows[place] = .max
      place += 1
    }
    let users = RowUsers(userEnds: userEnds)
    users.countBefore(lists[0], base: 0, into: entries)
    users.countBefore(
      lists.count > 1 ? lists[1] : [], base: UInt32(truncatingIfNeeded: lists[0].count + 1), into: seconds)
  }

  deinit {
    cursors.deallocate()
    heads.deallocate()
    starts.deallocate()
    lastTimes.deallocate()
    chosen.deallocate()
    events.deallocate()
    rows.deallocate()
    entries.deallocate()
    seconds.deallocate()
    kinds.deallocate()
  }
}
