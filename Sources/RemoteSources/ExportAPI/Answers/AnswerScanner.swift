import Connectors
import Glibc

/// Reads an answer in one pass over its bytes: checks that it is JSON (RFC 8259, no leniency), finds the rows and turns
/// them into JSON Lines without making values of them, and keeps the few values that paths ask for. Hot.
///
/// Of a member that comes twice the last value counts. Nesting is bounded, so hostile answers stay harmless.
struct AnswerScanner {
  static let deepestNesting = 64
  /// A value that is kept, like a cursor, is no longer than this.
  static let longestValue = 64 << 10

  private let text: UnsafePointer<UInt8>
  private let count: Int
  private var position = 0
  private let rowsPath: [String]
  private let paths: [AnswerPath]
  private var page = AnswerPage()
  /// Where the first row begins, the last ends, and a comma stands between two.
  private var firstRow = 0
  private var lastRowEnd = 0
  private var commas: [Int] = []
  private var hasRows = false

  /// The page that `bytes` hold.
  static func page(of bytes: [UInt8], rows: AnswerPath, values: [AnswerPath]) throws(AnswerFault)
    -> AnswerPage
  {
    do {
      _ = try UTF8Span(validating: bytes.span)
    } catch {
      throw AnswerFault(expected: "UTF-8", offset: error.byteOffsets.lowerBound)
    }
    let outcome = bytes.withUnsafeBufferPointer { buffer -> Result<AnswerPage, AnswerFault> in
      guard let base = buffer.baseAddress else {
        return .failure(AnswerFault(expected: "a value", offset: 0))
      }
      var scanner = AnswerScanner(text: base, count: buffer.count, rowsPath: rows.names, paths: values)
      do throws(AnswerFault) {
        return .success(try scanner.scan())
      } catch {
        return .failure(error)
      }
    }
    return try outcome.get()
  }

  private init(text: UnsafePointer<UInt8>, count: Int, rowsPath: [String], paths: [AnswerPath]) {
    self.text = text
    self.count = count
    self.rowsPath = rowsPath
    self.paths = paths
  }

  private mutating func scan() throws(AnswerFault) -> AnswerPage {
    try scanAlongPaths(depth: 0, rowsDepth: 0, active: Array(paths.indices))
    skipSpace()
    guard position == count else { throw fault("the end of the answer") }
    guard hasRows else { throw AnswerFault(expected: "rows at " + shown(rowsPath), offset: 0) }
    takeRows()
    return page
  }

  private func shown(_ names: [String]) -> String { names.isEmpty ? "$" : names.joined(separator: ".") }

  private func fault(_ expected: String) -> AnswerFault { AnswerFault(expected: expected, offset: position) }

  // MARK: Along the paths

  /// Scans a value that lies on the way to something wanted: `rowsDepth` is how many names of the rows' path led here,
  /// or -1, `active` the paths whose first `depth` names did.
  private mutating func scanAlongPaths(depth: Int, rowsDepth: Int, active: [Int]) throws(AnswerFault) {
    skipSpace()
    let start = position
    if rowsDepth == rowsPath.count, peek == UInt8(ascii: "[") {
      try scanRows()
    } else if peek == UInt8(ascii: "{") && (rowsDepth >= 0 || !active.isEmpty) {
      guard depth < Self.deepestNesting else { throw fault("at most \(Self.deepestNesting) levels") }
      try scanMembers(depth: depth, rowsDepth: rowsDepth, active: active)
    } else {
      try skipValue(depth: depth)
    }
    for index in active where paths[index].names.count == depth { keep(start..<position, for: paths[index]) }
  }

