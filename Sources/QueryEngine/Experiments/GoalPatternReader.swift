import EventModel
import QueryLanguage
import SegmentStore
import SequenceMatcher

/// Tells which units of a block, in their order, complete a pattern with any of the matcher's options.
///
/// ``GoalReader`` has a faster way for plain arrows.
struct GoalPatternReader {
  private let rows: [UInt32]
  private let steps: [UInt64]
  private let marks: [UInt64]
  private let numbers: FieldNumbers
  private let table: ValueTable
  private let times: RowTimes
  /// The steps that must be there, as bits.
  private let needed: UInt64
  private let fullDepth: Int
  private var assembly: SequenceAssembly
  private var search: AttemptSearch
  /// The index into `rows` behind the unit at hand, and the unit's rows.
  private var next = 0
  private var unit: [UnitRow] = []

  init(_ goal: GoalPattern, block: RowBlock, stream: BoundStream) throws {
    let pattern = goal.pattern
    let candidates = try CandidateRows(pattern, stream, in: block, allRows: pattern.needsAllRows)
    var table = ValueTable(fieldCount: pattern.fields.count, agreementFields: pattern.agreementFields)
    numbers = try FieldNumbers(pattern.fields, rows: candidates.rows, in: block, table: &table)
    self.table = table
    times = try block.times()
    (rows, steps, marks) = (candidates.rows, candidates.steps, candidates.marks)
    needed = pattern.rules.mandatory.reduce(0) { $0 | 1 << UInt64($1) }
    fullDepth = pattern.rules.mandatory.count
    assembly = SequenceAssembly(pattern: pattern)
    search = AttemptSearch(pattern, at: goal.span)
  }

  /// Goes to the unit that owns the rows; units must ascend.
  mutating func begin(_ owned: Range<Int>) {
    unit.removeAll(keepingCapacity: true)
    while next < rows.count, Int(rows[next]) < owned.lowerBound { next += 1 }
    while next < rows.count, Int(rows[next]) < owned.upperBound {
      let row = rows[next]
      unit.append(
        UnitRow(
          time: times[Int(row)], order: UInt64(row), steps: steps[Int(row)],
          marks: marks.isEmpty ? 0 : marks[Int(row)], session: 0, source: row))
      next += 1
    }
  }

  /// Whether the unit completes the pattern with events in `span`; only `first` looks beyond it.
  mutating func isReached(in span: ClosedRange<Int64>) throws -> Bool {
    var present: UInt64 = 0
    for row in unit where span.contains(row.time) { present |= row.steps }
    guard present & needed == needed else { return false }
    assembly.assemble(unit, numbers, table, within: span)
    return try search.attempts(of: assembly, startingIn: Int64.min..<Int64.max).contains {
      $0.depth == fullDepth
    }
  }
}

/// The pattern of a conversion, and where it was written.
struct GoalPattern: Sendable {
  var pattern: BoundPattern
  var span: SourceSpan
}
