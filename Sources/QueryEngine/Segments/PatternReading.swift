import QueryLanguage
import SegmentStore
import SequenceMatcher

/// The events of one block that a segment's pattern looks at, asked whether each user gets far enough.
///
/// Plain patterns go to ``BestAttemptMatcher``, all others to ``PatternMatcher``, as in funnels.
final class PatternReading {
  private let segment: BoundSegmentPattern
  private let rows: UserRows
  private let steps: [UInt64]
  /// What only the general matcher needs.
  private var general: General?
  private var plain: BestAttemptMatcher
  /// What was found last; events asked about one after the other often see the same candidates.
  private var known: (places: Range<Int>, start: Range<Int64>, isMember: Bool)?

  private struct General {
    var marks: [UInt64]
    var sessions: [UInt32]
    var numbers: FieldNumbers
    var table: ValueTable
    var assembly: SequenceAssembly
    var search: AttemptSearch
  }

  init(_ segment: BoundSegmentPattern, block: RowBlock) throws {
    self.segment = segment
    let pattern = segment.pattern
    let candidates = try CandidateRows(pattern, BoundStream(), in: block, allRows: pattern.needsAllRows)
    rows = try UserRows(candidates.rows, in: block)
    steps = candidates.rows.map { candidates.steps[Int($0)] }
    plain = BestAttemptMatcher(
      rules: AttemptRules(
        stepCount: pattern.rules.steps.count, window: segment.plainWindow, ties: pattern.rules.ties))
    if pattern.isPlain, segment.times == nil, !segment.boundsEveryEvent { return }
    var table = ValueTable(fieldCount: pattern.fields.count, agreementFields: pattern.agreementFields)
    let numbers = try FieldNumbers(pattern.fields, rows: candidates.rows, in: block, table: &table)
    var sessions: [UInt32] = []
    if pattern.needsSessions {
      let all = try UnitMap.sessionNumbers(
        of: block, column: segment.sessionColumn, gap: segment.sessionGap)
      sessions = candidates.rows.map { all[Int($0)] }
    }
    general = General(
      marks: candidates.marks.isEmpty ? [] : candidates.rows.map { candidates.marks[Int($0)] },
      sessions: sessions, numbers: numbers, table: table, assembly: SequenceAssembly(pattern: pattern),
      search: AttemptSearch(pattern, at: segment.span))
  }

  /// Whether attempts that start in `range` and whose events all lie before `instant` get far enough.
  ///
  /// Throws ``QueryError``.
  func isMember(_ user: Int, startingIn range: Range<Int64>, before instant: Int64) throws -> Bool {
    // `first`, positions and sessions need the history before the period.
    let earliest = general == nil ? range.lowerBound : Int64.min
    let places = rows.places(of: user, in: earliest..<max(earliest, instant))
    if let known, known.places == places, known.start == range { return known.isMember }
    let isMember =
      general == nil ? plainDepth(places, range) >= segment.depth : try isMember(places, range)
    known = (places, range, isMember)
    return isMember
  }

  private func plainDepth(_ places: Range<Int>, _ range: Range<Int64>) -> Int {
    if plain.rules.entryRange != range {
      plain = BestAttemptMatcher(
        rules: AttemptRules(
          stepCount: segment.pattern.rules.steps.count, window: segment.plainWindow,
          ties: segment.pattern.rules.ties, entryRange: range))
    }
    plain.match(
      places.map { CandidateEvent(time: rows.time(at: $0), steps: steps[$0], position: rows.rows[$0]) })
    return plain.depth
  }

  private func isMember(_ places: Range<Int>, _ range: Range<Int64>) throws -> Bool {
    guard var general else { return false }
    self.general = nil
    defer { self.general = general }
    let unitRows = places.map { place in
      UnitRow(
        time: rows.time(at: place), order: UInt64(place), steps: steps[place],
        marks: general.marks.isEmpty ? 0 : general.marks[place],
        session: general.sessions.isEmpty ? 0 : general.sessions[place], source: rows.rows[place])
    }
    // A period that bounds every event moves with the instant.
    if segment.boundsEveryEvent { general.assembly.scope = range }
    general.assembly.assemble(unitRows, general.numbers, general.table)
    let attempts = try general.search.attempts(of: general.assembly, startingIn: range)
    let found = attempts.count { $0.depth >= segment.depth }
    return segment.times.map { $0.relation.holds(found, $0.count) } ?? (found > 0)
  }
}
