import SegmentStore

/// Counts the units that have at least one event of a stream in its range.
enum StreamUnits {
  static func countUsers(of block: RowBlock, stream: BoundStream) throws -> Int {
    if stream.isWhole && !stream.isBounded { return block.userCount }
    if stream.isWhole { return try countUsersInRange(of: block, stream: stream) }
    if !stream.isBounded, stream.events == .all, let filter = stream.filter,
      let count = try countUsers(of: block, filter)
    {
      return count
    }
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

  /// Users with a row that passes a test of one column, `nil` for other filters: most users are settled by their first
  /// row, so no list of rows is made.
  private static func countUsers(of block: RowBlock, _ filter: BoundFilter) throws -> Int? {
    guard case .test(.column(let number), let test) = filter else { return nil }
    block.noteAllRows()
    if let runs = try block.runs(ofColumn: number) {
      return runs.countUsers(block.userEnds, accepted: test.accepted(of: runs.dictionary))
    }
    guard let chunk = try block.column(number) else { return test.holds(nil) ? block.userCount : 0 }
    let accepted = test.accepted(of: chunk.dictionary)
    var count = 0
    chunk.codesByRow.withUnsafeBufferPointer { codes in
      accepted.withUnsafeBufferPointer { accepted in
        var row = 0
        for end in block.userEnds {
          while row < Int(end) {
            if accepted[Int(codes[row])] {
              count &+= 1
              break
            }
            row &+= 1
          }
          row = Int(end)
        }
      }
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
