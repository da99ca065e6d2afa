/// Finds the attempts of one unit from a given start, for patterns whose steps have an order.
///
/// Dynamic programming over (step, event): what can still be reached from an event does not depend on how it was
/// reached, except for events that may be taken only once among equal times, and for those that later conditions
/// read; both are part of the state. Where no arrow out of a step limits the gap, an earlier event allows all that a
/// later one allows, so one candidate is looked at instead of all of them.
///
/// - Complexity: for patterns of plain arrows O(steps × log events) from a start; arrows with limits look at every
///   event in reach. Work is counted and ends with ``TooManyCombinations``.
struct OrderedSearch {
  /// What can be reached from a state.
  struct Outcome: Equatable {
    var isValid = false
    /// Mandatory steps.
    var depth: Int32 = 0
    /// The index of the last mandatory event, −1 without one.
    var last: Int32 = -1
    var optional: Int32 = 0
  }

  /// What makes one attempt better than another; equals are decided in favour of the earlier, step by step.
  enum Goal: Equatable {
    case depth
    /// Depth; then the earliest last mandatory event; then the most optional steps.
    case earliestEnd
  }

  /// Whether a step is free, must be skipped, or must take a certain event.
  enum Pin: Equatable {
    case free
    case skipped
    case event(Int)
  }

  /// What bounds a search beside its start.
  struct Bounds: Equatable {
    var goal = Goal.earliestEnd
    /// No event later than this counts, µs.
    var latestTime = Int64.max
    /// The striking event, if attempts must avoid excluded events.
    var strike: UnitSequence.Mark?
    var avoidsExclusions = false
    /// Whether windows of events or sessions are judged elsewhere, because the first event is not known yet.
    var ignoresReach = false
  }

  struct Entry {
    var outcome = Outcome()
    var nextStep: Int32 = -1
    var nextEvent: Int32 = -1
  }

  private struct StateKey: Hashable {
    var step: Int
    var event: Int
    var context: [Int]
  }

  /// Those given, with exclusions that act from ``entry`` on only.
  let rules: PatternRules
  /// The step that attempts start at.
  let entry: Int
  /// The exclusions that begin before ``entry``, as given.
  let leadingExclusions: [PatternRules.Exclusion]
  let layout: PatternLayout
  let fullDepth: Int
  private(set) var unit = UnitSequence()
  /// For each step the indices of its events, ascending.
  private(set) var candidates: [[Int]]
  /// Whether an event may come up twice in one attempt, so that it must be remembered.
  private(set) var hasConflicts = false

  var bounds = Bounds()
  var pins: [Pin]
  var start = 0
  /// The event of each step on the path at hand, or −1.
  var places: [Int]

  var lastBounds: Bounds?
  private var lastStart = -1
  private var epoch: UInt32 = 0
  private var stamps: [UInt32] = []
  private var entries: [Entry] = []
  private var keyed: [StateKey: Entry] = [:]
  var work = 0

  init(rules: PatternRules) {
    let entry = rules.entryStep
    self.entry = entry
    leadingExclusions = rules.exclusions.filter { $0.from < entry }
    var rules = rules
    rules.exclusions = rules.exclusions.compactMap { exclusion in
      var kept = exclusion
      kept.from = max(exclusion.from, entry)
      return kept.from < kept.to ? kept : nil
    }
    self.rules = rules
    layout = PatternLayout(rules)
    fullDepth = layout.mandatory.count
    candidates = [[Int]](repeating: [], count: rules.steps.count)
    pins = [Pin](repeating: .free, count: rules.steps.count)
    places = [Int](repeating: -1, count: rules.steps.count)
  }

  var events: [CandidateEvent] { unit.events }

  mutating func load(_ unit: UnitSequence) {
    self.unit = unit
    for step in candidates.indices { candidates[step].removeAll(keepingCapacity: true) }
    for (index, event) in unit.events.enumerated() {
      var rest = event.steps
      while rest != 0 {
        candidates[rest.trailingZeroBitCount].append(index)
        rest &= rest &- 1
      }
    }
    hasConflicts = layout.hasConflicts(unit.events)
    let size = unit.events.count * rules.steps.count
    if stamps.count < size {
      stamps += [UInt32](repeating: 0, count: size - stamps.count)
      entries += [Entry](repeating: Entry(), count: size - entries.count)
    }
    lastBounds = nil
    work = 0
  }

  mutating func unload() { unit = UnitSequence() }

  // MARK: Searching

