import EventModel
import SegmentStore

/// Events in memory, as they came, until they are sorted and written.
///
/// User ids, event names and string values are numbered, so that a row costs a few words whatever its texts are.
/// Event and column codes are those of the whole ingest and are shared by its runs. Filled by one thread. Hot.
struct EventRun: ~Copyable, Sendable {
  /// One event; kept in one piece because sorting makes reading rows jump, and of halves of words so that it has no
  /// padding.
  struct Row {
    private var timeLow: UInt32
    private var timeHigh: UInt32
    var user: UInt32
    var event: UInt32
    /// The end of the row's cells; they start where those of the row before end.
    var cellEnd: UInt32

    init(time: Int64, user: UInt32, event: UInt32, cellEnd: UInt32) {
      timeLow = UInt32(truncatingIfNeeded: time)
      timeHigh = UInt32(truncatingIfNeeded: time >> 32)
      self.user = user
      self.event = event
      self.cellEnd = cellEnd
    }

    /// µs.
    @inline(__always)
    var time: Int64 { Int64(Int32(bitPattern: timeHigh)) << 32 | Int64(timeLow) }
  }

  var users = TextDictionary()
  /// String values of properties.
  var texts = TextDictionary()
  var rows = GrowingBuffer<Row>()
  /// Per value a word: column below, type in bits 24 to 31, and for strings the number in ``texts`` above; other values
  /// follow as in ``EventBatch/Cell`` in a word of their own.
  private var cells = GrowingBuffer<UInt64>()
  /// What every row has beside its cells, and how rows become those of their users.
  var layout = RunLayout()

  var count: Int { rows.count }

  /// Bytes of memory held, roughly; what the budget of an ingest is compared with.
  var byteCount: Int {
    // Sorting needs another four bytes a row.
    rows.count * (MemoryLayout<Row>.stride + 4) + cells.count * 8 + users.byteCount
      + texts.byteCount
  }

  /// Whether the next batch might not be numbered in 32 bits any more, whatever the budget.
  var isFull: Bool { max(rows.count, cells.count) >= 1 << 31 }

  /// Appends all rows of `batch`, as events of one `name` where it is given; `columns` maps its column numbers to codes of
  /// the ingest.
  mutating func append(
    _ batch: EventBatch, events: inout TextDictionary, name fixedName: UInt32? = nil, columns: [UInt32]
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
          let head = UInt64(columns[Int(cell.column)]) | UInt64(cell.type.rawValue) &<< 24
          let payload = cell.payload
          if cell.type == .string {
            let value = text(UInt32(truncatingIfNeeded: payload >> 32), UInt32(truncatingIfNeeded: payload))
            cells.append(head | UInt64(texts.number(of: value)) &<< 32)
          } else {
            cells.append(head)
            cells.append(payload)
          }
        }
        rows.append(
          Row(
            time: batch.times[row].microseconds, user: users.number(of: text(user.offset, user.length)),
            event: fixedName ?? events.number(of: text(name.offset, name.length)),
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

  /// Appends one row; `values` are column, type and payload, strings numbered in ``texts``.
  mutating func appendRow(
    user: UInt32, event: UInt32, time: Int64, values: [(column: UInt32, type: PropertyType, payload: UInt64)]
  ) {
    for value in values {
      let head = UInt64(value.column) | UInt64(value.type.rawValue) &<< 24
      if value.type == .string {
        cells.append(head | value.payload &<< 32)
      } else {
        cells.append(head)
        cells.append(value.payload)
      }
    }
    rows.append(
      Row(time: time, user: user, event: event, cellEnd: UInt32(truncatingIfNeeded: cells.count)))
  }

  /// Calls `body` with column, type and payload of every value of a row; strings are numbers in ``texts``.
  @inline(__always)
  func forEachValue(ofRow row: Int, _ body: (UInt32, PropertyType, UInt64) -> Void) {
    var place = Int(row == 0 ? 0 : rows[row &- 1].cellEnd)
    let end = Int(rows[row].cellEnd)
    while place < end {
      let word = cells[place]
      place &+= 1
      let column = UInt32(truncatingIfNeeded: word) & 0xff_ffff
      guard let type = PropertyType(rawValue: UInt8(truncatingIfNeeded: word &>> 24)) else { continue }
      if type == .string {
        body(column, type, word &>> 32)
      } else {
        body(column, type, cells[place])
        place &+= 1
      }
    }
  }

  /// Makes room for other events in the same memory.
  mutating func removeAll() {
    users.removeAll()
    texts.removeAll()
    rows.removeAll()
    cells.removeAll()
  }
}
