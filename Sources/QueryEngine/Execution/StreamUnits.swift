import SegmentStore

/// Counts the units that have at least one event of a stream in its range.
enum StreamUnits {
  static func countUsers(of block: RowBlock, stream: BoundStream) throws -> Int {
    if stream.isWhole && !stream.isBounded { return block.userCount }
    if stream.isWhole { return try countUsersInRange(of: block, stream: stream) }
    var rows = try rows(of: stream, in: block)
    if stream.isBounded {
      let times = try block.times()
      rows = rows.filter { stream.range.contains(times[Int($0)]) }
    }
    var count = 0
    var user = -1
    for next in block.users(ofRows: rows) where next != user {
      user = next
      count += 1
    }
    return count
  }

  /// The same where units are smaller than users; and the rows of the stream, in whatever range, without a unit.
  static func count(
    _ map: UnitMap, of block: RowBlock, stream: BoundStream
  ) throws -> (units: Int, rowsWithoutKey: Int) {
    if stream.isWhole && !stream.isBounded { return (map.count, map.rowsWithoutKey) }
    var seen = [Bool](repeating: false, count: map.count)
    var units = 0
    var rowsWithoutKey = 0
    let times = try block.times()
    for row in try rows(of: stream, in: block) {
      let unit = map.unitOfRow[Int(row)]
      if unit == UnitMap.none {
        rowsWithoutKey += 1
      } else if !seen[Int(unit)], stream.range.contains(times[Int(row)]) {
        seen[Int(unit)] = true
        units += 1
      }
    }
    return (units, rowsWithoutKey)
  }

  /// The rows of the stream, whatever its range.
  private static func rows(of stream: BoundStream, in block: RowBlock) throws -> [UInt32] {
    let rows = try stream.events.rows(in: block)
    return try stream.filter?.selection(rows, in: block) ?? rows
  }

  /// Rows of a user ascend in time, so a search among them decides.
  private static func countUsersInRange(of block: RowBlock, stream: BoundStream) throws -> Int {
    let times = try block.times()
    var count = 0
    for user in 0..<block.userCount {
      var low = block.rows(ofUser: user).lowerBound
      let end = block.rows(ofUser: user).upperBound
      var high = end
      while low < high {
        let middle = (low + high) / 2
        if times[middle] < stream.range.lowerBound { low = middle + 1 } else { high = middle }
      }
      if low < end, times[low] < stream.range.upperBound { count += 1 }
    }
    return count
  }
}
