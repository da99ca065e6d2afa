import EventModel
import SegmentStore

/// The units that gather events of many users, numbered by the value they share; 0 stands for no unit.
struct UnitKeys {
  private var table = ValueTable(fieldCount: 1)
  /// By number, whether the unit has an event of the stream in the range.
  private var isSeen: [Bool] = [false]
  /// Events of the stream that belong to no unit.
  private(set) var rowsWithoutKey = 0

  /// Units with an event of the stream in the range.
  var seen: Int { isSeen.count { $0 } }

  /// The unit of each row in `rows`, which are all rows of the stream in a block, in whatever range.
  mutating func numbers(
    of field: BoundFilter.Field, rows: [UInt32], in block: RowBlock, range: Range<Int64>
  ) throws -> [Int32] {
    let times = try block.times()
    let numbers = try FieldNumbers([field], rows: rows, in: block, table: &table)
    makeRoom()
    return rows.map { row in
      let number = numbers.number(field: 0, source: row)
      if number == 0 {
        rowsWithoutKey += 1
      } else if range.contains(times[Int(row)]) {
        isSeen[Int(number)] = true
      }
      return number
    }
  }

  /// Takes over the units that another worker numbered, and tells their numbers here.
  mutating func merge(_ other: UnitKeys) -> [Int32] {
    let new = [0] + other.table.values[0].map { table.number(of: $0, field: 0) }
    makeRoom()
    for (number, wasSeen) in other.isSeen.enumerated() where wasSeen { isSeen[Int(new[number])] = true }
    rowsWithoutKey += other.rowsWithoutKey
    return new
  }

  /// By number, the place of the unit in the order of values.
  var rank: [Int32] {
    let values = table.values[0]
    var rank = [Int32](repeating: 0, count: values.count + 1)
    let order = values.indices.sorted { PropertyValue.listsBefore(values[$0], values[$1]) }
    for (place, index) in order.enumerated() { rank[index + 1] = Int32(place) + 1 }
    return rank
  }

  private mutating func makeRoom() {
    let missing = table.values[0].count + 1 - isSeen.count
    if missing > 0 { isSeen += [Bool](repeating: false, count: missing) }
  }
}
