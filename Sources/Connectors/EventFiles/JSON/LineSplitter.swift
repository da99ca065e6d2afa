import Glibc

/// Finds the rows of a text with one row per line; LF or CR LF ends a line.
struct LineSplitter: RowSplitter {
  private(set) var rowStart = 0
  private(set) var line = 0
  /// Bytes before it hold no line end that was not dealt with.
  private var position = 0

  mutating func begin() {
    rowStart = 0
    line = 0
    position = 0
  }

  func makeFollower() -> LineFollower { LineFollower() }

  mutating func scan(
    _ text: UnsafePointer<UInt8>, count: Int, isEnd: Bool, until rowCount: Int, into list: inout RowList
  ) {
    while list.rows.count < rowCount {
      guard let found = memchr(text + position, Int32(UInt8(ascii: "\n")), count &- position) else {
        position = count
        break
      }
      let end = UnsafePointer(found.assumingMemoryBound(to: UInt8.self)) - text
      let isAfterReturn = end > rowStart && text[end &- 1] == UInt8(ascii: "\r")
      list.append(start: rowStart, end: isAfterReturn ? end &- 1 : end, line: line, form: .plain)
      rowStart = end &+ 1
      position = rowStart
      line &+= 1
    }
    if isEnd && position == count && rowStart < count && list.rows.count < rowCount {
      list.append(start: rowStart, end: count, line: line, form: .plain)
      rowStart = count
    }
  }
}

/// Finds the end of one line of any length.
struct LineFollower: RowFollower {
  private var offset = 0
  private var isAfterReturn = false

  mutating func follow(
    _ text: UnsafePointer<UInt8>, from: inout Int, count: Int, isEnd: Bool
  ) -> RowExtent? {
    while from < count {
      if text[from] == UInt8(ascii: "\n") {
        return RowExtent(length: offset &- (isAfterReturn ? 1 : 0), next: offset &+ 1, lineEnds: 1)
      }
      isAfterReturn = text[from] == UInt8(ascii: "\r")
      offset &+= 1
      from &+= 1
    }
    return isEnd ? RowExtent(length: offset, next: offset, lineEnds: 0) : nil
  }
}