  /// The best that can be reached from the event at `start`, within ``bounds`` and ``pins``, the start included.
  mutating func outcome(from start: Int) throws -> Outcome {
    begin(at: start)
    var outcome = try reach(step: entry, event: start)
    guard outcome.isValid else { return outcome }
    if outcome.depth == 0 { outcome.last = Int32(start) }
    outcome.depth += 1
    return outcome
  }

  /// The events of the attempt that ``outcome(from:)`` found, by step.
  mutating func attempt(from start: Int) throws -> [Int] {
    begin(at: start)
    var (step, event) = (entry, start)
    while true {
      _ = try reach(step: step, event: event)
      let entry = lookUp(step: step, event: event)
      guard let entry, entry.nextStep >= 0 else { break }
      (step, event) = (Int(entry.nextStep), Int(entry.nextEvent))
      places[step] = event
    }
    return places
  }

  private mutating func begin(at start: Int) {
    self.start = start
    for step in places.indices { places[step] = -1 }
    places[entry] = start
    let keeps =
      lastBounds == bounds && layout.pinsAreFree(pins)
      && (lastStart == start || !layout.dependsOnStart(bounds))
    if !keeps {
      epoch &+= 1
      if epoch == 0 {
        for index in stamps.indices { stamps[index] = 0 }
        epoch = 1
      }
      keyed.removeAll(keepingCapacity: true)
    }
    // A search with pins is never taken up again.
    lastBounds = layout.pinsAreFree(pins) ? bounds : nil
    lastStart = start
  }

  private mutating func reach(step: Int, event: Int) throws -> Outcome {
    if let known = lookUp(step: step, event: event) { return known.outcome }
    var best = Entry()
    var next = step + 1
    while next < rules.steps.count {
      let isOptional = rules.steps[next].isOptional
      switch pins[next] {
      case .skipped: break
      case .event(let pinned):
        if admits(pinned, step: next, after: event, of: step) == .yes {
          try consider(pinned, step: next, into: &best)
        }
        // A pinned step is taken.
        return store(best, step: step, event: event)
      case .free: try considerAll(step: next, after: event, of: step, into: &best)
      }
      if !isOptional { break }
      next += 1
    }
    if mayStop, layout.mayStop(at: step, pins: pins) {
      let stop = Outcome(isValid: true)
      if isBetter(stop, than: best.outcome) { best = Entry(outcome: stop) }
    }
    return store(best, step: step, event: event)
  }

  private mutating func considerAll(
    step: Int, after event: Int, of previous: Int, into best: inout Entry
  ) throws {
    let conflicts = layout.laterConflicts[step]
    let prefersEarlier = layout.prefersEarlier[step]
    var index = firstCandidate(step: step, after: event)
    var horizon = Int64.max
    let count = candidates[step].count
    var limit: Limit?
    var twins = Twins(cap: hasConflicts ? layout.twinCap : .max)
    while index < count {
      let candidate = candidates[step][index]
      index += 1
      if unit.events[candidate].time > horizon { return }
      if !twins.admits(unit.events[candidate]) { continue }
      work += 1
      if work > rules.workLimit { throw TooManyCombinations() }
      switch admits(candidate, step: step, after: event, of: previous) {
      case .no: continue
      case .noneFromHere: return
      case .yes: break
      }
      guard try consider(candidate, step: step, into: &best) else { continue }
      let isAlone = !hasConflicts || unit.events[candidate].steps & conflicts == 0
      if prefersEarlier, isAlone { return }
      let known = limit ?? self.limit(after: event, of: previous)
      limit = known
      if reaches(best.outcome, known) { return }
      if !prefersEarlier { continue }
      // Taken here it is missing there: the others of the same time are looked at too.
      if horizon == .max {
        horizon = unit.events[candidate].time &+ layout.slack(from: step)
      }
    }
  }

  // MARK: Limits

  /// The most that can be reached from a state if arrows had no conditions.
  private struct Limit {
    var depth: Int32 = 0
    var last: Int32 = -1
    var optional: Int32 = 0
  }

