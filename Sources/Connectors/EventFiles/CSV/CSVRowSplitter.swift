/// Finds the rows of CSV text, sixty-four bytes at a time.
///
/// The parity of the quotes before a byte tells whether it is inside quotes, wherever quotes stand only where the
/// standard has them. Each block is checked for that; a row with a quote anywhere else is left to
/// ``CSVRowFollower``, which decides alike in all other cases. Hot.
struct CSVRowSplitter: RowSplitter {
  private let delimiter: UInt8
  private let rowLimit: Int
  /// What is left of ``EventFileLimits/rescannedBytes``.
  private var rescanAllowance: Int

  private(set) var rowStart = 0
  private(set) var line = 0
  /// Line ends before ``position``.
  private var linesRead = 0
  /// Bytes before it are dealt with.
  private var position = 0
  /// All ones inside quotes, else zero.
  private var isInside: UInt64 = 0
  /// Whether the byte before ``position`` is a closing quote.
  private var isAfterQuote = false
  private var rowHasQuotes = false
  /// Reads the row at ``rowStart`` if its quotes are unusual.
  private var follower: CSVRowFollower?

  init(delimiter: UInt8, options: EventFileOptions) {
    self.delimiter = delimiter
    rowLimit = options.rowLimit
    rescanAllowance = options.rescanBytes
  }

  mutating func begin() {
    rowStart = 0
    line = 0
    goOn(at: 0)
  }

  func makeFollower() -> CSVRowFollower {
    CSVRowFollower(delimiter: delimiter, rowLimit: rowLimit, rescanAllowance: rescanAllowance)
  }

  mutating func scan(
    _ text: UnsafePointer<UInt8>, count: Int, isEnd: Bool, until rowCount: Int, into list: inout RowList
  ) {
    // A CR at the end may be the first half of a line end.
    let limit = !isEnd && count > 0 && text[count &- 1] == UInt8(ascii: "\r") ? count &- 1 : count
    while list.rows.count < rowCount {
      if follower != nil {
        if !follow(text, count: count, isEnd: isEnd, into: &list) { return }
      } else if position < limit {
        scanBlock(text, limit: limit, count: count, into: &list)
      } else {
        guard isEnd, rowStart < count else { return }
        if isInside != 0 {
          follower = makeFollower()
          position = rowStart
        } else {
          append(to: count, lastByte: 0, text, hasQuotes: rowHasQuotes, into: &list)
          rowStart = count
          line = linesRead
        }
      }
    }
  }

  /// Forgets what was known of the bytes behind `position`, where a row begins.
  private mutating func goOn(at position: Int) {
    self.position = position
    linesRead = line
    isInside = 0
    isAfterQuote = false
    rowHasQuotes = false
    follower = nil
  }

  @inline(__always)
  private mutating func scanBlock(
    _ text: UnsafePointer<UInt8>, limit: Int, count: Int, into list: inout RowList
  ) {
    let available = min(64, limit &- position)
    let valid = ByteMask.lowest(available)
    let block = ByteMask.Block(text + position)
    let lineFeeds = ByteMask.equal(block, ByteMask.Vector(repeating: UInt8(ascii: "\n"))) & valid
    let returns = ByteMask.equal(block, ByteMask.Vector(repeating: UInt8(ascii: "\r"))) & valid
    let quotes = ByteMask.equal(block, ByteMask.Vector(repeating: UInt8(ascii: "\""))) & valid

    var lineEnds = lineFeeds
    if returns != 0 {
      let next = position &+ available
      let isFeedNext = next < count && text[next] == UInt8(ascii: "\n")
      lineEnds |= returns & ~(lineFeeds &>> 1 | (isFeedNext ? 1 : 0) &<< UInt64(available &- 1))
    }
    var parity: UInt64 = 0
    var irregular: UInt64 = 0
    var isAfterQuoteNext = false
    if quotes | isInside != 0 || isAfterQuote {
      parity = ByteMask.prefixParity(quotes) ^ isInside
      let openings = quotes & parity
      let closings = quotes & ~parity
      let delimiters = ByteMask.equal(block, ByteMask.Vector(repeating: delimiter)) & valid
      let breaks = delimiters | lineFeeds | returns
      let mayOpen = (breaks | closings) &<< 1 | (mayOpenQuotes(text) ? 1 : 0)
      let afterClosings = (closings &<< 1 | (isAfterQuote ? 1 : 0)) & valid
      irregular = (openings & ~mayOpen) | (afterClosings & ~(breaks | openings))
      isAfterQuoteNext = closings &>> UInt64(available &- 1) & 1 != 0
    }
    if irregular != 0 { lineEnds &= ByteMask.lowest(irregular.trailingZeroBitCount) }

    var rest = lineEnds
    var quotesAhead = quotes
    while rest != 0 {
      let bit = rest.trailingZeroBitCount
      rest &= rest &- 1
      linesRead &+= 1
      if parity &>> UInt64(bit) & 1 != 0 { continue }
      let before = ByteMask.lowest(bit)
      let end = position &+ bit
      append(
        to: end, lastByte: text[end], text, hasQuotes: rowHasQuotes || quotesAhead & before != 0, into: &list)
      rowHasQuotes = false
      quotesAhead &= ~before
      rowStart = end &+ 1
      line = linesRead
    }
    if irregular != 0 {
      follower = makeFollower()
      position = rowStart
      return
    }
    rowHasQuotes = rowHasQuotes || quotesAhead != 0
    isInside = 0 &- (parity &>> UInt64(available &- 1) & 1)
    isAfterQuote = isAfterQuoteNext
    position &+= available
  }

  /// Whether a quote at ``position`` may open a field, or is the second of a doubled quote.
  private func mayOpenQuotes(_ text: UnsafePointer<UInt8>) -> Bool {
    if position == rowStart || isAfterQuote { return true }
    let before = text[position &- 1]
    return before == delimiter || before == UInt8(ascii: "\n") || before == UInt8(ascii: "\r")
  }

  /// Appends the row that ends before `end`, where the line end `lastByte` stands.
  @inline(__always)
  private func append(
    to end: Int, lastByte: UInt8, _ text: UnsafePointer<UInt8>, hasQuotes: Bool, into list: inout RowList
  ) {
    let isAfterReturn =
      lastByte == UInt8(ascii: "\n") && end > rowStart && text[end &- 1] == UInt8(ascii: "\r")
    list.append(
      start: rowStart, end: isAfterReturn ? end &- 1 : end, line: line, form: hasQuotes ? .quoted : .plain)
  }

  /// Reads the row at ``rowStart`` byte by byte; `false` if it needs more text.
  private mutating func follow(
    _ text: UnsafePointer<UInt8>, count: Int, isEnd: Bool, into list: inout RowList
  ) -> Bool {
    guard let extent = follower?.follow(text, from: &position, count: count, isEnd: isEnd) else {
      return false
    }
    let end = rowStart &+ extent.length
    if let fault = extent.fault {
      list.appendBroken(start: rowStart, end: end, line: line, fault: fault)
      rescanAllowance &-=
        position &- (rowStart &+ extent.next) > 0 ? position &- (rowStart &+ extent.next) : 0
    } else {
      list.append(start: rowStart, end: end, line: line, form: .quoted)
    }
    rowStart &+= extent.next
    line &+= extent.lineEnds
    goOn(at: rowStart)
    return true
  }
}
