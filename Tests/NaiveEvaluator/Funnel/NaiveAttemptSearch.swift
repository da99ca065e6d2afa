import EventModel

/// Finds every valid attempt of one sequence by trying every event at every step.
struct NaiveAttemptSearch {
  let funnel: NaiveFunnel
  let sequence: NaiveSequence
  /// The values all events must carry, one per `holding` property; `nil` without `holding`.
  let held: [PropertyValue]?
  /// Bounds the entry; `funnel.range` or a bucket within it.
  let entryRange: NaiveRange

  private var steps: [NaiveStep] { funnel.steps }

  // MARK: Order

  /// Whether the event at `a` lies before the one at `b` in the sense of "between" (§2.1).
  func isBefore(_ a: Int, _ b: Int) -> Bool {
    funnel.ties == .inputOrder ? a < b : sequence.times[a] < sequence.times[b]
  }

  /// The positions strictly between two events, whichever comes first.
  func between(_ a: Int, _ b: Int) -> [Int] {
    sequence.events.indices.filter { position in
      (isBefore(a, position) && isBefore(position, b)) || (isBefore(b, position) && isBefore(position, a))
    }
  }

  func mayFollow(_ position: Int, _ previous: Int) -> Bool {
    let (time, before) = (sequence.times[position], sequence.times[previous])
    if funnel.tolerance > 0, before > time, before - time <= funnel.tolerance { return true }
    switch funnel.ties {
    case .stepOrder: return time >= before
    case .inputOrder: return position > previous
    case .strictlyLater: return time > before
    }
  }

  // MARK: Steps

  /// Whether the event may fill the step at all, wherever in an attempt.
  func fits(_ position: Int, _ step: Int, _ attempt: NaiveAttempt?) -> Bool {
    let written = steps[step]
    guard written.condition.names.contains(sequence.events[position]) else { return false }
    guard isInScope(position), agreesWithHeld(position) else { return false }
    guard written.condition.accepts(sequence.events[position], aliased: { alias(of: attempt, $0) }) else {
      return false
    }
    // The history is the whole stream of the unit, before the range.
    switch written.onset {
    case .anywhere: return true
    case .first:
      return sequence.events.firstIndex {
        written.condition.accepts($0, aliased: { alias(of: attempt, $0) })
      } == position
    case .firstEver:
      return sequence.events.firstIndex { written.condition.names.contains($0) } == position
    }
  }

  func isInScope(_ position: Int) -> Bool {
    let boundsAll = funnel.scope == .all || funnel.order == .sets
    return !boundsAll || funnel.range.contains(sequence.times[position])
  }

  private func agreesWithHeld(_ position: Int) -> Bool {
    guard let held else { return true }
    return zip(funnel.holding, held).allSatisfy {
      NaiveComparison.isSame(sequence.events[position].value(of: $0), $1)
    }
  }

  private func alias(of attempt: NaiveAttempt?, _ name: String) -> NaiveEvent? {
    guard let attempt else { return nil }
    // Of several copies of an aliased step the last one taken counts.
    let number = attempt.places.indices.last {
      attempt.places[$0] != nil && steps[attempt.filled[$0]].alias == name
    }
    return number.flatMap { attempt.places[$0] }.map { sequence.events[$0] }
  }

  func isFree(_ position: Int, for step: Int, in attempt: NaiveAttempt) -> Bool {
    attempt.places.indices.allSatisfy { number in
      attempt.places[number] != position
        || (funnel.reusesEqualSteps && steps[attempt.filled[number]].equals(steps[step]))
    }
  }

  /// Whether the arrow into `step` allows the step from the event of `previousStep` to `position`.
  func arrowAllows(
    _ position: Int, step: Int, from previous: Int, previousStep: Int, attempt: NaiveAttempt
  ) -> Bool {
    let arrow = steps[step].arrow
    let gap = sequence.times[position] - sequence.times[previous]
    if let within = arrow.within, gap > within { return false }
    if let after = arrow.after, gap < after { return false }
    if let count = arrow.withinEvents, abs(position - previous) > count { return false }
    for field in arrow.same {
      let (a, b) = (sequence.events[previous].value(of: field), sequence.events[position].value(of: field))
      if !NaiveComparison.isSame(a, b) { return false }
    }
    if arrow.without.isEmpty, !arrow.isImmediate, funnel.order != .strict { return true }
    let gapEvents = between(previous, position).filter { isInScope($0) }
    let aliased = { alias(of: attempt, $0) }
    for condition in arrow.without {
      if gapEvents.contains(where: { condition.accepts(sequence.events[$0], aliased: aliased) }) {
        return false
      }
    }
    if !arrow.isImmediate, funnel.order != .strict { return true }
    return gapEvents.allSatisfy { between in
      // `repeats fold`: only repeats of the step just reached may lie between.
      funnel.foldsRepeats
        && steps[previousStep].condition.accepts(sequence.events[between], aliased: aliased)
    }
  }