  /// The earliest chain of the mandatory steps, whatever their arrows ask for; its last event is not on the path yet.
  private func limit(after event: Int, of step: Int) -> Limit {
    var limit = Limit()
    var event = event
    var unreached = rules.steps.count
    for next in layout.mandatory where next > step {
      var index = firstCandidate(step: next, after: event)
      guard index < candidates[next].count else {
        unreached = next
        break
      }
      let first = candidates[next][index]
      while index < candidates[next].count, isTaken(candidates[next][index], for: next, by: 0..<next) {
        index += 1
      }
      guard index < candidates[next].count, unit.events[candidates[next][index]].time <= bounds.latestTime
      else {
        unreached = next
        break
      }
      event = first
      limit.depth += 1
      limit.last = Int32(candidates[next][index])
    }
    for next in (step + 1)..<max(step + 1, unreached)
    where rules.steps[next].isOptional && !candidates[next].isEmpty {
      limit.optional += 1
    }
    return limit
  }

  /// Whether one of `steps` has taken the event and does not share it with `step`.
  func isTaken(_ event: Int, for step: Int, by steps: Range<Int>) -> Bool {
    for taken in steps where places[taken] == event && !rules.mayShareEvents(taken, step) { return true }
    return false
  }

  /// Whether nothing better than `outcome` can be found any more.
  private func reaches(_ outcome: Outcome, _ limit: Limit) -> Bool {
    guard layout.hasLimits, outcome.isValid, outcome.depth == limit.depth else { return false }
    return bounds.goal == .depth || (outcome.last == limit.last && outcome.optional == limit.optional)
  }

  /// Counts events that differ in nothing but their places: of so many only the first can matter.
  private struct Twins {
    let cap: Int
    private var time = Int64.min
    private var counts: [(steps: UInt64, count: Int)] = []

    init(cap: Int) { self.cap = cap }

    mutating func admits(_ event: CandidateEvent) -> Bool {
      if cap == .max { return true }
      if event.time != time {
        time = event.time
        counts.removeAll(keepingCapacity: true)
      }
      for index in counts.indices where counts[index].steps == event.steps {
        counts[index].count += 1
        return counts[index].count <= cap
      }
      counts.append((event.steps, 1))
      return true
    }
  }

  /// Lets `best` become the attempt through `candidate`; answers whether there is one.
  @discardableResult
  private mutating func consider(_ candidate: Int, step: Int, into best: inout Entry) throws -> Bool {
    places[step] = candidate
    var outcome = try reach(step: step, event: candidate)
    places[step] = -1
    guard outcome.isValid else { return false }
    if rules.steps[step].isOptional {
      outcome.optional += 1
    } else {
      if outcome.depth == 0 { outcome.last = Int32(candidate) }
      outcome.depth += 1
    }
    if isBetter(outcome, than: best.outcome) {
      best = Entry(outcome: outcome, nextStep: Int32(step), nextEvent: Int32(candidate))
    }
    return true
  }

  private func isBetter(_ new: Outcome, than old: Outcome) -> Bool {
    guard old.isValid else { return new.isValid }
    if new.depth != old.depth { return new.depth > old.depth }
    if bounds.goal == .depth { return false }
    if new.last != old.last { return new.last < old.last }
    return new.optional > old.optional
  }

  // MARK: Memory

  private func context(step: Int, event: Int) -> [Int] {
    var context: [Int] = []
    if hasConflicts {
      let earliest = unit.events[event].time &- layout.slack(from: step)
      for taken in 0..<step where places[taken] >= 0 && places[taken] != event {
        let place = places[taken]
        if unit.events[place].time >= earliest,
          unit.events[place].steps & layout.conflicts(of: taken, after: step) != 0
        {
          context.append(rules.reusesEqualSteps ? place << 8 | rules.steps[taken].equality : place << 8)
        }
      }
      // Which of them was taken first does not matter.
      if context.count > 1 { context.sort() }
    }
    for remembered in layout.remembered(at: step, avoidsExclusions: bounds.avoidsExclusions) {
      context.append(-2 - places[remembered])
    }
    return context
  }

  private func lookUp(step: Int, event: Int) -> Entry? {
    if hasConflicts || layout.remembersAny {
      let context = context(step: step, event: event)
      if !context.isEmpty { return keyed[StateKey(step: step, event: event, context: context)] }
    }
    let slot = step * unit.events.count + event
    return stamps[slot] == epoch ? entries[slot] : nil
  }

  private mutating func store(_ entry: Entry, step: Int, event: Int) -> Outcome {
    if hasConflicts || layout.remembersAny {
      let context = context(step: step, event: event)
      if !context.isEmpty {
        keyed[StateKey(step: step, event: event, context: context)] = entry
        return entry.outcome
      }
    }
    let slot = step * unit.events.count + event
    stamps[slot] = epoch
    entries[slot] = entry
    return entry.outcome
  }
}
