extension OrderedSearch {
  /// Whether an event may be taken for a step, and whether later ones may.
  enum Admission {
    case yes
    case no
    case noneFromHere
  }

  /// The first place below `count` where `holds`, which holds at all later ones too; `count` without one.
  @inline(__always)
  static func firstPlace(below count: Int, where holds: (Int) -> Bool) -> Int {
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      if holds(middle) { high = middle } else { low = middle + 1 }
    }
    return low
  }

  /// The place in the step's candidates of the first one that may follow `event`.
  func firstCandidate(step: Int, after event: Int) -> Int {
    let list = candidates[step]
    let time = events[event].time
    let usesPosition = rules.ties == .inputOrder && rules.tolerance == 0
    let earliest = rules.ties == .strictlyLater && rules.tolerance == 0 ? time : time &- rules.tolerance
    let isStrict = rules.ties == .strictlyLater && rules.tolerance == 0
    return Self.firstPlace(below: list.count) { place in
      if usesPosition { return list[place] > event }
      return isStrict ? events[list[place]].time > earliest : events[list[place]].time >= earliest
    }
  }

  /// Whether `candidate` may fill `step` right after the event `event` of step `previous`.
  func admits(_ candidate: Int, step: Int, after event: Int, of previous: Int) -> Admission {
    let admission = joins(candidate, step: step, after: event, of: previous)
    guard admission == .yes else { return admission }
    if hasConflicts, isTaken(candidate, for: step, by: 0..<step) { return .no }
    let (earlier, later) = (events[event], events[candidate])
    if !layout.asksPairsOnly {
      if isBarred(later, after: earlier, step: step, previous: previous, readsSteps: true) { return .no }
      if !meetsCondition(of: step, later) { return .no }
    }
    if bounds.avoidsExclusions {
      for exclusion in rules.exclusions where exclusion.to == step && places[exclusion.from] >= 0 {
        if hasMarkInOrder(exclusion.marks, between: events[places[exclusion.from]], and: later) {
          return .no
        }
      }
    }
    return .yes
  }

  /// What ``admits(_:step:after:of:)`` says as far as the events of other steps have no part in it.
  ///
  /// Where the answer is that none from here may follow, no event before `event` may come before `candidate` either.
  @inline(__always)
  func joins(_ candidate: Int, step: Int, after event: Int, of previous: Int) -> Admission {
    let later = events[candidate]
    let earlier = events[event]
    if later.time > bounds.latestTime { return .noneFromHere }
    if let strike = bounds.strike, isAfter(later, strike: strike) {
      return later.time > strike.time ? .noneFromHere : .no
    }
    guard mayFollow(candidate, event), isInReach(candidate),
      candidate != event || rules.mayShareEvents(previous, step)
    else { return .no }
    let arrow = rules.steps[step].arrow
    let gap = later.time &- earlier.time
    if let within = arrow.within, gap > within { return .noneFromHere }
    if let after = arrow.after, gap < after { return .no }
    if let count = arrow.withinEvents {
      let distance = Int64(later.position) - Int64(earlier.position)
      if distance > count { return .noneFromHere }
      if -distance > count { return .no }
    }
    if let count = arrow.withinSessions,
      abs(Int64(unit.sessions[candidate]) - Int64(unit.sessions[event])) >= count
    {
      // Declared sessions may overlap: a later event can lie in an earlier one.
      return .no
    }
    for key in arrow.same
    where unit.keys[key][candidate] == 0 || unit.keys[key][candidate] != unit.keys[key][event] {
      return .no
    }
    if isBarred(later, after: earlier, step: step, previous: previous, readsSteps: false) {
      return gap > 0 ? .noneFromHere : .no
    }
    return .yes
  }

  /// Whether a mark that the arrow to `step` lets nothing pass lies between two events: of those whose conditions read
  /// the events of earlier steps, or of the others.
  @inline(__always)
  private func isBarred(
    _ later: CandidateEvent, after earlier: CandidateEvent, step: Int, previous: Int, readsSteps: Bool
  ) -> Bool {
    func bars(_ marks: Int) -> Bool {
      (rules.marks[marks].condition != nil) == readsSteps && hasMark(marks, between: earlier, and: later)
    }
    let arrow = rules.steps[step].arrow
    if arrow.isImmediate, rules.blockers[previous] >= 0, bars(rules.blockers[previous]) { return true }
    return arrow.without.contains(where: bars)
  }

  /// Whether the event fulfils the step's condition on earlier steps, as the first one where that is asked.
  func meetsCondition(of step: Int, _ event: CandidateEvent) -> Bool {
    guard let condition = rules.steps[step].condition else { return true }
    guard holds(condition, at: event.position) else { return false }
    if let history = rules.steps[step].firstAmong {
      for mark in unit.marks[history] {
        if mark.position >= event.position { break }
        if holds(condition, at: mark.position) { return false }
      }
    }
    return true
  }

  func mayFollow(_ candidate: Int, _ event: Int) -> Bool {
    let (time, before) = (events[candidate].time, events[event].time)
    if before > time { return before &- time <= rules.tolerance }
    switch rules.ties {
    case .stepOrder: return true
    case .inputOrder: return candidate > event
    case .strictlyLater: return time > before
    }
  }

  /// Whether the event lies in a window that counts events or sessions; times are bounded elsewhere.
  private func isInReach(_ candidate: Int) -> Bool {
    if bounds.ignoresReach { return true }
    return switch rules.window {
    case nil, .time: true
    case .events(let count): Int64(events[candidate].position) - Int64(events[start].position) <= count
    case .sessions(let count):
      abs(Int64(unit.sessions[candidate]) - Int64(unit.sessions[start])) < count
    }
  }

  // MARK: Marks

  /// Whether one event lies before another in the sense of "between".
  func isBefore(_ time: Int64, _ position: UInt32, _ otherTime: Int64, _ otherPosition: UInt32) -> Bool {
    rules.ties == .inputOrder ? position < otherPosition : time < otherTime
  }

  /// Whether an attempt struck at `strike` does not keep the event.
  func isAfter(_ event: CandidateEvent, strike: UnitSequence.Mark) -> Bool {
    event.position == strike.position || isBefore(strike.time, strike.position, event.time, event.position)
  }

  /// Whether a mark that counts lies strictly between two events, whichever comes first.
  private func hasMark(_ marks: Int, between a: CandidateEvent, and b: CandidateEvent) -> Bool {
    if isBefore(a.time, a.position, b.time, b.position) { return hasMarkInOrder(marks, between: a, and: b) }
    if isBefore(b.time, b.position, a.time, a.position) { return hasMarkInOrder(marks, between: b, and: a) }
    return false
  }

  func hasMarkInOrder(_ marks: Int, between a: CandidateEvent, and b: CandidateEvent) -> Bool {
    var index = firstMark(marks, after: a)
    let list = unit.marks[marks]
    while index < list.count, isBefore(list[index].time, list[index].position, b.time, b.position) {
      guard let condition = rules.marks[marks].condition else { return true }
      if holds(condition, at: list[index].position) != rules.marks[marks].isNegated {
        return true
      }
      index += 1
    }
    return false
  }

  /// The place of the first mark after an event.
  func firstMark(_ marks: Int, after event: CandidateEvent) -> Int {
    let list = unit.marks[marks]
    return Self.firstPlace(below: list.count) { place in
      isBefore(event.time, event.position, list[place].time, list[place].position)
    }
  }

  private func holds(_ condition: Int, at position: UInt32) -> Bool {
    unit.relativeTest(
      condition, position, places.map { $0 < 0 ? UnitSequence.none : events[$0].position })
  }

  // MARK: Exclusions

  /// The first excluded event in the zones of an attempt from ``start``; a zone whose end is not reached lasts until
  /// the window ends.
  func strike(of attempt: [Int]) -> UnitSequence.Mark? {
    var first: UnitSequence.Mark?
    for exclusion in rules.exclusions where attempt[exclusion.from] >= 0 {
      let from = events[attempt[exclusion.from]]
      let list = unit.marks[exclusion.marks]
      let index = firstMark(exclusion.marks, after: from)
      guard index < list.count else { continue }
      let mark = list[index]
      if attempt[exclusion.to] >= 0 {
        let to = events[attempt[exclusion.to]]
        guard isBefore(mark.time, mark.position, to.time, to.position) else { continue }
      } else {
        guard isInWindow(mark) else { continue }
      }
      if first.map({ mark.position < $0.position }) ?? true { first = mark }
    }
    return first
  }

  private func isInWindow(_ mark: UnitSequence.Mark) -> Bool {
    switch rules.window {
    case nil: true
    case .time(let window): mark.time &- events[start].time <= window
    case .events(let count): Int64(mark.position) - Int64(events[start].position) <= count
    case .sessions(let count): abs(Int64(mark.session) - Int64(unit.sessions[start])) < count
    }
  }

  /// Whether the attempt on the path at hand may end here: no excluded event follows in a zone without an end.
  var mayStop: Bool {
    guard bounds.avoidsExclusions else { return true }
    for exclusion in rules.exclusions where places[exclusion.from] >= 0 && places[exclusion.to] < 0 {
      let list = unit.marks[exclusion.marks]
      var index = firstMark(exclusion.marks, after: events[places[exclusion.from]])
      if let strike = bounds.strike {
        if index < list.count, list[index].position < strike.position { return false }
      } else {
        while index < list.count {
          if isInWindow(list[index]) { return false }
          // Sessions may overlap, times and positions do not come back.
          guard case .sessions = rules.window else { break }
          index += 1
        }
      }
    }
    return true
  }
}
