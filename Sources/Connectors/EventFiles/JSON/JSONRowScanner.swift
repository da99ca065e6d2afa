import EventModel

/// Reads rows of JSON, one object each, into tokens; the grammar is RFC 8259's, without leniency. Hot.
///
/// Nested objects become keys within keys; arrays are checked and kept as text. Text is not changed.
struct JSONRowScanner: ~Copyable {
  private(set) var tree = JSONKeyTree()
  /// The values of the row scanned last, in the order of its text.
  private(set) var tokens = GrowingBuffer<JSONToken>()
  private var row: UInt32 = 0
  private var rowStart = 0
  private var end = 0
  private let fieldLimit: Int
  private var reason: RejectedRow.Reason?

  init(fieldLimit: Int) {
    self.fieldLimit = fieldLimit
  }

  /// Scans the row `text[start..<end]`, which is valid UTF-8, and says why it is not an object of JSON if it is not.
  ///
  /// Behind the row stands a control character or loadable bytes of which the first is one.
  mutating func scan(_ text: UnsafePointer<UInt8>, start: Int, end: Int) -> RejectedRow.Reason? {
    row &+= 1
    rowStart = start
    self.end = end
    reason = nil
    tokens.removeAll()
    var position = start
    skipSpaces(text, &position)
    guard text[position] == UInt8(ascii: "{"), position < end else {
      return malformed(position, "an object")
    }
    position &+= 1
    guard scanObject(text, &position, in: JSONKeyTree.root, depth: 1) else { return reason }
    skipSpaces(text, &position)
    return position == end ? nil : malformed(position, "the end of the line")
  }

  private func malformed(_ position: Int, _ expected: String) -> RejectedRow.Reason {
    .malformedJSON(offset: min(position, end) - rowStart, expected: expected)
  }

  private mutating func fail(_ position: Int, _ expected: String) -> Bool {
    reason = malformed(position, expected)
    return false
  }

  @inline(__always)
  private func skipSpaces(_ text: UnsafePointer<UInt8>, _ position: inout Int) {
    while position < end {
      let byte = text[position]
      if byte > 0x20 { return }
      guard byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 else { return }
      position &+= 1
    }
  }

  // MARK: Objects

  /// Scans the members behind `{`.
  private mutating func scanObject(
    _ text: UnsafePointer<UInt8>, _ position: inout Int, in parent: Int32, depth: Int
  ) -> Bool {
    skipSpaces(text, &position)
    if text[position] == UInt8(ascii: "}"), position < end {
      position &+= 1
      return true
    }
    var previous: Int32 = -1
    while true {
      guard text[position] == UInt8(ascii: "\""), position < end else { return fail(position, "a key") }
      position &+= 1
      guard let node = scanKey(text, &position, in: parent, after: previous) else { return false }
      previous = node
      if tree.isRepeated(node, inRow: row) { replaceTokens(within: node) }
      skipSpaces(text, &position)
      guard text[position] == UInt8(ascii: ":"), position < end else { return fail(position, "a colon") }
      position &+= 1
      skipSpaces(text, &position)
      guard scanMember(text, &position, node, depth: depth) else { return false }
      skipSpaces(text, &position)
      guard position < end else { return fail(position, "a comma or }") }
      if text[position] == UInt8(ascii: ",") {
        position &+= 1
        skipSpaces(text, &position)
      } else if text[position] == UInt8(ascii: "}") {
        position &+= 1
        return true
      } else {
        return fail(position, "a comma or }")
      }
    }
  }

  /// Scans a key behind its opening quote.
  @inline(__always)
  private mutating func scanKey(
    _ text: UnsafePointer<UInt8>, _ position: inout Int, in parent: Int32, after previous: Int32
  ) -> Int32? {
    let expected = tree.expected(in: parent, after: previous)
    if expected >= 0, tree.stands(expected, at: text + position) {
      position &+= Int(tree.nodes[Int(expected)].nameCount) &+ 1
      return expected
    }
    return scanUnexpectedKey(text, &position, in: parent, after: previous)
  }

