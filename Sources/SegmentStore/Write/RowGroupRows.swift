package import EventModel

/// The rows of one row group in order, before encoding.
///
/// Users come in (hash, id) order, rows of a user in sequence order. A plain value: it is filled by one thread and
/// encoded by another.
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
    makeColumn(place)
    if columns[place].rows.last == row { return }
    columns[place].append(row: row, type: type, payload: payload)
  }

  /// Gives every row the same value, whatever the column held.
  package mutating func setValue(column: UInt32, type: PropertyType, payload: UInt64) {
    makeColumn(Int(column))
    columns[Int(column)] = ColumnValues(repeating: payload, type: type, rows: count)
  }

  private mutating func makeColumn(_ place: Int) {
    while columns.count <= place { columns.append(ColumnValues()) }
  }
}
