package import EventModel

/// The rows of one row group in order, before encoding.
///
/// Users come in (hash, id) order, rows of a user in sequence order.
package struct RowGroupRows: Sendable {
  package var userHashes: [UInt64] = []
  package var userIDs = TextList()
  package var userCounts: [UInt32] = []
  package var events: [UInt32] = []
  package var times: [Int64] = []
  /// By column code of the file; columns without a value in the group are empty or missing at the end.
  package var columns: [ColumnValues] = []

  package init() {}

  package var count: Int { events.count }

  package mutating func reserveCapacity(users: Int, rows: Int) {
    userHashes.reserveCapacity(users)
    userCounts.reserveCapacity(users)
    events.reserveCapacity(rows)
    times.reserveCapacity(rows)
  }

  /// Makes room for another group in the same memory.
  package mutating func removeAll() {
    userHashes.removeAll(keepingCapacity: true)
    userIDs.removeAll()
    userCounts.removeAll(keepingCapacity: true)
    events.removeAll(keepingCapacity: true)
    times.removeAll(keepingCapacity: true)
    for code in columns.indices { columns[code].removeAll() }
  }

  package mutating func beginUser(hash: UInt64, id: some Collection<UInt8>) {
    userHashes.append(hash)
    userIDs.append(id)
    userCounts.append(0)
  }

  package mutating func appendRow(event: UInt32, time: Int64) {
    userCounts[userCounts.count - 1] += 1
    events.append(event)
    times.append(time)
  }

  /// Gives the row appended last a value; a second value for the same column is ignored.
  package mutating func appendValue(column: UInt32, type: PropertyType, payload: UInt64) {
    let row = UInt32(truncatingIfNeeded: events.count &- 1)
    let place = Int(column)
    if place >= columns.count { makeColumn(place) }
    if columns[place].values.last?.row == row { return }
    columns[place].values.append(.init(row: row, type: type, payload: payload))
  }

  /// Gives every row the same value, whatever the column held.
  package mutating func setValue(column: UInt32, type: PropertyType, payload: UInt64) {
    makeColumn(Int(column))
    columns[Int(column)].common = .init(row: 0, type: type, payload: payload)
  }

  private mutating func makeColumn(_ place: Int) {
    while columns.count <= place { columns.append(ColumnValues()) }
  }
}
