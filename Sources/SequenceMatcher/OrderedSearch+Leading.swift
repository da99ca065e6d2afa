extension OrderedSearch {
  /// Adds to a counted attempt as many of the optional steps before its first mandatory one as fit: all its events stay
  /// as they are and lie in the window from the new first one. Of several ways the latest events count, the nearest to
  /// the start first. No condition may read an event of these steps.
  ///
  /// - Complexity: for one leading step its events in the window; for more of them, what their arrows leave to try.
  mutating func withLeadingSteps(_ attempt: Attempt, admits: (Int) -> Bool) throws -> Attempt {
    let anchor = attempt.places[entry]
    guard entry > 0, anchor >= 0 else { return attempt }
    // The strikes of the whole attempt are decided; what is checked here are its leading steps alone.
    bounds = Bounds()
    bounds.ignoresReach = true
    lastBounds = nil
    places = attempt.places
    start = anchor
    let slack = layout.slack(from: 0)
    let taken = attempt.places.filter { $0 >= 0 }
    let last = taken.reduce(events[anchor].time) { max($0, events[$1].time) }
    var earliest = Int64.min
    if case .time(let window) = rules.window {
      let (bound, overflows) = last.subtractingReportingOverflow(window)
      if !overflows { earliest = bound &- slack }
    }
    let options = (0..<entry).map { step in
      candidates[step].filter { event in
        events[event].time >= earliest && events[event].time <= events[anchor].time &+ slack && admits(event)
          && !isTaken(event, for: step, by: entry..<places.count)
      }
    }
    for count in (1...entry).reversed() {
      if try takeLeading(count, before: entry, options) {
        var longer = attempt
        longer.places = places
        return longer
      }
    }
    return attempt
  }

  /// Gives `count` of the leading steps before `next`, which is taken, an event each; ``places`` tells which.
  private mutating func takeLeading(_ count: Int, before next: Int, _ options: [[Int]]) throws -> Bool {
    if count == 0 { return leadingStepsHold(from: next) }
    for step in (count - 1..<next).reversed() {
      for event in options[step].reversed() {
        work += 1
        if work > rules.workLimit { throw TooManyCombinations() }
        places[step] = event
        if mayFollow(places[next], event),
          admits(places[next], step: next, after: event, of: step) == .yes,
          try takeLeading(count - 1, before: step, options)
        {
          return true
        }
        places[step] = -1
      }
    }
    return false
  }

  /// Whether the leading steps from `first` on keep clear of the window's end and of excluded events.
  private mutating func leadingStepsHold(from first: Int) -> Bool {
    start = places[first]
    bounds.latestTime = windowEnd(start)
    defer {
      start = places[entry]
      bounds.latestTime = .max
    }
    for place in places where place >= 0 {
      if events[place].time > bounds.latestTime || !isInWindow(place, from: start) { return false }
    }
    let taken = (first...entry).filter { places[$0] >= 0 }
    for exclusion in leadingExclusions {
      guard let from = taken.first(where: { $0 >= exclusion.from }),
        let to = taken.first(where: { $0 >= min(exclusion.to, entry) }), from < to
      else { continue }
      if hasMarkInOrder(exclusion.marks, between: events[places[from]], and: events[places[to]]) {
        return false
      }
    }
    return true
  }
}
