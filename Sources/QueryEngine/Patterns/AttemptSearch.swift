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
    var found: [Attempt] = []
    for held in heldTuples(of: assembly, range) {
      let unit =
        held.map { held in
          assembly.narrowed { event in
            zip(pattern.heldFields, held).allSatisfy { assembly.number(field: $0, event: event) == $1 }
          }
        } ?? assembly.unit
      matcher.load(unit)
      do {
        found += try matcher.attempts(entryRange: range)
      } catch is TooManyCombinations {
        throw QueryError.invalid([StatementProblem(.tooManyCombinations, at: span)])
      }
    }
    return found
  }

  /// The values to hold, one search each; a single `nil` without `holding`.
  private func heldTuples(of assembly: SequenceAssembly, _ range: Range<Int64>) -> [[Int32]?] {
    guard !pattern.heldFields.isEmpty else { return [nil] }
    let events = assembly.unit.events
    func tuple(_ event: Int) -> [Int32]? {
      let tuple = pattern.heldFields.map { assembly.number(field: $0, event: event) }
      return tuple.contains(0) ? nil : tuple
    }
    if pattern.holdsFirstValue {
      let start = pattern.rules.startingSteps
      let first = events.indices.first { events[$0].steps & start != 0 && range.contains(events[$0].time) }
      return first.flatMap { tuple($0) }.map { [$0] } ?? []
    }
    var seen: Set<[Int32]> = []
    return events.indices.compactMap { tuple($0) }.filter { seen.insert($0).inserted }
  }
}