  private mutating func scanMembers(depth: Int, rowsDepth: Int, active: [Int]) throws(AnswerFault) {
    position += 1
    skipSpace()
    if take(UInt8(ascii: "}")) { return }
    while true {
      skipSpace()
      let keyStart = position + 1
      try skipString()
      let key = UnsafeBufferPointer(start: text + keyStart, count: position - 1 - keyStart)
      skipSpace()
      guard take(UInt8(ascii: ":")) else { throw fault("':'") }
      let isRows = rowsDepth >= 0 && rowsDepth < rowsPath.count && key.elementsEqual(rowsPath[rowsDepth].utf8)
      let following = active.filter {
        paths[$0].names.count > depth && key.elementsEqual(paths[$0].names[depth].utf8)
      }
      if isRows || !following.isEmpty {
        try scanAlongPaths(depth: depth + 1, rowsDepth: isRows ? rowsDepth + 1 : -1, active: following)
      } else {
        try skipValue(depth: depth + 1)
      }
      skipSpace()
      if take(UInt8(ascii: "}")) { return }
      guard take(UInt8(ascii: ",")) else { throw fault("',' or '}'") }
    }
  }

  private mutating func keep(_ range: Range<Int>, for path: AnswerPath) {
    guard range.count <= Self.longestValue else { return }
    let bytes = Array(UnsafeBufferPointer(start: text + range.lowerBound, count: range.count))
    page.values[path] = try? JSONDocument.value(of: bytes)
  }

  private mutating func scanRows() throws(AnswerFault) {
    hasRows = true
    page.rowCount = 0
    commas.removeAll()
    position += 1
    skipSpace()
    firstRow = position
    lastRowEnd = position
    if take(UInt8(ascii: "]")) { return }
    while true {
      skipSpace()
      guard peek == UInt8(ascii: "{") else { throw fault("a row") }
      try skipValue(depth: 1)
      page.rowCount += 1
      lastRowEnd = position
      skipSpace()
      if take(UInt8(ascii: "]")) { return }
      guard peek == UInt8(ascii: ",") else { throw fault("',' or ']'") }
      commas.append(position)
      position += 1
    }
  }

  /// Copies the rows: line breaks between values become spaces, commas between rows line breaks.
  private mutating func takeRows() {
    guard page.rowCount > 0 else { return }
    let length = lastRowEnd - firstRow
    page.rows = [UInt8](unsafeUninitializedCapacity: length + 1) { buffer, filled in
      guard let base = buffer.baseAddress else { return }
      memcpy(base, text + firstRow, length)
      for breaking in [UInt8(ascii: "\n"), UInt8(ascii: "\r")] {
        var place = 0
        while let found = memchr(base + place, Int32(breaking), length - place) {
          place = found.assumingMemoryBound(to: UInt8.self) - base
          base[place] = UInt8(ascii: " ")
        }
      }
      for comma in commas { base[comma - firstRow] = UInt8(ascii: "\n") }
      base[length] = UInt8(ascii: "\n")
      filled = length + 1
    }
  }

  // MARK: The grammar

  private var peek: UInt8? { position < count ? text[position] : nil }

  @inline(__always)
  private mutating func take(_ byte: UInt8) -> Bool {
    guard position < count, text[position] == byte else { return false }
    position &+= 1
    return true
  }

  @inline(__always)
  private mutating func skipSpace() {
    while position < count {
      let byte = text[position]
      guard byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 else { return }
      position &+= 1
    }
  }

  /// Skips a value of any kind and checks its grammar.
  private mutating func skipValue(depth: Int) throws(AnswerFault) {
    skipSpace()
    guard position < count else { throw fault("a value") }
    switch text[position] {
    case UInt8(ascii: "\""): try skipString()
    case UInt8(ascii: "{"): try skipObject(depth: depth)
    case UInt8(ascii: "["): try skipArray(depth: depth)
    case UInt8(ascii: "t"): try skipWord("true")
    case UInt8(ascii: "f"): try skipWord("false")
    case UInt8(ascii: "n"): try skipWord("null")
    default: try skipNumber()
    }
  }

