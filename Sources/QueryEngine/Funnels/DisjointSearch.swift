import SegmentStore
import SequenceMatcher

/// Finds the attempt that counts under `entry best` where no event fits two steps and equal times may be taken in any
/// order: the same as ``BestAttemptMatcher``, looking only at rows and times that may change the outcome.
///
/// Four things spare most of a user's events:
/// - Users whose rows of the second step all come before the first step are told apart by counting, without a branch.
/// - A step is waited for only once an attempt has come to it; its earlier rows are skipped, but for those at the very
///   instant at which it is first waited for.
/// - Of first-step events in a row only the last matters, because a later start dominates an earlier one.
/// - When the user has no more rows of the step after the deepest one reached, nothing can go deeper.
///
/// Hot. All lists have a row behind their end that no group has, so no place is compared with an end.
struct DisjointSearch {
  private let memory: SearchMemory
  private let times: RowTimes
  private let stepCount: Int
  private let window: Int64
  private let userEnds: [UInt32]
  /// Users with rows of the first step and behind them, or at the same time, one of the second; ascending.
  private(set) var followed: [UInt32] = []
  /// When their first rows of the first step were.
  private var firstTimes: [Int64] = []
  /// All other users with rows of the first step, whose attempt ends there; ascending.
  private(set) var lone: [UInt32] = []
  /// Events taken of the user at hand.
  private var count = 0
  /// The depth of the attempt that counts; at least 1.
  private(set) var depth = 0
  private var endTime: Int64 = 0
  private var startTime: Int64 = 0

  private static let never = Int64.min

  /// For one block: the rows of each step, and the row after the last of each user.
  init(_ lists: [[UInt32]], rules: AttemptRules, times: RowTimes, userEnds: [UInt32]) {
    memory = SearchMemory(lists, userEnds: userEnds)
    self.times = times
    self.userEnds = userEnds
    stepCount = lists.count
    window = rules.window ?? .max
    sortUsers()
  }

  /// Tells apart who may come to the second step.
  private mutating func sortUsers() {
    let userCount = userEnds.count
    let (rows, entries, seconds) = (memory.rows, memory.entries, memory.seconds)
    var tiedCount = 0
    // What is written for a user stays only if the number of those written goes up.
    let tied = [UInt32](unsafeUninitializedCapacity: userCount + 1) { tied, count in
      for user in 0..<userCount {
        let isEntrant = entries[user] != entries[user &+ 1] ? 1 : 0
        let hasSecond = seconds[user] != seconds[user &+ 1] ? 1 : 0
        let first = rows[Int(entries[user])]
        // Where the user has no row of the second step it is one of somebody else, or what ends the list before.
        let last = rows[Int(seconds[user &+ 1] &- 1)]
        let isAfter = isEntrant & hasSecond & (last > first ? 1 : 0)
        memory.kinds[user] = UInt8(truncatingIfNeeded: isEntrant &+ isAfter)
        tied[tiedCount] = UInt32(truncatingIfNeeded: user)
        tiedCount &+= isEntrant & hasSecond & ~isAfter
      }
      count = tiedCount
    }
    // Equal times may be taken in any order. They are looked up by themselves, so that the processor waits for several.
    for user in tied {
      let first = rows[Int(entries[Int(user)])]
      let last = rows[Int(seconds[Int(user) &+ 1] &- 1)]
      memory.kinds[Int(user)] &+= times[Int(last)] == times[Int(first)] ? 1 : 0
    }
    lone = users(whoseKindHas: 0)
    followed = users(whoseKindHas: 1)
    // In one go for the same reason; what lies around them comes to the cache with them.
    firstTimes = followed.map { times[Int(rows[Int(entries[Int($0)])])] }
  }

  /// The users whose kind has a bit set.
  private func users(whoseKindHas bit: UInt8) -> [UInt32] {
    [UInt32](unsafeUninitializedCapacity: userEnds.count + 1) { users, count in
      for user in 0..<userEnds.count {
        users[count] = UInt32(truncatingIfNeeded: user)
        count &+= Int(truncatingIfNeeded: (memory.kinds[user] &>> bit) & 1)
      }
    }
  }

  /// The first and the last row of a user's first step.
  @inline(__always)
  func entries(ofUser user: UInt32) -> (first: UInt32, last: UInt32) {
    let user = Int(user)
    return (memory.rows[Int(memory.entries[user])], memory.rows[Int(memory.entries[user &+ 1] &- 1)])
  }

  /// The row and time of the attempt's event of `step`.
  @inline(__always)
  func event(ofStep step: Int) -> CandidateEvent { memory.events[memory.chosen[step]] }

  /// Searches the user at `place` of ``followed``, of which each comes after those before it.
  mutating func search(_ place: Int) {
    let user = Int(followed[place])
    memory.cursors[0] = Int(memory.entries[user])
    memory.cursors[1] = Int(memory.seconds[user])
    advance((user == 0 ? 0 : userEnds[user &- 1])..<userEnds[user], from: firstTimes[place])
    choose()
  }

