import EventModel
import QueryLanguage
import SequenceMatcher

/// Makes of one unit's rows what the matcher sees.
///
/// Used by one worker; holds buffers.
struct SequenceAssembly {
  let pattern: BoundPattern
  /// What has been made; its events come from ``rows``, at the positions they name.
  private(set) var unit = UnitSequence()
  /// The unit's rows in their order; positions count from the first.
  private(set) var rows: [UnitRow] = []
  private(set) var numbers = FieldNumbers(gathered: [])

  /// What bounds every event, where anything does.
  var scope: Range<Int64>?

  private let boundedMarks: UInt64

  init(pattern: BoundPattern) {
    self.pattern = pattern
    scope = pattern.scope
    var bounded: UInt64 = 0
    for (number, marks) in pattern.marks.enumerated() where marks.isBounded { bounded |= 1 << UInt64(number) }
    boundedMarks = bounded
    unit.marks = [[UnitSequence.Mark]](repeating: [], count: pattern.marks.count)
    unit.keys = [[Int32]](repeating: [], count: pattern.keyFields.count)
  }

  /// Assembles a unit of `rows`, which come in order; `table` holds the values behind `numbers`.
  ///
  /// Where there is a `span`, it bounds every event, by its time before it is floored.
  mutating func assemble(
    _ rows: [UnitRow], _ numbers: FieldNumbers, _ table: ValueTable, within span: ClosedRange<Int64>? = nil
  ) {
    // Copied, so that both sides keep their buffers.
    self.rows.removeAll(keepingCapacity: true)
    self.rows.append(contentsOf: rows)
    self.numbers = numbers
    if let resolution = pattern.resolution {
      for index in rows.indices { self.rows[index].time = Self.floor(rows[index].time, to: resolution) }
    }
    keepFirsts()
    if let scope {
      for index in self.rows.indices where !scope.contains(self.rows[index].time) { leaveOut(index) }
    }
    if let span {
      for index in rows.indices where !span.contains(rows[index].time) { leaveOut(index) }
    }
    fill()
    if !pattern.conditions.isEmpty { unit.relativeTest = relativeTest(table) }
  }

  private mutating func leaveOut(_ index: Int) {
    rows[index].steps = 0
    rows[index].marks &= ~boundedMarks
  }

  static func floor(_ time: Int64, to resolution: Int64) -> Int64 {
    let rest = time % resolution
    return time - (rest < 0 ? rest + resolution : rest)
  }

  /// `first` and `first ever` look at the whole history, before the range.
  private mutating func keepFirsts() {
    for (step, occurrence) in pattern.occurrences.enumerated() {
      guard let occurrence else { continue }
      let bit: UInt64 = 1 << UInt64(step)
      let kept: Int?
      switch occurrence {
      case .first:
        if pattern.rules.steps[step].condition != nil { continue }
        kept = rows.firstIndex { $0.steps & bit != 0 }
      case .firstEver:
        let names: UInt64 = 1 << UInt64(pattern.nameMarks[step])
        kept = rows.firstIndex { $0.marks & names != 0 }
      }
      for index in rows.indices where index != kept { rows[index].steps &= ~bit }
    }
  }

  private mutating func fill() {
    unit.events.removeAll(keepingCapacity: true)
    unit.sessions.removeAll(keepingCapacity: true)
    for index in unit.marks.indices { unit.marks[index].removeAll(keepingCapacity: true) }
    for index in unit.keys.indices { unit.keys[index].removeAll(keepingCapacity: true) }
    for (position, row) in rows.enumerated() {
      var marks = row.marks
      while marks != 0 {
        unit.marks[marks.trailingZeroBitCount].append(
          .init(time: row.time, position: UInt32(position), session: row.session))
        marks &= marks &- 1
      }
      guard row.steps != 0 else { continue }
      unit.events.append(
        CandidateEvent(time: row.time, steps: row.steps, position: UInt32(position)))
      for (key, field) in pattern.keyFields.enumerated() {
        unit.keys[key].append(numbers.number(field: field, source: row.source))
      }
      if pattern.needsSessions { unit.sessions.append(row.session) }
    }
    if let last = rows.last {
      unit.end = .init(
        time: last.time, position: UInt32(rows.count - 1),
        session: rows.reduce(0) { max($0, $1.session) })
    }
  }

  private func relativeTest(_ table: ValueTable) -> UnitSequence.RelativeTest {
    { [pattern, rows, numbers] condition, position, places in
      pattern.conditions[condition].holds { operand in
        var place = position
        if let steps = operand.steps {
          guard let step = steps.last(where: { places[$0] != UnitSequence.none }) else { return nil }
          place = places[step]
        }
        let source = rows[Int(place)].source
        return table.value(numbers.number(field: operand.field, source: source), field: operand.field)
      }
    }
  }

  // MARK: Reading

  /// The number of a field's value at an event of the unit.
  func number(field: Int, event: Int) -> Int32 {
    numbers.number(field: field, source: rows[Int(unit.events[event].position)].source)
  }

  /// The same unit with those events only; all marks stay.
  func narrowed(to events: [Int]) -> UnitSequence {
    var narrowed = unit
    narrowed.events = events.map { unit.events[$0] }
    narrowed.keys = unit.keys.map { keys in events.map { keys[$0] } }
    if !unit.sessions.isEmpty { narrowed.sessions = events.map { unit.sessions[$0] } }
    return narrowed
  }
}
