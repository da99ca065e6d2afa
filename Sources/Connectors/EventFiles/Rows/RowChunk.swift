import EventModel

/// Where one row stands in its chunk.
struct TextRow {
  /// What the row's text needs to be split into fields.
  enum Form: UInt8 {
    /// No quotes: every delimiter ends a field.
    case plain
    /// Quotes somewhere.
    case quoted
    /// Quotes that contradict themselves; the offset is in ``RowList/faults``.
    case broken
  }

  var start: UInt32
  /// Without the line end.
  var end: UInt32
  /// Lines between the chunk's first line and the row's.
  var line: UInt32
  var form: Form

  var count: Int { Int(end) - Int(start) }
}

/// The rows of a chunk in the order of the input; empty lines are no rows.
struct RowList {
  private(set) var rows: [TextRow] = []
  /// For each broken row, by its index, where the quotes go wrong, counted from the row's start.
  private(set) var faults: [Int: Int] = [:]

  @inline(__always)
  mutating func append(start: Int, end: Int, line: Int, form: TextRow.Form) {
    if start == end { return }
    rows.append(
      TextRow(
        start: UInt32(truncatingIfNeeded: start), end: UInt32(truncatingIfNeeded: end),
        line: UInt32(truncatingIfNeeded: line), form: form))
  }

  mutating func appendBroken(start: Int, end: Int, line: Int, fault: Int) {
    faults[rows.count] = fault
    append(start: start, end: end, line: line, form: .broken)
  }
}

/// Whole rows cut from an input: what one thread parses at one go.
struct RowChunk {
  /// The text of the rows, then at least ``EventFileLimits/chunkPadding`` bytes without meaning.
  var bytes: [UInt8]
  /// Bytes of text.
  var count: Int
  var list: RowList
  /// Where the chunk's first byte stands.
  var position: EventBatch.Position
  /// A row before the others that was longer than the limit and of which only this is left.
  var skippedRow: SkippedRow?

  /// A row that was too long to be kept.
  struct SkippedRow {
    var position: EventBatch.Position
    /// Its full length without the line end.
    var bytes: Int
    var excerpt: String
  }

  /// Where the row stands in its input.
  func position(of row: TextRow) -> EventBatch.Position {
    EventBatch.Position(
      line: position.line &+ UInt64(row.line), byteOffset: position.byteOffset &+ UInt64(row.start))
  }
}
