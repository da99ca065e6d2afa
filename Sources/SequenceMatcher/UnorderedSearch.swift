/// Finds the attempts of one unit from a given start where steps may come in any order: the most distinct steps, which
/// is a maximum matching between events and steps.
///
/// Exclusions act between the first and the last step only.
struct UnorderedSearch: StartSearch {
  let rules: PatternRules
  let fullDepth: Int
  private(set) var unit = UnitSequence()
  private var work = 0

  init(rules: PatternRules) {
    self.rules = rules
    fullDepth = rules.mandatory.count
  }

  mutating func unload() { unit = UnitSequence() }

  mutating func load(_ unit: UnitSequence) {
    self.unit = unit
    work = 0
  }

  private var events: [CandidateEvent] { unit.events }

  func mayStart(_ event: Int) -> Bool { events[event].steps != 0 }

  /// Under `ties strictly-later` events of one time serve one step together.
  private var isStrict: Bool { rules.ties == .strictlyLater }

  mutating func ignoringExclusions(_ start: Int) throws -> (depth: Int, strike: UnitSequence.Mark?) {
    guard let reach = try reach(start, strike: nil, limit: nil) else { return (0, nil) }
    let last =
      reach.depth == fullDepth ? try choose(start, nil, reach.depth, last: nil, latest: false).last : nil
    var first: UnitSequence.Mark?
    for exclusion in rules.exclusions {
      let mark = unit.marks[exclusion.marks].first { mark in
        guard isBefore(events[start], mark) else { return false }
        if let last {
          return rules.ties == .inputOrder
            ? mark.position < events[last].position : mark.time < events[last].time
        }
        return isInWindow(mark, start)
      }
      if let mark, first.map({ mark.position < $0.position }) ?? true { first = mark }
    }
    return (reach.depth, first)
  }

  private func isBefore(_ event: CandidateEvent, _ mark: UnitSequence.Mark) -> Bool {
    rules.ties == .inputOrder ? event.position < mark.position : event.time < mark.time
  }

  private func isInWindow(_ mark: UnitSequence.Mark, _ start: Int) -> Bool {
    switch rules.window {
    case nil: true
    case .time: mark.time <= windowEnd(start)
    case .events(let count): Int64(mark.position) - Int64(events[start].position) <= count
    case .sessions(let count): abs(Int64(mark.session) - Int64(unit.sessions[start])) < count
    }
  }

  /// The events that may be matched after `start`, ascending.
  private mutating func following(_ start: Int, _ strike: UnitSequence.Mark?) throws -> [Int] {
    var following: [Int] = []
    for event in (start + 1)..<max(start + 1, events.count) {
      if events[event].time > windowEnd(start) { break }
      work += 1
      if let strike {
        if events[event].position == strike.position { continue }
        let isAfter =
          rules.ties == .inputOrder
          ? strike.position < events[event].position : strike.time < events[event].time
        if isAfter { break }
      }
      if events[event].steps != 0, isInWindow(event, from: start) { following.append(event) }
    }
    if work > rules.workLimit { throw TooManyCombinations() }
    return following
  }

  mutating func reach(_ start: Int, strike: UnitSequence.Mark?, limit: Int?) throws -> Reach? {
    let following = try following(start, strike)
    var matching = StepMatching()
    guard matching.add(events[start].steps) else { return nil }
    var reach = Reach(depth: 1, last: start)
    var index = 0
    while index < following.count, matching.count < fullDepth {
      var end = index + 1
      var steps = events[following[index]].steps
      if isStrict {
        while end < following.count, events[following[end]].time == events[following[index]].time {
          steps |= events[following[end]].steps
          end += 1
        }
        if events[following[index]].time == events[start].time { steps = 0 }
      }
      work += 1
      if steps != 0, matching.add(steps) {
        reach.depth += 1
        reach.last = following[index]
        if isStrict {
          let fitting = try following[index..<end].first {
            try completes([start, $0], following, depth: reach.depth, before: following[index])
          }
          reach.last = fitting ?? following[index]
        }
      }
      index = end
    }
    return reach
  }

  mutating func earliest(_ start: Int, strike: UnitSequence.Mark?) throws -> Attempt? {
    guard let reach = try reach(start, strike: strike, limit: nil) else { return nil }
    return attempt(try choose(start, strike, reach.depth, last: reach.last, latest: false))
  }

  mutating func latest(_ start: Int, strike: UnitSequence.Mark?, reach: Reach) throws -> Attempt {
    attempt(try choose(start, strike, reach.depth, last: reach.last, latest: true))
  }

  private func attempt(_ chosen: [Int]) -> Attempt {
    var places = [Int](repeating: -1, count: rules.steps.count)
    for (number, event) in chosen.enumerated() { places[number] = event }
    let taken = StepMatching.assignment(of: chosen.map { events[$0].steps })
    let rest = rules.steps.indices.filter { !taken.contains($0) }
    return Attempt(places: places, filled: taken + rest, depth: chosen.count, isOpen: nil)
  }

  /// The events of an attempt of `depth` steps, ascending: the earliest ones, or the latest from the end backwards.
  private mutating func choose(
    _ start: Int, _ strike: UnitSequence.Mark?, _ depth: Int, last: Int?, latest: Bool
  ) throws -> [Int] {
    let following = try following(start, strike)
    var chosen = [start]
    if let last, last != start { chosen.append(last) }
    var options = following.filter { event in last.map { event < $0 } ?? true }
    if latest { options.reverse() }
    for (index, event) in options.enumerated() where chosen.count < depth {
      if isStrict, chosen.contains(where: { events[$0].time == events[event].time }) { continue }
      if try completes(chosen + [event], options[(index + 1)...].sorted(), depth: depth) {
        chosen.append(event)
      }
    }
    return chosen.sorted()
  }

  /// Whether `fixed` events and some of `others`, all before `before`, can be given `depth` distinct steps.
  private mutating func completes(
    _ fixed: [Int], _ others: [Int], depth: Int, before: Int = .max
  ) throws -> Bool {
    var matching = StepMatching()
    for event in fixed where !matching.add(events[event].steps) { return false }
    var index = 0
    while index < others.count, others[index] < before, matching.count < depth {
      var steps = events[others[index]].steps
      var end = index + 1
      if isStrict {
        let time = events[others[index]].time
        while end < others.count, events[others[end]].time == time {
          steps |= events[others[end]].steps
          end += 1
        }
        if fixed.contains(where: { events[$0].time == time }) { steps = 0 }
      }
      work += 1
      if steps != 0 { _ = matching.add(steps) }
      index = end
    }
    if work > rules.workLimit { throw TooManyCombinations() }
    return matching.count >= depth
  }
}
