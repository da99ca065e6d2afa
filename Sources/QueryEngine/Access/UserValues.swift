import EventModel
import SegmentStore

/// Says which of the values that a property of users has in events and in the table of users counts for a user.
///
/// As a rule the newest, where at the same instant the table knows better. Of a property that says when something was
/// first, like the day a user joined, the earliest time there is; the newest value only where no value is a time.
struct UserValues {
  /// Where the value that counts stands.
  enum Place {
    /// In a row of the block.
    case event(Int)
    /// In a row of the table.
    case listed(Int)
  }

  /// The values that rows of the block have themselves, and when the rows were.
  var told: ColumnChunk?
  var times: RowTimes?
  /// The values that rows of the table have.
  var listed: ColumnChunk?
  var table: UserTableRows?
  var isEarliest: Bool

  /// `nil` where the user has no value.
  func place(ofUser user: Int, events: Range<Int>) -> Place? {
    let rows = table?.rows(ofUser: user) ?? 0..<0
    return isEarliest ? earliest(events, rows) ?? newest(events, rows) : newest(events, rows)
  }

  private func newest(_ events: Range<Int>, _ rows: Range<Int>) -> Place? {
    let event = told.flatMap { told in events.last { told.codesByRow[$0] != 0 } }
    let row = listed.flatMap { listed in rows.last { listed.codesByRow[$0] != 0 } }
    switch (event, row) {
    case (let event?, let row?):
      return (times?[event] ?? .min) > (table?.time(ofRow: row) ?? .min) ? .event(event) : .listed(row)
    case (let event?, nil): return .event(event)
    case (nil, let row?): return .listed(row)
    case (nil, nil): return nil
    }
  }

  private func earliest(_ events: Range<Int>, _ rows: Range<Int>) -> Place? {
    let event = told.flatMap { Self.earliestTime(events, in: $0) }
    let row = listed.flatMap { Self.earliestTime(rows, in: $0) }
    switch (event, row) {
    case (let event?, let row?): return event.time < row.time ? .event(event.row) : .listed(row.row)
    case (let event?, nil): return .event(event.row)
    case (nil, let row?): return .listed(row.row)
    case (nil, nil): return nil
    }
  }

  private static func earliestTime(_ rows: Range<Int>, in chunk: ColumnChunk) -> (row: Int, time: Int64)? {
    var earliest: (row: Int, time: Int64)?
    for row in rows where chunk.codesByRow[row] != 0 {
      let entry = Int(chunk.codesByRow[row] - 1)
      guard chunk.dictionary.types[entry] == .timestamp else { continue }
      let time = Int64(bitPattern: chunk.dictionary.payloads[entry])
      if let earliest, earliest.time <= time { continue }
      earliest = (row, time)
    }
    return earliest
  }
}
