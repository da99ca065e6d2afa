extension OrderedSearch: StartSearch {
  func mayStart(_ event: Int) -> Bool { events[event].steps & (1 << UInt64(entry)) != 0 }

  mutating func ignoringExclusions(_ start: Int) throws -> (depth: Int, strike: UnitSequence.Mark?) {
    bounds = Bounds(goal: .depth, latestTime: windowEnd(start))
    let outcome = try outcome(from: start)
    return (Int(outcome.depth), strike(of: try attempt(from: start)))
  }

  mutating func reach(_ start: Int, strike: UnitSequence.Mark?, limit: Int?) throws -> Reach? {
    if isStruck(start, strike) { return nil }
    bounds = allowed(start, strike)
    // Where a zone of exclusion ends at an optional step, an event after the last mandatory one may be needed to end it.
    if let limit, !rules.exclusions.contains(where: { rules.steps[$0.to].isOptional }) {
      bounds.latestTime = min(bounds.latestTime, events[limit].time &+ layout.slack(from: 0))
    }
    let outcome = try outcome(from: start)
    return outcome.isValid ? Reach(depth: Int(outcome.depth), last: Int(outcome.last)) : nil
  }

  mutating func earliest(_ start: Int, strike: UnitSequence.Mark?) throws -> Attempt? {
    if isStruck(start, strike) { return nil }
    bounds = allowed(start, strike)
    let whole = bounds.latestTime
    // Most attempts end soon: only arrows that look at every event in reach profit from a near horizon.
    if layout.mayEndEarly {
      var length = 64
      while start + length < events.count, events[start + length].time < whole {
        bounds.latestTime = events[start + length].time &- 1
        let outcome = try outcome(from: start)
        if outcome.isValid, Int(outcome.depth) == fullDepth,
          events[Int(outcome.last)].time &+ layout.slack(from: 0) <= bounds.latestTime
        {
          return try found(start, outcome)
        }
        length *= 4
      }
      bounds.latestTime = whole
    }
    let outcome = try outcome(from: start)
    return outcome.isValid ? try found(start, outcome) : nil
  }

  private mutating func found(_ start: Int, _ outcome: Outcome) throws -> Attempt {
    Attempt(
      places: try attempt(from: start), filled: Array(rules.steps.indices), depth: Int(outcome.depth),
      isOpen: nil)
  }

  mutating func latest(_ start: Int, strike: UnitSequence.Mark?, reach: Reach) throws -> Attempt {
    bounds = allowed(start, strike)
    let mandatory = layout.mandatory
    let full = try outcome(from: start)
    var target = full
    target.depth = Int32(reach.depth)
    target.last = Int32(reach.last)
    if rules.steps.count > entry + 1 { try pinLatest(start, target, mandatory) }
    var places = [Int](repeating: -1, count: rules.steps.count)
    places[entry] = start
    for (step, pin) in pins.enumerated() {
      if case .event(let event) = pin { places[step] = event }
      pins[step] = .free
    }
    return Attempt(
      places: places, filled: Array(rules.steps.indices), depth: reach.depth, isOpen: nil)
  }

  /// Fixes step after step from the last one on, each on the latest event with which `target` is still reached.
  private mutating func pinLatest(_ start: Int, _ target: Outcome, _ mandatory: [Int]) throws {
    let depth = Int(target.depth)
    let unreached = depth < mandatory.count ? mandatory[depth] : rules.steps.count
    let before = work
    var prefixes: Prefixes?
    var missing = target.optional
    var next: (step: Int, event: Int)?
    for step in (entry + 1..<rules.steps.count).reversed() {
      pins[step] = .skipped
      if step >= unreached { continue }
      if step == mandatory[depth - 1] {
        next = (step, Int(target.last))
        pins[step] = .event(Int(target.last))
        continue
      }
      let latestTime = next.map { events[$0.event].time &+ rules.tolerance } ?? bounds.latestTime
      for (place, event) in candidates[step].enumerated().reversed() where events[event].time <= latestTime {
        if events[event].time < events[start].time &- layout.slack(from: 0) { break }
        if let prefixes {
          if !prefixes.allow(missing, step: step, place: place) { continue }
          if let next, joins(next.event, step: next.step, after: event, of: step) != .yes { continue }
        }
        pins[step] = .event(event)
        if try prefixes?.isExact ?? false || outcome(from: start) == target {
          next = (step, event)
          if rules.steps[step].isOptional { missing -= 1 }
          break
        }
        pins[step] = .skipped
        // Most steps take the first event tried. Where many do not, a pass saves the other searches.
        if prefixes == nil, work - before > rules.searchBeforePass * candidates.reduce(0, { $0 + $1.count }) {
          prefixes = try self.prefixes(from: start, to: target, before: unreached)
        }
      }
    }
  }

  /// Whether not even the start is kept; with a tolerance steps may lie before it, and an excluded event between.
  private func isStruck(_ start: Int, _ strike: UnitSequence.Mark?) -> Bool {
    strike.map { isAfter(events[start], strike: $0) } ?? false
  }

  private func allowed(_ start: Int, _ strike: UnitSequence.Mark?) -> Bounds {
    Bounds(
      goal: .earliestEnd, latestTime: windowEnd(start), strike: strike,
      avoidsExclusions: !rules.exclusions.isEmpty)
  }
}
