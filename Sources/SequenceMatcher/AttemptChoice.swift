/// Chooses the events of the attempt that counts once depth, start and end time are known.
///
/// Cold compared with the search for the depth: it looks only at the events between start and end.
struct AttemptChoice {
  let events: [CandidateEvent]
  /// The indices of events that may take part.
  let range: Range<Int>
  let depth: Int
  let ties: AttemptRules.Ties
  /// The chosen event of each step.
  private(set) var indices: [Int]
  private var tieGroup = TieGroup()

  init(events: [CandidateEvent], range: Range<Int>, depth: Int, ties: AttemptRules.Ties) {
    self.events = events
    self.range = range
    self.depth = depth
    self.ties = ties
    indices = [Int](repeating: -1, count: depth)
  }

  /// The earliest last event, then the latest first event, then the latest middle events from the end backwards;
  /// `last` is the last event where it is known.
  mutating func choose(last known: Int?, startTime: Int64, endTime: Int64, entryRange: Range<Int64>) {
    if depth == 1 {
      indices[0] =
        range.first { satisfies($0, step: 0) && entryRange.contains(events[$0].time) } ?? range.lowerBound
      return
    }
    for last in known.map({ $0..<$0 + 1 }) ?? range
    where events[last].time == endTime && satisfies(last, step: depth - 1) {
      for first in range.reversed()
      where events[first].time == startTime && first != last && satisfies(first, step: 0) {
        indices[0] = first
        indices[depth - 1] = last
        if isReachable(step: depth - 1, from: first, used: [first, last]) {
          chooseMiddle(first: first)
          return
        }
      }
    }
  }

  private mutating func chooseMiddle(first: Int) {
    var used = [first, indices[depth - 1]]
    var step = depth - 2
    while step > 0 {
      let next = indices[step + 1]
      for candidate in range.reversed()
      where satisfies(candidate, step: step) && follows(next, candidate) && !used.contains(candidate) {
        indices[step] = candidate
        if isReachable(step: step, from: first, used: used + [candidate]) {
          used.append(candidate)
          break
        }
      }
      step -= 1
    }
  }

  private func satisfies(_ index: Int, step: Int) -> Bool {
    events[index].steps & (1 << UInt64(step)) != 0
  }

  /// Whether `later` may come after `earlier` in an attempt.
  private func follows(_ later: Int, _ earlier: Int) -> Bool {
    switch ties {
    case .stepOrder: events[earlier].time <= events[later].time && earlier != later
    case .inputOrder: earlier < later
    case .strictlyLater: events[earlier].time < events[later].time
    }
  }

  /// Whether steps 1 ..< `step` can be filled between event `first` and the event chosen for `step`.
  private mutating func isReachable(step: Int, from first: Int, used: [Int]) -> Bool {
    let target = indices[step]
    guard follows(target, first) else { return false }
    var reached = 1
    if ties == .inputOrder {
      for index in (first + 1)..<max(first + 1, target)
      where reached < step && satisfies(index, step: reached) {
        reached += 1
      }
      return reached >= step
    }
    var index = range.lowerBound
    while index < range.upperBound, reached < step {
      var end = index + 1
      while end < range.upperBound, events[end].time == events[index].time { end += 1 }
      let time = events[index].time
      if ties == .stepOrder, events[first].time <= time, time <= events[target].time {
        reached += tieGroup.consecutiveSteps(
          events[index..<end], after: reached, limit: step - reached, excluding: used)
      } else if ties == .strictlyLater, events[first].time < time, time < events[target].time,
        (index..<end).contains(where: { satisfies($0, step: reached) })
      {
        reached += 1
      }
      index = end
    }
    return reached >= step
  }
}
