/// What stands around the values of a row in one format.
///
/// JSON leaves absent fields out, CSV leaves them empty; both keep the order of the columns.
struct RowLayout: Sendable {
  let rows: DatasetFormat.Rows
  let columns: [String]
  /// For each column what comes before its value if it is not the row's first: `,"name":` or nothing.
  let keys: [[UInt8]]
  /// The most bytes that keys and separators add to a row.
  let overhead: Int

  init(rows: DatasetFormat.Rows, columns: [String]) {
    self.rows = rows
    self.columns = columns
    switch rows {
    case .jsonl:
      keys = columns.enumerated().map { index, name in
        Array((index == 0 ? "{" : ",").utf8) + RowLayout.jsonText(name) + Array(":".utf8)
      }
    case .csv: keys = columns.map { _ in [] }
    }
    overhead = keys.map(\.count).reduce(0, +) + columns.count + 3
  }

  /// The first line of a file; nothing for JSON.
  var header: [UInt8] {
    guard rows == .csv else { return [] }
    return Array(columns.map { RowLayout.csvText($0) }.joined(separator: [UInt8(ascii: ",")])) + [10]
  }

  /// A text as a value in this format.
  func encode(_ text: String) -> [UInt8] {
    rows == .jsonl ? RowLayout.jsonText(text) : RowLayout.csvText(text)
  }

  /// The id of user number `user` (from 0) without quotes: the prefix and `user` + 1 with at least eight
  /// digits, so that the ids of all but gigantic datasets have one length and sort by number.
  static func userID(_ prefix: String, _ user: UInt64) -> String {
    let digits = String(user + 1)
    return prefix + String(repeating: "0", count: max(0, 8 - digits.utf8.count)) + digits
  }

  /// The longest id that ``userID(_:_:)`` makes, encoded.
  func longestUserID(_ prefix: String) -> Int { encode(RowLayout.userID(prefix, UInt64.max - 1)).count }

  /// What comes between two values whose keys are written by hand.
  var separator: [UInt8] { rows == .csv ? [UInt8(ascii: ",")] : [] }

  /// The end of a row whose last column has been written.
  var rowEnd: [UInt8] { rows == .jsonl ? [UInt8(ascii: "}"), 10] : [10] }

  /// What comes before and after text that needs no escaping.
  var quote: [UInt8] { rows == .jsonl ? [UInt8(ascii: "\"")] : [] }

  /// Appends what comes before the value of `column`; `previous` is the column written before it.
  @inline(__always)
  func beginField(_ column: Int, after previous: inout Int, in buffer: inout OutputBuffer) {
    if rows == .csv {
      for _ in previous..<column { buffer.append(UInt8(ascii: ",")) }
    } else {
      buffer.append(keys[column])
    }
    previous = column
  }

  @inline(__always)
  func endRow(after previous: Int, in buffer: inout OutputBuffer) {
    if rows == .csv {
      for _ in previous..<(columns.count &- 1) { buffer.append(UInt8(ascii: ",")) }
    } else {
      buffer.append(UInt8(ascii: "}"))
    }
    buffer.append(10)
  }

  /// Recipes let no control characters through, so that quotes and backslashes are all there is to escape.
  private static func jsonText(_ text: String) -> [UInt8] {
    var bytes: [UInt8] = [UInt8(ascii: "\"")]
    for byte in text.utf8 {
      if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") { bytes.append(UInt8(ascii: "\\")) }
      bytes.append(byte)
    }
    return bytes + [UInt8(ascii: "\"")]
  }

  private static func csvText(_ text: String) -> [UInt8] {
    let quote = UInt8(ascii: "\"")
    let needsQuotes =
      text.utf8.contains { $0 == quote || $0 == UInt8(ascii: ",") } || text.hasPrefix(" ")
      || text.hasSuffix(" ")
    guard needsQuotes else { return Array(text.utf8) }
    var bytes = [quote]
    for byte in text.utf8 {
      if byte == quote { bytes.append(quote) }
      bytes.append(byte)
    }
    return bytes + [quote]
  }
}
