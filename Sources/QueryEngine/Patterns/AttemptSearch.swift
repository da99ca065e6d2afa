import QueryLanguage
import SequenceMatcher

/// Finds the counted attempts of assembled units, with a search for each value that `holding` holds.
///
/// Used by one worker; holds the matcher's buffers.
struct AttemptSearch {
  private let pattern: BoundPattern
  /// Where the pattern was written, for the error of one that is too costly.
  private let span: SourceSpan
  private var matcher: PatternMatcher

  init(_ pattern: BoundPattern, at span: SourceSpan) {
    self.pattern = pattern
    self.span = span
    matcher = PatternMatcher(rules: pattern.rules)
  }

  /// The attempts that begin in `range`, for each held value.
  ///
  /// Throws ``QueryError/invalid(_:)`` where a unit's events make too many combinations.
  mutating func attempts(of assembly: SequenceAssembly, startingIn range: Range<Int64>) throws -> [Attempt] {
    // The assembly uses its buffers again once the matcher has let go of them.
    defer { matcher.unload() }
    do {
      if pattern.heldFields.isEmpty {
        matcher.load(assembly.unit)
        return try matcher.attempts(entryRange: range)
      }
      var found: [Attempt] = []
      for events in heldEvents(of: assembly, range) {
        matcher.load(assembly.narrowed(to: events))
        for var attempt in try matcher.attempts(entryRange: range) {
          attempt.places = attempt.places.map { $0 < 0 ? $0 : events[$0] }
          found.append(attempt)
        }
      }
      return found
    } catch is TooManyCombinations {
      throw QueryError.invalid([StatementProblem(.tooManyCombinations, at: span)])
    }
  }

  /// The events of each value to hold, one search each.
  ///
  /// Each event is in one of them, so that many values cost no more than few.
  private func heldEvents(of assembly: SequenceAssembly, _ range: Range<Int64>) -> [[Int]] {
    let events = assembly.unit.events
    func tuple(_ event: Int) -> [Int32]? {
      let tuple = pattern.heldFields.map { assembly.number(field: $0, event: event) }
      return tuple.contains(0) ? nil : tuple
    }
    if pattern.holdsFirstValue {
      let start = pattern.rules.startingSteps
      let first = events.indices.first { events[$0].steps & start != 0 && range.contains(events[$0].time) }
      guard let held = first.flatMap({ tuple($0) }) else { return [] }
      return [events.indices.filter { tuple($0) == held }]
    }
    var places: [[Int32]: Int] = [:]
    var groups: [[Int]] = []
    for event in events.indices {
      guard let held = tuple(event) else { continue }
      let place = places[held, default: groups.count]
      if place == groups.count {
        places[held] = place
        groups.append([])
      }
      groups[place].append(event)
    }
    return groups
  }
}
