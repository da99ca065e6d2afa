/// Matches consecutive steps with events of equal time, each event serving one step.
///
/// Kuhn's augmenting paths, one step at a time. Of the events that satisfy a step no more than there are steps can
/// matter, so that a flood of equal times costs no more than the pattern is long.
struct TieGroup: Sendable {
  /// For each event of the group, the step it serves, or −1.
  private var stepOfEvent: [Int] = []
  private var visited: [Bool] = []

  /// How many steps from step `first` (counted from 0) on can be served one after the other, at most `limit`.
  mutating func consecutiveSteps(
    _ events: ArraySlice<CandidateEvent>, after first: Int, limit: Int, excluding used: [Int] = []
  ) -> Int {
    stepOfEvent = [Int](repeating: -1, count: events.count)
    var served = 0
    while served < limit {
      visited = [Bool](repeating: false, count: events.count)
      for index in used where events.indices.contains(index) { visited[index - events.startIndex] = true }
      guard serve(step: first + served, events, limit: limit) else { break }
      served += 1
    }
    return served
  }

  private mutating func serve(step: Int, _ events: ArraySlice<CandidateEvent>, limit: Int) -> Bool {
    var looked = 0
    for offset in 0..<events.count
    where !visited[offset] && events[events.startIndex + offset].steps & (1 << UInt64(step)) != 0 {
      visited[offset] = true
      if stepOfEvent[offset] < 0 || serve(step: stepOfEvent[offset], events, limit: limit) {
        stepOfEvent[offset] = step
        return true
      }
      looked += 1
      // By Hall's theorem one of the first `limit` candidates is free or can be freed, if any can.
      if looked > limit { return false }
    }
    return false
  }
}
