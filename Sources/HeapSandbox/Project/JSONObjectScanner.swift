/// Walks over the members of one JSON object and finds where keys and values stand, without building anything.
///
/// Grammar of RFC 8259; values nest at most 64 deep. Ranges are offsets into the bytes: keys without their quotes,
/// values as they are written.
struct JSONObjectScanner {
  /// The bytes are no JSON object; `offset` is where that shows.
  struct Fault: Error {
    var offset: Int
  }

  struct Member {
    var key: Range<Int>
    var value: Range<Int>
  }

  private static let deepest = 64

  private let bytes: UnsafeBufferPointer<UInt8>
  private let end: Int
  private var position: Int
  private var isFirst = true

  /// A scanner over the object that fills `range` but for white space.
  init(_ bytes: UnsafeBufferPointer<UInt8>, _ range: Range<Int>) throws(Fault) {
    self.bytes = bytes
    position = range.lowerBound
    end = range.upperBound
    skipSpace()
    try expect(UInt8(ascii: "{"))
  }

  /// The next member, or `nil` after the last, when nothing but white space may follow.
  mutating func next() throws(Fault) -> Member? {
    skipSpace()
    if peek == UInt8(ascii: "}") {
      position += 1
      skipSpace()
      guard position == end else { throw Fault(offset: position) }
      return nil
    }
    if !isFirst {
      try expect(UInt8(ascii: ","))
      skipSpace()
    }
    isFirst = false
    let keyStart = position + 1
    try skipString()
    let key = keyStart..<(position - 1)
    skipSpace()
    try expect(UInt8(ascii: ":"))
    skipSpace()
    let start = position
    try skipValue(depth: 1)
    return Member(key: key, value: start..<position)
  }

  private var peek: UInt8? { position < end ? bytes[position] : nil }

  private mutating func skipSpace() {
    while let byte = peek, byte == 32 || byte == 9 || byte == 10 || byte == 13 { position += 1 }
  }

  private mutating func expect(_ byte: UInt8) throws(Fault) {
    guard peek == byte else { throw Fault(offset: position) }
    position += 1
  }

  private mutating func skipValue(depth: Int) throws(Fault) {
    guard depth <= JSONObjectScanner.deepest else { throw Fault(offset: position) }
    switch peek {
    case UInt8(ascii: "\""): try skipString()
    case UInt8(ascii: "{"): try skipContainer(closing: UInt8(ascii: "}"), hasKeys: true, depth: depth)
    case UInt8(ascii: "["): try skipContainer(closing: UInt8(ascii: "]"), hasKeys: false, depth: depth)
    case UInt8(ascii: "t"): try skipWord("true")
    case UInt8(ascii: "f"): try skipWord("false")
    case UInt8(ascii: "n"): try skipWord("null")
    default: try skipNumber()
    }
  }

  private mutating func skipContainer(closing: UInt8, hasKeys: Bool, depth: Int) throws(Fault) {
    position += 1
    skipSpace()
    if peek == closing {
      position += 1
      return
    }
    while true {
      skipSpace()
      if hasKeys {
        try skipString()
        skipSpace()
        try expect(UInt8(ascii: ":"))
        skipSpace()
      }
      try skipValue(depth: depth + 1)
      skipSpace()
      if peek == closing {
        position += 1
        return
      }
      try expect(UInt8(ascii: ","))
    }
  }

  private mutating func skipString() throws(Fault) {
    try expect(UInt8(ascii: "\""))
    while let byte = peek, byte >= 32 {
      position += 1
      if byte == UInt8(ascii: "\"") { return }
      if byte == UInt8(ascii: "\\") { try skipEscape() }
    }
    throw Fault(offset: position)
  }

  private mutating func skipEscape() throws(Fault) {
    switch peek {
    case UInt8(ascii: "u"):
      position += 1
      for _ in 0..<4 {
        guard let digit = peek, Character(Unicode.Scalar(digit)).isHexDigit, digit < 128 else {
          throw Fault(offset: position)
        }
        position += 1
      }
    case .some(let byte) where "\"\\/bfnrt".utf8.contains(byte): position += 1
    default: throw Fault(offset: position)
    }
  }

  private mutating func skipWord(_ word: StaticString) throws(Fault) {
    for index in 0..<word.utf8CodeUnitCount { try expect(word.utf8Start[index]) }
  }

  private mutating func skipNumber() throws(Fault) {
    if peek == UInt8(ascii: "-") { position += 1 }
    if peek == UInt8(ascii: "0") { position += 1 } else { try skipDigits() }
    if peek == UInt8(ascii: ".") {
      position += 1
      try skipDigits()
    }
    if peek == UInt8(ascii: "e") || peek == UInt8(ascii: "E") {
      position += 1
      if peek == UInt8(ascii: "+") || peek == UInt8(ascii: "-") { position += 1 }
      try skipDigits()
    }
  }

  private mutating func skipDigits() throws(Fault) {
    guard let first = peek, 48...57 ~= first else { throw Fault(offset: position) }
    while let byte = peek, 48...57 ~= byte { position += 1 }
  }
}