  /// Takes the user's events in order of time until nothing can change what counts.
  private mutating func advance(_ user: Range<UInt32>, from firstTime: Int64) {
    let (rows, cursors, heads) = (memory.rows, memory.cursors, memory.heads)
    count = 0
    depth = 0
    for step in 0..<stepCount {
      memory.starts[step &+ 1] = Self.never
      memory.lastTimes[step] = Self.never
    }
    var row = rows[cursors[0]]
    var step = 0
    var time = firstTime
    while true {
      cursors[step] &+= 1
      heads[step] = rows[cursors[step]]
      take(row, step, time, user)
      // The first of the rows that are waited for, and the first of those that are not of the first step.
      var other = UInt32.max
      var otherStep = 0
      let waiting = min(depth, stepCount &- 1)
      var index = 1
      while index <= waiting {
        let head = heads[index]
        otherStep = head < other ? index : otherStep
        other = min(other, head)
        index &+= 1
      }
      row = min(heads[0], other)
      if row >= user.upperBound { return }
      let isSettled = depth == stepCount || heads[depth] >= user.upperBound
      step = heads[0] < other ? 0 : otherStep
      var next = times[Int(row)]
      if isSettled && next != time { return }
      if step == 0 && next != time && !isSettled {
        // Only the last start before anything else happens matters.
        var cursor = cursors[0]
        while rows[cursor &+ 1] < other { cursor &+= 1 }
        if cursor != cursors[0] {
          cursors[0] = cursor
          row = rows[cursor]
          next = times[Int(row)]
        }
      }
      time = next
    }
  }

  /// Lets an event extend the attempts that wait for it.
  @inline(__always)
  private mutating func take(_ row: UInt32, _ step: Int, _ time: Int64, _ user: Range<UInt32>) {
    let (starts, lastTimes) = (memory.starts, memory.lastTimes)
    memory.events[count] = CandidateEvent(
      time: time, steps: 1 &<< UInt64(truncatingIfNeeded: step), position: row)
    count &+= 1
    lastTimes[step] = time
    var step = step
    if step == 0 {
      starts[1] = time
    } else if !carry(step, time) {
      return
    }
    // Events of the steps that follow may have come before it at the same time.
    step &+= 1
    while step < stepCount, lastTimes[step] == time, carry(step, time) { step &+= 1 }
    if depth < stepCount, starts[depth &+ 1] != Self.never {
      depth &+= 1
      endTime = time
      if depth < stepCount { wait(for: depth, from: row, time, user) }
    }
    if time == endTime { startTime = starts[depth] }
  }

  /// Carries the latest attempt that waits for `step` one step further; answers whether that changed anything.
  @inline(__always)
  private func carry(_ step: Int, _ time: Int64) -> Bool {
    let start = memory.starts[step]
    guard start != Self.never, time &- start <= window, start > memory.starts[step &+ 1] else { return false }
    memory.starts[step &+ 1] = start
    return true
  }

  /// Goes to the rows of a step that is waited for from `row` on, and those before at the same time.
  @inline(__always)
  private func wait(for step: Int, from row: UInt32, _ time: Int64, _ user: Range<UInt32>) {
    let rows = memory.rows
    var cursor = memory.cursors[step]
    let first = cursor
    while rows[cursor] < row { cursor &+= 1 }
    while cursor > first, rows[cursor &- 1] >= user.lowerBound, times[Int(rows[cursor &- 1])] == time {
      cursor &-= 1
    }
    memory.cursors[step] = cursor
    memory.heads[step] = rows[cursor]
  }

  /// Picks the events of the attempt, knowing its depth, start and end: the first that ends it, and backwards from there
  /// the latest of each step that is not after the next one.
  private func choose() {
    let (events, chosen) = (memory.events, memory.chosen)
    if depth == 1 {
      chosen[0] = 0
      return
    }
    var upper = count &- 1
    while events[upper].time > endTime { upper &-= 1 }
    let lastBit: UInt64 = 1 &<< UInt64(truncatingIfNeeded: depth &- 1)
    var index = upper
    var last = upper
    while index >= 0, events[index].time == endTime {
      if events[index].steps == lastBit { last = index }
      index &-= 1
    }
    chosen[depth &- 1] = last
    var limit = endTime
    var step = depth &- 2
    while step > 0 {
      let bit: UInt64 = 1 &<< UInt64(truncatingIfNeeded: step)
      var candidate = upper
      while events[candidate].time > limit || events[candidate].steps != bit { candidate &-= 1 }
      chosen[step] = candidate
      limit = events[candidate].time
      step &-= 1
    }
    var first = upper
    while events[first].time != startTime || events[first].steps != 1 { first &-= 1 }
    chosen[0] = first
  }
}
