/// Follows one CSV row byte by byte: the definition of where a row ends.
///
/// - A quote opens a quoted field only as the first byte of a field; in a field without opening quote it is a byte
///   like any other (`5" pipe`).
/// - In a quoted field `""` is a quote, and delimiters and line ends mean nothing.
/// - After the closing quote come a delimiter, a line end or the end of the input. Anything else, or a quoted field
///   that never ends, is *broken*: then only the line the row begins on is given up and the next line is a row
///   again, so that one missing quote does not swallow what follows.
/// - LF, CR LF and CR end a row outside quotes.
///
/// What breaks only beyond the row limit does not count as broken, since the row is too long before that.
struct CSVRowFollower: RowFollower {
  private enum State {
    case fieldStart
    case unquoted
    case quoted
    /// After a quote in a quoted field: it closed the field, or the next byte is a quote too.
    case afterQuote
    /// Quotes are broken; only the end of the line is looked for.
    case broken
  }

  private let delimiter: UInt8
  private let rowLimit: Int
  /// How far behind the row's first line a break may be found for the next line to be a row again.
  private let rescanAllowance: Int
  private var state = State.fieldStart
  /// Bytes of the row read so far.
  private var offset = 0
  private var lineEnds = 0
  private var isAfterReturn = false
  private var openingQuote = 0
  private var fault: Int?
  /// Extent of the row's first line, once it has ended within quotes.
  private var firstLine: (length: Int, next: Int)?

  init(delimiter: UInt8, rowLimit: Int, rescanAllowance: Int) {
    self.delimiter = delimiter
    self.rowLimit = rowLimit
    self.rescanAllowance = rescanAllowance
  }

  /// Bytes read of the row, at the end those beyond its extent included.
  var bytesRead: Int { offset }

  mutating func follow(
    _ text: UnsafePointer<UInt8>, from: inout Int, count: Int, isEnd: Bool
  ) -> RowExtent? {
    let quote = UInt8(ascii: "\"")
    let lineFeed = UInt8(ascii: "\n")
    let carriageReturn = UInt8(ascii: "\r")
    while from < count {
      let byte = text[from]
      var endsLine = byte == lineFeed
      if byte == carriageReturn {
        // Without the byte behind it nobody knows whether the line ends here or there.
        if from &+ 1 == count && !isEnd { return nil }
        endsLine = from &+ 1 == count || text[from &+ 1] != lineFeed
      }
      if endsLine && state != .quoted {
        return extent(endingAt: offset &- (byte == lineFeed && isAfterReturn ? 1 : 0), next: offset &+ 1)
      }
      switch state {
      case .fieldStart:
        if byte == quote {
          state = .quoted
          openingQuote = offset
        } else if byte != delimiter {
          state = .unquoted
        }
      case .unquoted:
        if byte == delimiter { state = .fieldStart }
      case .quoted:
        if byte == quote {
          state = .afterQuote
        } else if endsLine {
          lineEnds &+= 1
          if firstLine == nil {
            firstLine = (offset &- (byte == lineFeed && isAfterReturn ? 1 : 0), offset &+ 1)
          }
        }
      case .afterQuote:
        if byte == quote {
          state = .quoted
        } else if byte == delimiter {
          state = .fieldStart
        } else if byte != carriageReturn || endsLine, let extent = breakRow(at: offset) {
          return extent
        }
      case .broken: break
      }
      isAfterReturn = byte == carriageReturn
      offset &+= 1
      from &+= 1
    }
    guard isEnd else { return nil }
    if state == .quoted, let extent = breakRow(at: openingQuote) { return extent }
    return extent(endingAt: offset, next: offset)
  }

  /// Notes that the quotes are wrong; answers with the row's first line if that lies behind already.
  private mutating func breakRow(at fault: Int) -> RowExtent? {
    guard offset <= rowLimit else {
      state = .unquoted
      return nil
    }
    self.fault = fault
    guard let firstLine else {
      state = .broken
      return nil
    }
    guard offset &- firstLine.next <= rescanAllowance else {
      state = .broken
      return nil
    }
    return RowExtent(length: firstLine.length, next: firstLine.next, lineEnds: 1, fault: fault)
  }

  private func extent(endingAt length: Int, next: Int) -> RowExtent {
    RowExtent(length: length, next: next, lineEnds: lineEnds &+ (next > offset ? 1 : 0), fault: fault)
  }
}