  // MARK: Attempts

  /// The events an attempt may start with, in stored order.
  func starts() -> [Int] {
    sequence.events.indices.filter { position in
      guard entryRange.contains(sequence.times[position]) else { return false }
      switch funnel.order {
      // A set has no start; its step 1 matters to `holding p first value` alone.
      case .ordered, .strict, .sets: return fits(position, funnel.entryStep, nil)
      case .unordered: return steps.indices.contains { fits(position, $0, nil) }
      }
    }
  }

  /// Every valid attempt that starts with the event at `start`, of every depth.
  func attempts(startingAt start: Int) -> [NaiveAttempt] {
    var found: [NaiveAttempt] = []
    if funnel.order == .unordered {
      collectUnordered(from: start, position: start, assigned: [], into: &found)
    } else {
      var attempt = NaiveAttempt(
        places: Array(repeating: nil, count: steps.count), filled: Array(steps.indices), depth: 1)
      attempt.places[funnel.entryStep] = start
      collect(attempt, lastStep: funnel.entryStep, into: &found)
    }
    return found
  }

  private func collect(_ attempt: NaiveAttempt, lastStep: Int, into found: inout [NaiveAttempt]) {
    found.append(attempt)
    guard let previous = attempt.places[lastStep], let start = attempt.places[funnel.entryStep] else {
      return
    }
    for step in steps.indices where step > lastStep {
      for position in sequence.events.indices
      where mayFollow(position, previous) && isInWindow(position, start)
        && isFree(position, for: step, in: attempt) && fits(position, step, attempt)
        && arrowAllows(position, step: step, from: previous, previousStep: lastStep, attempt: attempt)
      {
        var longer = attempt
        longer.places[step] = position
        longer.depth += steps[step].isOptional ? 0 : 1
        collect(longer, lastStep: step, into: &found)
      }
      // Only optional steps may be skipped.
      if !steps[step].isOptional { break }
    }
  }

  func isInWindow(_ position: Int, _ start: Int) -> Bool {
    if let count = funnel.windowEvents, position - start > count { return false }
    guard let window = funnel.window else { return true }
    return sequence.times[position] - sequence.times[start] <= window
  }

  /// Each event from `position` on is left out or fills any step not yet filled.
  private func collectUnordered(
    from start: Int, position: Int, assigned: [(position: Int, step: Int)], into found: inout [NaiveAttempt]
  ) {
    guard position < sequence.events.count, isInWindow(position, start) else {
      if let attempt = unorderedAttempt(assigned) { found.append(attempt) }
      return
    }
    if position != start {
      collectUnordered(from: start, position: position + 1, assigned: assigned, into: &found)
    }
    let event = sequence.events[position]
    for step in steps.indices
    where steps[step].condition.names.contains(event) && !assigned.contains(where: { $0.step == step }) {
      if funnel.ties == .strictlyLater, let last = assigned.last,
        sequence.times[last.position] == sequence.times[position]
      {
        continue
      }
      collectUnordered(
        from: start, position: position + 1, assigned: assigned + [(position, step)], into: &found)
    }
  }

  private func unorderedAttempt(_ assigned: [(position: Int, step: Int)]) -> NaiveAttempt? {
    guard !assigned.isEmpty else { return nil }
    let rest = steps.indices.filter { step in !assigned.contains { $0.step == step } }
    let places = assigned.map { Optional($0.position) } + rest.map { _ in nil }
    let attempt = NaiveAttempt(
      places: places, filled: assigned.map(\.step) + rest, depth: assigned.count)
    // Conditions may look at any other matched event, so they are tested on the whole.
    return assigned.allSatisfy { fits($0.position, $0.step, attempt) } ? attempt : nil
  }

  /// Every way to fill steps 1 to d, for every d, with distinct events in any order.
  func setAttempts() -> [NaiveAttempt] {
    var found: [NaiveAttempt] = []
    var partial = [
      NaiveAttempt(places: Array(repeating: nil, count: steps.count), filled: Array(steps.indices), depth: 0)
    ]
    for step in steps.indices {
      var longer: [NaiveAttempt] = []
      for attempt in partial {
        for position in sequence.events.indices
        where isFree(position, for: step, in: attempt) && fits(position, step, attempt) {
          var next = attempt
          next.places[step] = position
          next.depth = step + 1
          longer.append(next)
        }
      }
      found += longer
      partial = longer
    }
    return found
  }
}
