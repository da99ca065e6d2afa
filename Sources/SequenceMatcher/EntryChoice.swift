/// Decides which attempts of a unit count, by the rule for entries and the effect of exclusions.
struct EntryChoice<Search: StartSearch> {
  var search: Search
  private let rules: PatternRules

  init(search: Search) {
    self.search = search
    rules = search.rules
  }

  mutating func attempts(entryRange: Range<Int64>) throws -> [Attempt] {
    let starts = search.unit.events.indices.filter {
      entryRange.contains(search.unit.events[$0].time) && search.mayStart($0)
    }
    guard let first = starts.first else { return [] }
    let events = search.unit.events
    func isInRange(_ event: Int) -> Bool { entryRange.contains(events[event].time) }
    switch rules.entry {
    case .best, .bestEarliest:
      return try best(starts).map { [try search.withLeadingSteps($0, admits: isInRange)] } ?? []
    case .first:
      return try firstAttempt(first).map { [try search.withLeadingSteps($0, admits: isInRange)] } ?? []
    case .every: return try every(starts, isInRange)
    }
  }

  // MARK: One attempt

  private mutating func firstAttempt(_ start: Int) throws -> Attempt? {
    let (_, strike) = try struck(start)
    if rules.effect == .removeUnit, strike != nil { return nil }
    guard var attempt = try search.earliest(start, strike: strike) else { return nil }
    attempt.isOpen = isOpen(attempt, running: strike == nil && search.isRunning(start))
    return attempt
  }

  private mutating func best(_ starts: [Int]) throws -> Attempt? {
    var chosen: (start: Int, strike: UnitSequence.Mark?, reach: Reach)?
    var strikes: Set<UInt32> = []
    var isRunning = false
    var greatest = 0
    var greatestUnstruck = 0
    for start in starts where !strikes.contains(search.unit.events[start].position) {
      if let chosen, chosen.reach.depth == search.fullDepth, mayNotEndBefore(chosen.reach.last, start) {
        break
      }
      let (depth, strike) = try struck(start)
      greatest = max(greatest, depth)
      if let strike {
        strikes.insert(strike.position)
        if rules.effect == .removeUnit { continue }
      } else {
        greatestUnstruck = max(greatestUnstruck, depth)
        isRunning = isRunning || search.isRunning(start)
      }
      // A later start only counts if it reaches deeper or ends no later.
      let limit = chosen.flatMap { $0.reach.depth == search.fullDepth ? $0.reach.last : nil }
      guard let reach = try search.reach(start, strike: strike, limit: limit) else { continue }
      if let best = chosen?.reach {
        if reach.depth < best.depth { continue }
        if reach.depth == best.depth, rules.entry == .bestEarliest || reach.last > best.last { continue }
      }
      chosen = (start, strike, reach)
      if rules.entry == .bestEarliest, reach.depth == search.fullDepth, rules.effect == .endAttempt { break }
    }
    if rules.effect == .removeUnit, !rules.exclusions.isEmpty, greatestUnstruck < greatest { return nil }
    guard let chosen else { return nil }
    var attempt = try search.latest(chosen.start, strike: chosen.strike, reach: chosen.reach)
    attempt.isOpen = isOpen(attempt, running: isRunning)
    return attempt
  }

  /// Whether no attempt from `start` ends at `last` or before.
  private func mayNotEndBefore(_ last: Int, _ start: Int) -> Bool {
    let slack = rules.tolerance.multipliedReportingOverflow(by: Int64(rules.steps.count)).partialValue
    return start > last && search.unit.events[start].time > search.unit.events[last].time &+ slack
  }

  // MARK: Every attempt

  private mutating func every(_ starts: [Int], _ isInRange: (Int) -> Bool) throws -> [Attempt] {
    var counted: [Attempt] = []
    // What belongs to the attempt before does not start the next one, not even with a step before its start.
    var isLeft: (Int) -> Bool = { _ in true }
    let mandatory = rules.mandatory
    var index = 0
    while index < starts.count {
      let start = starts[index]
      let (_, strike) = try struck(start)
      guard var attempt = try search.earliest(start, strike: strike) else { return counted }
      let isConverted = attempt.depth == search.fullDepth
      attempt.isOpen = isOpen(attempt, running: strike == nil && search.isRunning(start))
      counted.append(try search.withLeadingSteps(attempt) { isInRange($0) && isLeft($0) })
      let events = search.unit.events
      index += 1
      if isConverted {
        let last =
          mandatory.compactMap { attempt.places[$0] < 0 ? nil : attempt.places[$0] }.last ?? start
        isLeft = { $0 > last }
      } else if let strike {
        isLeft = { events[$0].position > strike.position }
      } else if let window = rules.window {
        // Not the search itself: its buffers would be copied when it goes on.
        let unit = search.unit
        isLeft = { !window.reaches($0, from: start, of: unit) }
      } else {
        return counted
      }
      while index < starts.count, !isLeft(starts[index]) { index += 1 }
    }
    return counted
  }

  // MARK: Parts

  private mutating func struck(_ start: Int) throws -> (depth: Int, strike: UnitSequence.Mark?) {
    rules.exclusions.isEmpty ? (0, nil) : try search.ignoringExclusions(start)
  }

  private func isOpen(_ attempt: Attempt, running: Bool) -> Bool? {
    rules.window == nil ? nil : attempt.depth < search.fullDepth && running
  }
}
