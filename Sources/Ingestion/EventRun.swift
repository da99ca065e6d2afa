import EventModel
import SegmentStore

/// Events in memory, as they came, until they are sorted and written.
///
/// User ids, event names and string values are numbered, so that a row costs a few words whatever its texts are.
/// Event and column codes are those of the whole ingest and are shared by its runs. Filled by one thread. Hot.
struct EventRun: ~Copyable, Sendable {
  /// One event; kept in one piece because sorting makes reading rows jump.
  struct Row {
    var time: Int64
    var user: UInt32
    var event: UInt32
    /// The end of the row's cells; they start where those of the row before end.
    var cellEnd: UInt32
  }

  struct Cell {
    /// Strings: number in ``texts``; other types as in ``EventBatch/Cell``.
    var payload: UInt64
    var column: UInt32
    var type: PropertyType
  }

  var users = TextDictionary()
  /// String values of properties.
  var texts = TextDictionary()
  var rows = GrowingBuffer<Row>()
  var cells = GrowingBuffer<Cell>()
  /// The column that names the source and the number of its name in ``texts``; the same for every row.
  var sourceColumn: UInt32 = 0
  var sourceText: UInt32 = 0

  var count: Int { rows.count }

  /// Bytes of memory held, roughly; what the budget of an ingest is compared with.
  var byteCount: Int {
    // Sorting needs another four bytes a row.
    rows.count * (MemoryLayout<Row>.stride + 4) + cells.count * MemoryLayout<Cell>.stride + users.byteCount
      + texts.byteCount
  }

  /// Whether the next batch might not be numbered in 32 bits any more, whatever the budget.
  var isFull: Bool { max(rows.count, cells.count) >= 1 << 31 }

  /// Appends all rows of `batch`; `columns` maps its column numbers to codes of the ingest.
  mutating func append(
    _ batch: EventBatch, events: inout TextDictionary, columns: [UInt32]
  ) throws(StoreError) {
    var longest: UInt32 = 0
    var (earliest, latest) = (Timestamp.latest, Timestamp.earliest)
    batch.arena.withUnsafeBytes { arena in
      func text(_ offset: UInt32, _ length: UInt32) -> UnsafeRawBufferPointer {
        longest = max(longest, length)
        return UnsafeRawBufferPointer(rebasing: arena[Int(offset)..<Int(offset) + Int(length)])
      }
      var start = 0
      for row in 0..<batch.count {
        let (user, name) = (batch.users[row], batch.names[row])
        let end = Int(batch.cellEnds[row])
        for cell in batch.cells[start..<end] {
          var payload = cell.payload
          if cell.type == .string {
            let value = text(UInt32(truncatingIfNeeded: payload >> 32), UInt32(truncatingIfNeeded: payload))
            payload = UInt64(texts.number(of: value))
          }
          cells.append(Cell(payload: payload, column: columns[Int(cell.column)], type: cell.type))
        }
        rows.append(
          Row(
            time: batch.times[row].microseconds, user: users.number(of: text(user.offset, user.length)),
            event: events.number(of: text(name.offset, name.length)),
            cellEnd: UInt32(truncatingIfNeeded: cells.count)))
        earliest = min(earliest, batch.times[row])
        latest = max(latest, batch.times[row])
        start = end
      }
    }
    try SegmentLimits.check(Int(longest), "bytes of one text", SegmentLimits.textBytes)
    for time in [earliest, latest] where time < .earliest || time > .latest {
      throw .limitReached(
        limit: "time in µs", value: Int(time.microseconds), allowed: Int(Timestamp.latest.microseconds))
    }
    try SegmentLimits.check(events.count, "event names per file", SegmentLimits.eventNames)
  }

  func cells(ofRow row: Int) -> Range<Int> {
    Int(row == 0 ? 0 : rows[row - 1].cellEnd)..<Int(rows[row].cellEnd)
  }
}
