import EventModel

/// Picks the counted attempts of one sequence by the literal rules of §2.6 and §2.7.
///
/// Readings of §2.7, where the text leaves room:
/// - A striking event may not start an attempt ("excluded first, it does not re-enter"), under every entry.
/// - A zone whose later step is not reached ends, in a struck attempt, at the strike.
/// - "Tied counts as before": events tied with the strike stay in the attempt, the striking event itself does not;
///   under `ties input-order` positions decide alone.
/// - `remove-unit`: the counted attempt comes from a start that is not struck.
struct NaiveAttemptChoice {
  let search: NaiveAttemptSearch

  private var funnel: NaiveFunnel { search.funnel }
  private var times: [Int64] { search.sequence.times }

  /// One start with what exclusions leave of it.
  private struct Entry {
    var start: Int
    /// The greatest depth from this start, exclusions ignored.
    var ignoredDepth: Int
    /// The position of the event that strikes the start's attempt.
    var strike: Int?
    /// The attempts that remain; never empty.
    var attempts: [NaiveAttempt]
  }

  /// A counted attempt, and the starts that may keep it open.
  struct Counted {
    var attempt: NaiveAttempt
    var isOpen: Bool?
  }

  func counted(endOfData: Int64) -> [Counted] {
    if funnel.order == .sets {
      return best(search.setAttempts()).map { [Counted(attempt: $0, isOpen: nil)] } ?? []
    }
    let starts = search.starts()
    switch funnel.entry {
    case .first:
      guard let start = starts.first else { return [] }
      return one(of: [entry(start)], endOfData: endOfData)
    case .best, .bestEarliest:
      var entries: [Entry] = []
      var strikes: Set<Int> = []
      for start in starts where !strikes.contains(start) {
        let next = entry(start)
        if let strike = next.strike { strikes.insert(strike) }
        entries.append(next)
      }
      return one(of: entries, endOfData: endOfData)
    case .every:
      return every(starts, endOfData: endOfData)
    }
  }

  // MARK: Entries

  private func one(of entries: [Entry], endOfData: Int64) -> [Counted] {
    var candidates = entries
    if funnel.effect == .removeUnit {
      let depth = entries.map(\.ignoredDepth).max() ?? 0
      guard entries.contains(where: { $0.ignoredDepth == depth && $0.strike == nil }) else { return [] }
      candidates = entries.filter { $0.strike == nil }
    }
    let attempts = candidates.flatMap(\.attempts)
    guard let attempt = funnel.entry == .first ? first(attempts) : best(attempts) else { return [] }
    return [
      Counted(
        attempt: search.withLeadingSteps(attempt) { _ in true },
        isOpen: isOpen(attempt, entries: entries, endOfData: endOfData))
    ]
  }

  private func every(_ starts: [Int], endOfData: Int64) -> [Counted] {
    var counted: [Counted] = []
    var next = starts.first
    // What belongs to the attempt before does not come into the next one.
    var isLeft: (Int) -> Bool = { _ in true }
    while let start = next {
      let entry = entry(start)
      guard let attempt = first(entry.attempts) else { return counted }
      counted.append(
        Counted(
          attempt: search.withLeadingSteps(attempt, admits: isLeft),
          isOpen: isOpen(attempt, entries: [entry], endOfData: endOfData)))
      let later = starts.filter { $0 > start }
      if attempt.depth == funnel.mandatory.count {
        let converting = lastMandatory(attempt)
        isLeft = { $0 > converting }
      } else if let strike = entry.strike {
        isLeft = { $0 > strike }
      } else if funnel.hasWindow {
        isLeft = { !search.isInWindow($0, start) }
      } else {
        return counted
      }
      next = later.first { isLeft($0) }
    }
    return counted
  }

  private func isOpen(_ attempt: NaiveAttempt, entries: [Entry], endOfData: Int64) -> Bool? {
    guard funnel.hasWindow else { return nil }
    if attempt.depth == funnel.mandatory.count { return false }
    return entries.contains { entry in
      if entry.strike != nil { return false }
      // One more event would still lie in the window.
      if let count = funnel.windowEvents { return times.count - 1 - entry.start < count }
      return funnel.window.map { times[entry.start] + $0 >= endOfData } ?? false
    }
  }