  private mutating func skipObject(depth: Int) throws(AnswerFault) {
    guard depth < Self.deepestNesting else { throw fault("at most \(Self.deepestNesting) levels") }
    position &+= 1
    skipSpace()
    if take(UInt8(ascii: "}")) { return }
    while true {
      skipSpace()
      try skipString()
      skipSpace()
      guard take(UInt8(ascii: ":")) else { throw fault("':'") }
      try skipValue(depth: depth &+ 1)
      skipSpace()
      if take(UInt8(ascii: ",")) { continue }
      guard take(UInt8(ascii: "}")) else { throw fault("',' or '}'") }
      return
    }
  }

  private mutating func skipArray(depth: Int) throws(AnswerFault) {
    guard depth < Self.deepestNesting else { throw fault("at most \(Self.deepestNesting) levels") }
    position &+= 1
    skipSpace()
    if take(UInt8(ascii: "]")) { return }
    while true {
      try skipValue(depth: depth &+ 1)
      skipSpace()
      if take(UInt8(ascii: ",")) { continue }
      guard take(UInt8(ascii: "]")) else { throw fault("',' or ']'") }
      return
    }
  }

  @inline(__always)
  private mutating func skipString() throws(AnswerFault) {
    guard position < count, text[position] == UInt8(ascii: "\"") else {
      throw fault("a text in double quotes")
    }
    var place = position &+ 1
    while place < count {
      let byte = text[place]
      if byte == UInt8(ascii: "\"") {
        position = place &+ 1
        return
      }
      if byte < 0x20 {
        position = place
        throw fault("no control character in a text")
      }
      if byte == UInt8(ascii: "\\") {
        position = place
        try skipEscape()
        place = position
      } else {
        place &+= 1
      }
    }
    position = count
    throw fault("'\"'")
  }

  private mutating func skipEscape() throws(AnswerFault) {
    guard position &+ 1 < count else { throw fault("an escape") }
    switch text[position &+ 1] {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"), UInt8(ascii: "f"),
      UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
      position &+= 2
    case UInt8(ascii: "u"):
      guard position &+ 5 < count else { throw fault("four hexadecimal digits") }
      for place in 2...5 where !Self.isHexadecimal(text[position &+ place]) {
        throw fault("four hexadecimal digits")
      }
      position &+= 6
    default: throw fault("an escape")
    }
  }

  private static func isHexadecimal(_ byte: UInt8) -> Bool {
    (48...57).contains(byte) || (65...70).contains(byte) || (97...102).contains(byte)
  }

  private mutating func skipWord(_ word: StaticString) throws(AnswerFault) {
    let length = word.utf8CodeUnitCount
    guard position + length <= count, memcmp(text + position, word.utf8Start, length) == 0 else {
      throw fault("a value")
    }
    position &+= length
  }

  private mutating func skipNumber() throws(AnswerFault) {
    let start = position
    _ = take(UInt8(ascii: "-"))
    if !take(UInt8(ascii: "0")) { try skipDigits(start) }
    if take(UInt8(ascii: ".")) { try skipDigits(start) }
    if take(UInt8(ascii: "e")) || take(UInt8(ascii: "E")) {
      if !take(UInt8(ascii: "+")) { _ = take(UInt8(ascii: "-")) }
      try skipDigits(start)
    }
  }

  @inline(__always)
  private mutating func skipDigits(_ start: Int) throws(AnswerFault) {
    let first = position
    while position < count, text[position] &- 48 < 10 { position &+= 1 }
    if position == first {
      throw AnswerFault(expected: first == start ? "a value" : "a digit", offset: position)
    }
  }
}

extension AnswerScanner {
  /// The value at a path of an answer without rows; `nil` where there is none or the answer is no JSON.
  static func value(of bytes: [UInt8], at path: AnswerPath) -> JSONValue? {
    guard let root = try? JSONDocument.value(of: bytes) else { return nil }
    return path.names.reduce(root as JSONValue?) { $0?[$1] }
  }
}