  private mutating func scanUnexpectedKey(
    _ text: UnsafePointer<UInt8>, _ position: inout Int, in parent: Int32, after previous: Int32
  ) -> Int32? {
    let start = position
    var isEscaped = false
    guard skipString(text, &position, &isEscaped) else { return nil }
    let count = position &- 1 &- start
    guard isWithinLimit(text, start: start, count: count, node: parent) else { return nil }
    if !isEscaped {
      let key = UnsafeBufferPointer(start: text + start, count: count)
      return tree.node(key, in: parent, after: previous, isPlain: true)
    }
    let key = JSONEscapes.unescaped(text + start, count: count)
    return key.withUnsafeBufferPointer {
      tree.node($0, in: parent, after: previous, isPlain: false)
    }
  }

  /// Scans the value of the key `node`.
  @inline(__always)
  private mutating func scanMember(
    _ text: UnsafePointer<UInt8>, _ position: inout Int, _ node: Int32, depth: Int
  ) -> Bool {
    let start = position
    let byte = position < end ? text[position] : 0
    let entry = tree.nodes[Int(node)]
    var token = JSONToken(
      node: node, field: entry.field, start: UInt32(truncatingIfNeeded: start), kind: .null,
      isLifted: entry.isLifted)
    switch byte {
    case UInt8(ascii: "\""):
      position &+= 1
      var isEscaped = false
      guard skipString(text, &position, &isEscaped) else { return false }
      token.kind = isEscaped ? .escapedString : .string
      token.start = UInt32(truncatingIfNeeded: start &+ 1)
      token.count = UInt32(truncatingIfNeeded: position &- start &- 2)
    case UInt8(ascii: "{"):
      guard depth < EventFileLimits.nestingDepth else {
        reason = .nestedTooDeep(limit: EventFileLimits.nestingDepth)
        return false
      }
      position &+= 1
      return scanObject(text, &position, in: node, depth: depth &+ 1)
    case UInt8(ascii: "["):
      guard skipArray(text, &position, depth: depth &+ 1) else { return false }
      token.kind = .array
      token.count = UInt32(truncatingIfNeeded: position &- start)
    case UInt8(ascii: "t"), UInt8(ascii: "f"), UInt8(ascii: "n"):
      guard skipWord(text, &position) else { return false }
      if byte != UInt8(ascii: "n") {
        token.kind = .boolean
        token.bits = byte == UInt8(ascii: "t") ? 1 : 0
        token.count = UInt32(truncatingIfNeeded: position &- start)
      }
    default:
      guard let (value, length) = NumberText.scan(text + position, count: end &- position) else {
        return fail(position, "a value")
      }
      position &+= length
      token.count = UInt32(truncatingIfNeeded: length)
      switch value {
      case .integer(let integer):
        token.kind = .integer
        token.bits = UInt64(bitPattern: integer)
      case .double(let double), .largeInteger(let double):
        token.kind = .double
        token.bits = double.bitPattern
      case .tooLarge: token.kind = .hugeNumber
      }
    }
    if Int(token.count) > fieldLimit,
      !isWithinLimit(text, start: Int(token.start), count: Int(token.count), node: node)
    {
      return false
    }
    tokens.append(token)
    return true
  }

  /// Marks what the key `node` held before in this row as replaced: the last of equal keys counts.
  private mutating func replaceTokens(within node: Int32) {
    for index in 0..<tokens.count where tree.isWithin(tokens[index].node, node) {
      tokens[index].kind = .replaced
    }
  }

  /// Whether a text is as short as a field has to be; if not, the reason is set.
  private mutating func isWithinLimit(
    _ text: UnsafePointer<UInt8>, start: Int, count: Int, node: Int32
  ) -> Bool {
    if count <= fieldLimit { return true }
    let column = tree.path(of: node, withoutFirst: false)
    reason = .fieldTooLong(column: column, bytes: count, limit: fieldLimit)
    return false
  }

  // MARK: Values that are only checked

  /// Checks an array, from its `[` on.
  private mutating func skipArray(
    _ text: UnsafePointer<UInt8>, _ position: inout Int, depth: Int
  ) -> Bool {
    guard depth <= EventFileLimits.nestingDepth else {
      reason = .nestedTooDeep(limit: EventFileLimits.nestingDepth)
      return false
    }
    position &+= 1
    skipSpaces(text, &position)
    if position < end, text[position] == UInt8(ascii: "]") {
      position &+= 1
      return true
    }
    while true {
      guard skipValue(text, &position, depth: depth) else { return false }
      skipSpaces(text, &position)
      let byte = position < end ? text[position] : 0
      guard byte == UInt8(ascii: ",") || byte == UInt8(ascii: "]") else {
        return fail(position, "a comma or ]")
      }
      position &+= 1
      if byte == UInt8(ascii: "]") { return true }
      skipSpaces(text, &position)
    }
  }

