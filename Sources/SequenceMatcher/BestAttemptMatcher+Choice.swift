extension BestAttemptMatcher {
  /// Picks the events of the counted attempt, knowing its depth, start and end, and maybe its last event.
  mutating func chooseEvents(
    _ events: [CandidateEvent], last: Int?, startTime: Int64, endTime: Int64
  ) {
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
    var (last, startTime) = (last, startTime)
    if rules.ties == .stepOrder, depth > 1, let ending = earliestLast(events, lower..<upper, endTime: endTime)
    {
      (last, startTime) = (ending.index, ending.startTime)
      while lower > 0, events[lower - 1].time >= startTime { lower -= 1 }
    }
    var choice = AttemptChoice(events: events, range: lower..<upper, depth: depth, ties: rules.ties)
    choice.choose(last: last, startTime: startTime, endTime: endTime, entryRange: rules.entryRange)
    for step in 0..<depth { eventIndices[step] = choice.indices[step] }
  }

  /// The earliest of the tied events that can end an attempt of ``depth``, and the latest start of those it ends.
  ///
  /// What a later start needs for a middle step may be the earliest end of an attempt from an earlier one. So each
  /// event is tried as the end, left out of the steps before.
  private mutating func earliestLast(
    _ events: [CandidateEvent], _ range: Range<Int>, endTime: Int64
  ) -> (index: Int, startTime: Int64)? {
    let bit: UInt64 = 1 << UInt64(depth - 1)
    let candidates = range.filter { events[$0].time == endTime && events[$0].steps & bit != 0 }
    guard candidates.count > 1 else { return nil }
    var before = Array(events[..<range.upperBound])
    for last in candidates {
      before[last].steps = 0
      if let start = latestStart(ofDepth: depth - 1, in: before),
        rules.window.map({ endTime - start <= $0 }) ?? true
      {
        return (last, start)
      }
      before[last].steps = events[last].steps
    }
    return nil
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
