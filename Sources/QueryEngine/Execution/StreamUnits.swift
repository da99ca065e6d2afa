import SegmentStore

/// Counts the units that have at least one event of a stream in its range.
enum StreamUnits {
  static func countUsers(of block: RowBlock, stream: BoundStream) throws -> Int {
    if stream.isWhole && !stream.isBounded { return block.userCount }
    if stream.isWhole { return try countUsersInRange(of: block, stream: stream) }
    let rows = try rows(of: stream, in: block)
    var count = 0
    var user = -1
    for next in block.users(ofRows: rows) where next != user {
      user = next
      count += 1
    }
    return count
  }

  static func count(_ map: UnitMap, of block: RowBlock, stream: BoundStream) throws -> Int {
    if stream.isWhole && !stream.isBounded { return map.count }
    var seen = [Bool](repeating: false, count: map.count)
    var count = 0
    for row in try rows(of: stream, in: block) {
      let unit = map.unitOfRow[Int(row)]
      if unit != UnitMap.none, !seen[Int(unit)] {
        seen[Int(unit)] = true
        count += 1
      }
    }
    return count
  }

  /// The rows of the stream that lie in its range.
  static func rows(of stream: BoundStream, in block: RowBlock) throws -> [UInt32] {
    var rows = try stream.events.rows(in: block)
    if let filter = stream.filter { rows = try filter.selection(rows, in: block) }
    if stream.isBounded {
      let times = try block.times()
      rows = rows.filter { stream.range.contains(times[Int($0)]) }
    }
    return rows
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
