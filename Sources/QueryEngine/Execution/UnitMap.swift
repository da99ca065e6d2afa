import EventModel
import SegmentStore

/// Which unit each row of a block belongs to, where units are smaller than users.
///
/// Units are numbered from 0 within the block, those of one user one after the other.
struct UnitMap {
  /// The mark of a row without a unit: it lacks the key.
  static let none = UInt32.max

  private(set) var unitOfRow: [UInt32]
  private(set) var count = 0
  /// Rows without a unit.
  private(set) var rowsWithoutKey = 0

  /// The sessions of every user: all events take part, whatever the statement filters.
  init(sessionsOf block: RowBlock, column: Int?, gap: SessionGap, resetZone: ZoneRules?) throws {
    unitOfRow = [UInt32](repeating: Self.none, count: block.rowCount)
    if let column {
      try numberSessions(of: block, by: column)
    } else {
      try splitSessions(of: block, gap: gap, resetZone: resetZone)
    }
  }

  /// The sessions of a block's rows for windows that count them; rows without a session belong to the one before.
  static func sessionNumbers(of block: RowBlock, column: Int?, gap: SessionGap) throws -> [UInt32] {
    var sessions = try UnitMap(sessionsOf: block, column: column, gap: gap, resetZone: nil).unitOfRow
    var last: UInt32 = 0
    for row in sessions.indices {
      if sessions[row] == none { sessions[row] = last }
      last = sessions[row]
    }
    return sessions
  }

  private mutating func numberSessions(of block: RowBlock, by column: Int) throws {
    guard let chunk = try block.column(column) else {
      rowsWithoutKey = block.rowCount
      return
    }
    var numbers: [UInt32: UInt32] = [:]
    for user in 0..<block.userCount {
      numbers.removeAll(keepingCapacity: true)
      for row in block.rows(ofUser: user) {
        let code = chunk.codesByRow[row]
        if code == 0 {
          rowsWithoutKey += 1
        } else if let number = numbers[code] {
          unitOfRow[row] = number
        } else {
          numbers[code] = UInt32(count)
          unitOfRow[row] = UInt32(count)
          count += 1
        }
      }
    }
  }

  private mutating func splitSessions(of block: RowBlock, gap: SessionGap, resetZone: ZoneRules?) throws {
    let times = try block.times()
    let gapAfter = try gap.reading(block)
    let days = resetZone.map { CalendarBucket(.day, zone: $0) }
    for user in 0..<block.userCount {
      var previous: Int64?
      for row in block.rows(ofUser: user) {
        let time = times[row]
        let splits =
          previous.map { previous in
            time - previous > gapAfter(row - 1)
              || days.map {
                $0.index(of: Timestamp(microseconds: previous)) != $0.index(of: Timestamp(microseconds: time))
              } ?? false
          } ?? true
        if splits { count += 1 }
        unitOfRow[row] = UInt32(count - 1)
        previous = time
      }
    }
  }
}
