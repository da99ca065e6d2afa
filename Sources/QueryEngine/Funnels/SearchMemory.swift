import SequenceMatcher

/// What a ``DisjointSearch`` remembers of one user, in memory that is taken once per block.
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

  /// For the lists of a pattern's steps, and users of at most `userRows` rows.
  init(_ lists: [[UInt32]], userRows: Int) {
    cursors = .allocate(capacity: lists.count)
    heads = .allocate(capacity: lists.count)
    starts = .allocate(capacity: lists.count + 1)
    lastTimes = .allocate(capacity: lists.count)
    chosen = .allocate(capacity: lists.count)
    events = .allocate(capacity: max(1, userRows))
    rows = .allocate(capacity: lists.reduce(0) { $0 + $1.count + 1 })
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
  }

  deinit {
    cursors.deallocate()
    heads.deallocate()
    starts.deallocate()
    lastTimes.deallocate()
    chosen.deallocate()
    events.deallocate()
    rows.deallocate()
  }
}
