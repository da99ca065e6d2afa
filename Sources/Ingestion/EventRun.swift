import EventModel
import SegmentStore

/// Events in memory, as they came, until they are sorted and written.
///
/// User ids, event names and string values are numbered, so that a row costs a few words whatever its texts are.
/// Event and column codes are those of the whole ingest and are shared by its runs. Filled by one thread.
struct EventRun {
  var users = TextDictionary()
  /// String values of properties.
  var texts = TextDictionary()
  var rowUsers: [UInt32] = []
  var rowEvents: [UInt32] = []
  var rowTimes: [Int64] = []
  var cellEnds: [UInt32] = []
  var cellColumns: [UInt32] = []
  var cellTypes: [PropertyType] = []
  var cellPayloads: [UInt64] = []
  /// The column that names the source and the number of its name in ``texts``; the same for every row.
  var sourceColumn: UInt32 = 0
  var sourceText: UInt32 = 0

  var count: Int { rowTimes.count }

  /// Bytes of memory held, roughly; what the budget of an ingest is compared with.
  var byteCount: Int {
    // Sorting needs another four bytes a row.
    count * 24 + cellColumns.count * 13 + users.byteCount + texts.byteCount
  }

  /// Appends all rows of `batch`; `columns` maps its column numbers to codes of the ingest.
  mutating func append(_ batch: EventBatch, events: inout TextDictionary, columns: [UInt32]) {
    batch.arena.withUnsafeBytes { arena in
      func text(_ range: EventBatch.ByteRange) -> UnsafeRawBufferPointer {
        let start = Int(range.offset)
        return UnsafeRawBufferPointer(rebasing: arena[start..<start + Int(range.length)])
      }
      for row in 0..<batch.count {
        rowUsers.append(users.number(of: text(batch.users[row])))
        rowEvents.append(events.number(of: text(batch.names[row])))
        rowTimes.append(batch.times[row].microseconds)
        for index in batch.cellRange(ofRow: row) {
          let cell = batch.cells[index]
          cellColumns.append(columns[Int(cell.column)])
          cellTypes.append(cell.type)
          if cell.type == .string {
            let range = EventBatch.ByteRange(
              offset: UInt32(truncatingIfNeeded: cell.payload >> 32),
              length: UInt32(truncatingIfNeeded: cell.payload))
            cellPayloads.append(UInt64(texts.number(of: text(range))))
          } else {
            cellPayloads.append(cell.payload)
          }
        }
        cellEnds.append(UInt32(cellColumns.count))
      }
    }
  }

  func cells(ofRow row: Int) -> Range<Int> {
    Int(row == 0 ? 0 : cellEnds[row - 1])..<Int(cellEnds[row])
  }
}