  // MARK: Exclusions

  private func entry(_ start: Int) -> Entry {
    let all = search.attempts(startingAt: start)
    let depth = all.map(\.depth).max() ?? 0
    guard !funnel.exclusions.isEmpty,
      let canonical = all.filter({ $0.depth == depth }).min(by: { comesEarlier($0.places, $1.places) })
    else { return Entry(start: start, ignoredDepth: depth, strike: nil, attempts: all) }
    let strike = excluded(from: canonical, strike: nil).min()
    let allowed = all.filter { attempt in
      if let strike, attempt.places.contains(where: { $0.map { isAfter($0, strike: strike) } ?? false }) {
        return false
      }
      return excluded(from: attempt, strike: strike).isEmpty
    }
    return Entry(start: start, ignoredDepth: depth, strike: strike, attempts: allowed)
  }

  /// Whether the event at `position` is not kept by an attempt struck at `strike`.
  private func isAfter(_ position: Int, strike: Int) -> Bool {
    position == strike || search.isBefore(strike, position)
  }

  /// The positions of the excluded events in the zones of `attempt`.
  private func excluded(from attempt: NaiveAttempt, strike: Int?) -> [Int] {
    funnel.exclusions.flatMap { exclusion -> [Int] in
      let last = (exclusion.to ?? funnel.steps.count) - 1
      // Leading steps are added to counted attempts and strike none.
      let first = max(exclusion.from - 1, funnel.entryStep)
      guard first < last, let from = attempt.places[first] else { return [] }
      return search.sequence.events.indices.filter { position in
        guard search.isInScope(position), search.isBefore(from, position) else { return false }
        if let to = attempt.places[last] {
          guard search.isBefore(position, to) else { return false }
        } else if let strike {
          guard position < strike else { return false }
        } else {
          guard search.isInWindow(position, attempt.start) else { return false }
        }
        return exclusion.condition.accepts(search.sequence.events[position])
      }
    }
  }

  // MARK: Choice

  /// The position of the event of the last mandatory step reached.
  private func lastMandatory(_ attempt: NaiveAttempt) -> Int {
    funnel.mandatory.compactMap { attempt.places[$0] }.last ?? attempt.start
  }

  private func optionalCount(_ attempt: NaiveAttempt) -> Int {
    attempt.places.count { $0 != nil } - attempt.depth
  }

  /// Greatest depth; earliest last mandatory event; latest start; most optional steps; latest middle events from the
  /// end backwards. `best earliest` moves the start forward and turns it round.
  private func best(_ attempts: [NaiveAttempt]) -> NaiveAttempt? {
    attempts.min { a, b in
      if a.depth != b.depth { return a.depth > b.depth }
      if funnel.entry == .bestEarliest, a.start != b.start { return a.start < b.start }
      if lastMandatory(a) != lastMandatory(b) { return lastMandatory(a) < lastMandatory(b) }
      if a.start != b.start { return a.start > b.start }
      if optionalCount(a) != optionalCount(b) { return optionalCount(a) > optionalCount(b) }
      // A step taken is later than the same step skipped.
      for number in a.places.indices.reversed() where a.places[number] != b.places[number] {
        return (a.places[number] ?? -1) > (b.places[number] ?? -1)
      }
      return false
    }
  }

  /// Deepest; earliest last (mandatory) event; most optional steps; earliest middle events from the front.
  private func first(_ attempts: [NaiveAttempt]) -> NaiveAttempt? {
    attempts.min { a, b in
      if a.depth != b.depth { return a.depth > b.depth }
      if lastMandatory(a) != lastMandatory(b) { return lastMandatory(a) < lastMandatory(b) }
      if optionalCount(a) != optionalCount(b) { return optionalCount(a) > optionalCount(b) }
      return comesEarlier(a.places, b.places)
    }
  }

  /// Step by step from the front the earlier event first; a step taken before the same step skipped.
  private func comesEarlier(_ a: [Int?], _ b: [Int?]) -> Bool {
    for (left, right) in zip(a, b) where left != right {
      return (left ?? Int.max) < (right ?? Int.max)
    }
    return false
  }
}
