import SegmentStore

/// Some rows of a block, by user and in order of time.
struct UserRows {
  private(set) var rows: [UInt32]
  private let times: [Int64]
  /// Where the rows of each user begin; one more entry ends the last.
  private let starts: [Int]

  /// `rows` ascend.
  init(_ rows: [UInt32], in block: RowBlock) throws {
    self.rows = rows
    let blockTimes = rows.isEmpty ? nil : try block.times()
    times = rows.map { row in blockTimes.map { $0[Int(row)] } ?? 0 }
    var starts: [Int] = []
    starts.reserveCapacity(block.userCount + 1)
    var place = 0
    for end in block.userEnds {
      starts.append(place)
      while place < rows.count, rows[place] < end { place += 1 }
    }
    starts.append(place)
    self.starts = starts
  }

  /// Places in ``rows`` of the user's rows whose time lies in the half-open `range`.
  func places(of user: Int, in range: Range<Int64>) -> Range<Int> {
    let first = firstPlace(of: user, notBefore: range.lowerBound)
    let end = firstPlace(of: user, notBefore: range.upperBound)
    return first..<max(first, end)
  }

  /// The time of the user's first row, or `nil` without any.
  func firstTime(of user: Int) -> Int64? {
    starts[user] < starts[user + 1] ? times[starts[user]] : nil
  }

  func time(at place: Int) -> Int64 { times[place] }

  private func firstPlace(of user: Int, notBefore time: Int64) -> Int {
    var (low, high) = (starts[user], starts[user + 1])
    while low < high {
      let middle = (low + high) / 2
      if times[middle] < time { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
