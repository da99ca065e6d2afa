import EventModel

/// Rows of units that gather events of many users, kept until all blocks are read.
///
/// Memory grows with the events that the statement names. Events of equal times are ordered by their users, as the
/// store orders them, which does not depend on files or threads.
struct GatheredUnits {
  /// The values of units, under field 0.
  var keys = ValueTable(fieldCount: 1)
  private var rows: [UnitRow] = []
  private var keyOfRow: [Int32] = []
  /// By field and row.
  private var numbers: [[Int32]]
  /// By key number, whether the unit has an event of the stream in the range.
  private var isInRange: [Bool] = []

  init(fieldCount: Int) {
    numbers = [[Int32]](repeating: [], count: fieldCount)
  }

  mutating func markInRange(_ key: Int32) {
    if isInRange.count <= Int(key) {
      isInRange += [Bool](repeating: false, count: Int(key) + 1 - isInRange.count)
    }
    isInRange[Int(key)] = true
  }

  var unitsInRange: Int { isInRange.count { $0 } }

  mutating func append(_ row: UnitRow, key: Int32, _ values: FieldNumbers) {
    for field in numbers.indices { numbers[field].append(values.number(field: field, source: row.source)) }
    var row = row
    row.source = UInt32(rows.count)
    rows.append(row)
    keyOfRow.append(key)
  }

  /// Takes over what another worker has gathered; `table` is the table that numbers the values here.
  mutating func merge(
    _ other: GatheredUnits, from otherTable: ValueTable, into table: inout ValueTable,
    _ probe: inout CancelProbe
  ) throws {
    let newKeys = [0] + other.keys.values[0].map { keys.number(of: $0, field: 0) }
    for (key, inRange) in other.isInRange.enumerated() where inRange { markInRange(newKeys[key]) }
    let first = UInt32(rows.count)
    for field in numbers.indices {
      let new = [0] + otherTable.values[field].map { table.number(of: $0, field: field) }
      numbers[field] += other.numbers[field].map { new[Int($0)] }
    }
    for (index, row) in other.rows.enumerated() {
      try probe.count()
      var row = row
      row.source = first + UInt32(index)
      rows.append(row)
      keyOfRow.append(newKeys[Int(other.keyOfRow[index])])
    }
  }

  var fieldNumbers: FieldNumbers { FieldNumbers(gathered: numbers) }

  /// The rows of every unit in their order.
  func units(_ probe: inout CancelProbe) throws -> [(key: Int32, rows: [UnitRow])] {
    let order = try rows.indices.sorted { left, right in
      try probe.count()
      return (keyOfRow[left], rows[left].time, rows[left].order)
        < (keyOfRow[right], rows[right].time, rows[right].order)
    }
    var units: [(key: Int32, rows: [UnitRow])] = []
    for index in order {
      try probe.count()
      if units.last?.key != keyOfRow[index] { units.append((keyOfRow[index], [])) }
      units[units.count - 1].rows.append(rows[index])
    }
    return units
  }
}