  /// Checks an object within an array, from its `{` on.
  private mutating func skipObject(
    _ text: UnsafePointer<UInt8>, _ position: inout Int, depth: Int
  ) -> Bool {
    guard depth <= EventFileLimits.nestingDepth else {
      reason = .nestedTooDeep(limit: EventFileLimits.nestingDepth)
      return false
    }
    position &+= 1
    skipSpaces(text, &position)
    if position < end, text[position] == UInt8(ascii: "}") {
      position &+= 1
      return true
    }
    while true {
      guard position < end, text[position] == UInt8(ascii: "\"") else { return fail(position, "a key") }
      position &+= 1
      var isEscaped = false
      guard skipString(text, &position, &isEscaped) else { return false }
      skipSpaces(text, &position)
      guard position < end, text[position] == UInt8(ascii: ":") else { return fail(position, "a colon") }
      position &+= 1
      skipSpaces(text, &position)
      guard skipValue(text, &position, depth: depth) else { return false }
      skipSpaces(text, &position)
      let byte = position < end ? text[position] : 0
      guard byte == UInt8(ascii: ",") || byte == UInt8(ascii: "}") else {
        return fail(position, "a comma or }")
      }
      position &+= 1
      if byte == UInt8(ascii: "}") { return true }
      skipSpaces(text, &position)
    }
  }

  private mutating func skipValue(
    _ text: UnsafePointer<UInt8>, _ position: inout Int, depth: Int
  ) -> Bool {
    switch position < end ? text[position] : 0 {
    case UInt8(ascii: "\""):
      position &+= 1
      var isEscaped = false
      return skipString(text, &position, &isEscaped)
    case UInt8(ascii: "{"): return skipObject(text, &position, depth: depth &+ 1)
    case UInt8(ascii: "["): return skipArray(text, &position, depth: depth &+ 1)
    case UInt8(ascii: "t"), UInt8(ascii: "f"), UInt8(ascii: "n"): return skipWord(text, &position)
    default:
      guard let (_, length) = NumberText.scan(text + position, count: end &- position) else {
        return fail(position, "a value")
      }
      position &+= length
      return true
    }
  }

  /// Skips `true`, `false` or `null`.
  @inline(__always)
  private mutating func skipWord(_ text: UnsafePointer<UInt8>, _ position: inout Int) -> Bool {
    let word: StaticString
    switch text[position] {
    case UInt8(ascii: "t"): word = "true"
    case UInt8(ascii: "f"): word = "false"
    default: word = "null"
    }
    let count = word.utf8CodeUnitCount
    guard end &- position >= count else { return fail(position, "a value") }
    for index in 0..<count where text[position &+ index] != word.utf8Start[index] {
      return fail(position, "a value")
    }
    position &+= count
    return true
  }

  /// Skips a string from behind its opening quote to behind its closing one.
  @inline(__always)
  private mutating func skipString(
    _ text: UnsafePointer<UInt8>, _ position: inout Int, _ isEscaped: inout Bool
  ) -> Bool {
    let quote = ByteMask.Vector(repeating: UInt8(ascii: "\""))
    let backslash = ByteMask.Vector(repeating: UInt8(ascii: "\\"))
    let space = ByteMask.Vector(repeating: 0x20)
    while true {
      let bytes = UnsafeRawPointer(text + position).loadUnaligned(as: ByteMask.Vector.self)
      let special = (bytes .== quote) .| (bytes .== backslash) .| (bytes .< space)
      guard ByteMask.any(special) else {
        position &+= 16
        continue
      }
      position &+= ByteMask.first(special)
      guard position < end else { return fail(end, "a closing quote") }
      switch text[position] {
      case UInt8(ascii: "\""):
        position &+= 1
        return true
      case UInt8(ascii: "\\"):
        isEscaped = true
        guard let length = JSONEscapes.length(text + position, count: end &- position) else {
          return fail(position, "an escape sequence")
        }
        position &+= length
      default: return fail(position, "a closing quote or an escaped control character")
      }
    }
  }
}
