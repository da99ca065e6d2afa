/// Finds the attempt that counts under `entry best`: the deepest; among those the one whose last event is earliest;
/// then the latest start; then the latest middle events, from the end backwards.
///
/// One pass over the events keeps, for each depth, the latest start of an attempt that has reached it. A later start
/// dominates an earlier one, because whatever may still follow an earlier start within its window may follow the
/// later one. Events of equal time form a group; under `ties step-order` a group may carry an attempt through several
/// steps at once, each with an event of its own, which is a matching between steps and events of the group.
///
/// Hot. A matcher holds buffers and is used by one thread; it allocates only to grow them.
/// - Complexity: O(events × steps); groups of m equal times in which one event satisfies several steps add
///   O(steps² × min(m, steps²)).
public struct BestAttemptMatcher: Sendable {
  public let rules: AttemptRules

  /// The depth of the counted attempt; 0 when no event can start one.
  public private(set) var depth = 0
  /// For each step up to ``depth``, the index of its event in the array last matched.
  public private(set) var eventIndices: [Int]

  /// Latest start per depth so far; index 0 is unused.
  private var starts: [Int64]
  private var tieGroup = TieGroup()

  static let noStart = Int64.min

  public init(rules: AttemptRules) {
    self.rules = rules
    starts = [Int64](repeating: Self.noStart, count: rules.stepCount + 1)
    eventIndices = [Int](repeating: 0, count: rules.stepCount)
  }

  /// Matches one unit's candidate events, which come in stored order; afterwards ``depth`` and ``eventIndices`` say
  /// what counts.
  public mutating func match(_ events: [CandidateEvent]) {
    depth = 0
    for index in starts.indices { starts[index] = Self.noStart }
    var end = 0
    var endTime: Int64 = 0
    var startTime: Int64 = 0
    var first = 0
    while first < events.count {
      end = groupEnd(events, first)
      let time = events[first].time
      advance(events, first..<end, time: time)
      // Depths fill from below, so the deepest is the last with a start.
      var reached = depth
      while reached < rules.stepCount, starts[reached + 1] != Self.noStart { reached += 1 }
      if reached > depth {
        depth = reached
        endTime = time
        startTime = starts[reached]
        if depth == rules.stepCount { break }
      }
      first = end
    }
    if depth > 0 { chooseEvents(events, startTime: startTime, endTime: endTime) }
  }

  private func groupEnd(_ events: [CandidateEvent], _ first: Int) -> Int {
    var end = first + 1
    if rules.ties == .inputOrder { return end }
    while end < events.count, events[end].time == events[first].time { end += 1 }
    return end
  }

  /// Lets the events of one group extend every attempt that may still use them.
  private mutating func advance(_ events: [CandidateEvent], _ group: Range<Int>, time: Int64) {
    var all: UInt64 = 0
    var overlapping = false
    for index in group {
      let steps = events[index].steps
      overlapping = overlapping || steps & (steps &- 1) != 0
      all |= steps
    }
    let mayStart = rules.entryRange.contains(time)
    // From the deepest down, so that no start is carried on by a depth that this group itself has reached.
    var from = rules.stepCount - 1
    while from >= 0 {
      defer { from -= 1 }
      guard all & (1 << UInt64(from)) != 0 else { continue }
      let start: Int64
      if from == 0 {
        guard mayStart else { continue }
        start = time
      } else {
        start = starts[from]
        guard start != Self.noStart else { continue }
        if let window = rules.window, time - start > window { continue }
      }
      let extent: Int
      if group.count == 1 || rules.ties != .stepOrder {
        extent = from + 1
      } else if overlapping {
        extent = from + tieGroup.consecutiveSteps(events[group], after: from, limit: rules.stepCount - from)
      } else {
        let run = (~(all >> UInt64(from))).trailingZeroBitCount
        extent = min(rules.stepCount, from + run)
      }
      for reached in (from + 1)..<(extent + 1) { starts[reached] = max(starts[reached], start) }
    }
  }

  /// Picks the events of the counted attempt, knowing its depth, start and end.
  private mutating func chooseEvents(_ events: [CandidateEvent], startTime: Int64, endTime: Int64) {
    // Only events between start and end can take part.
    var lower = 0
    while events[lower].time < startTime { lower += 1 }
    var upper = lower
    var overlapping = false
    while upper < events.count, events[upper].time <= endTime {
      let steps = events[upper].steps
      overlapping = overlapping || steps & (steps &- 1) != 0
      upper += 1
    }
    if rules.ties == .stepOrder && !overlapping {
      chooseDisjoint(events, lower..<upper, startTime: startTime, endTime: endTime)
      return
    }
    var choice = AttemptChoice(events: events, range: lower..<upper, depth: depth, ties: rules.ties)
    choice.choose(startTime: startTime, endTime: endTime, entryRange: rules.entryRange)
    for step in 0..<depth { eventIndices[step] = choice.indices[step] }
  }

  /// The choice where no event satisfies two steps and ties may be taken in any order: each rule is one scan.
  private mutating func chooseDisjoint(
    _ events: [CandidateEvent], _ range: Range<Int>, startTime: Int64, endTime: Int64
  ) {
    var index = range.lowerBound
    let lastBit: UInt64 = 1 << UInt64(depth - 1)
    while events[index].time < endTime || events[index].steps & lastBit == 0 { index += 1 }
    eventIndices[depth - 1] = index
    if depth == 1 { return }
    index = range.upperBound - 1
    var step = depth - 2
    // Backwards once: each step takes the latest event that is not after the next step's.
    while step > 0 {
      let limit = events[eventIndices[step + 1]].time
      let bit: UInt64 = 1 << UInt64(step)
      var candidate = index
      while events[candidate].time > limit || events[candidate].steps & bit == 0 { candidate -= 1 }
      eventIndices[step] = candidate
      step -= 1
    }
    index = range.lowerBound
    var first = -1
    while index < range.upperBound, events[index].time == startTime {
      if events[index].steps & 1 != 0 { first = index }
      index += 1
    }
    eventIndices[0] = first
  }
}
