import EventModel
import SegmentStore
import SequenceMatcher

/// The rows of one block that a pattern looks at, with the steps and marks each of them stands for.
struct CandidateRows {
  /// Ascending.
  private(set) var rows: [UInt32] = []
  /// By row of the block: bit `i` for step `i` or mark class `i`.
  private(set) var steps: [UInt64]
  private(set) var marks: [UInt64]
  /// By row, whether it belongs to the stream; empty unless every row was asked for.
  private(set) var isInStream: [Bool] = []

  init(_ pattern: BoundPattern, _ stream: BoundStream, in block: RowBlock, allRows: Bool) throws {
    steps = [UInt64](repeating: 0, count: block.rowCount)
    marks = [UInt64](repeating: 0, count: pattern.marks.isEmpty ? 0 : block.rowCount)
    for (number, step) in pattern.steps.enumerated() {
      // Copies of a repeated step share their rows.
      for row in try step.rows(in: block, stream: stream) { steps[Int(row)] |= 1 << UInt64(number) }
    }
    var all: [UInt32] = []
    if allRows {
      all = try stream.events.rows(in: block)
      if let filter = stream.filter { all = try filter.selection(all, in: block) }
    }
    for (number, marks) in pattern.marks.enumerated() {
      let bit: UInt64 = 1 << UInt64(number)
      switch marks.events {
      case .all: for row in all { self.marks[Int(row)] |= bit }
      case .of(let step):
        for row in try step.rows(in: block, stream: stream) { self.marks[Int(row)] |= bit }
      case .allExcept(let step):
        for row in all { self.marks[Int(row)] |= bit }
        for row in try step.rows(in: block, stream: stream) { self.marks[Int(row)] &= ~bit }
      }
    }
    if allRows {
      rows = all
    } else {
      for row in 0..<block.rowCount where steps[row] != 0 || (!marks.isEmpty && marks[row] != 0) {
        rows.append(UInt32(row))
      }
    }
  }
}

/// One event of a unit as it was found.
struct UnitRow {
  /// µs.
  var time: Int64
  /// What orders events of equal times: block, then row.
  var order: UInt64
  var steps: UInt64
  var marks: UInt64
  /// The number of the session it lies in, where windows count sessions.
  var session: UInt32
  /// Where ``FieldNumbers`` keeps its values.
  var source: UInt32
}
