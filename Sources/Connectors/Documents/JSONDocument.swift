/// Reads one small JSON document (RFC 8259) into values: for manifests, schemas and files of people, not for event
/// streams.
public struct JSONDocument {
  /// Why a text is not JSON, and the byte where that shows.
  public struct Fault: Error, Sendable, Hashable {
    public var expected: String
    public var offset: Int
  }

  /// Arrays and objects inside each other; keeps recursion far from the end of the stack.
  private static let deepestNesting = 128

  /// What a value should be instead, as it stands inside so many arrays and objects; `nil` where it may stay.
  ///
  /// Whoever reads a document of a certain shape says so here, and the fault names the byte where the value begins.
  package typealias Requirement = (_ value: JSONValue, _ depth: Int) -> String?

  private let bytes: [UInt8]
  private let requirement: Requirement?
  private var position = 0
  private var depth = 0

  private init(_ bytes: [UInt8], _ requirement: Requirement?) {
    self.bytes = bytes
    self.requirement = requirement
  }

  /// Reads `bytes`, which must be UTF-8 and hold nothing but one value; all values in it must meet the requirement.
  package static func value(
    of bytes: [UInt8], requiring requirement: Requirement? = nil
  ) throws(Fault) -> JSONValue {
    do {
      _ = try UTF8Span(validating: bytes.span)
    } catch {
      throw Fault(expected: "UTF-8", offset: error.byteOffsets.lowerBound)
    }
    var reader = JSONDocument(bytes, requirement)
    let value = try reader.readValue()
    reader.skipSpace()
    guard reader.position == bytes.count else { throw reader.fault("the end of the text") }
    return value
  }

  private mutating func readValue() throws(Fault) -> JSONValue {
    skipSpace()
    let start = position
    let value = try readAnyValue()
    if let expected = requirement?(value, depth) { throw Fault(expected: expected, offset: start) }
    return value
  }

  private mutating func readAnyValue() throws(Fault) -> JSONValue {
    guard let byte = peek else { throw fault("a value") }
    switch byte {
    case UInt8(ascii: "{"): return try nested { reader throws(Fault) in try reader.readObject() }
    case UInt8(ascii: "["): return try nested { reader throws(Fault) in try reader.readArray() }
    case UInt8(ascii: "\""): return .string(try readString())
    case UInt8(ascii: "t"): return try readWord("true", .boolean(true))
    case UInt8(ascii: "f"): return try readWord("false", .boolean(false))
    case UInt8(ascii: "n"): return try readWord("null", .null)
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return .number(try readNumber())
    default: throw fault("a value")
    }
  }

  private mutating func nested(
    _ body: (inout JSONDocument) throws(Fault) -> JSONValue
  ) throws(Fault) -> JSONValue {
    guard depth < Self.deepestNesting else { throw fault("at most \(Self.deepestNesting) levels") }
    depth += 1
    defer { depth -= 1 }
    return try body(&self)
  }

  private mutating func readObject() throws(Fault) -> JSONValue {
    position += 1
    var members: [JSONValue.Member] = []
    skipSpace()
    if take("}") { return .object([]) }
    while true {
      skipSpace()
      guard peek == UInt8(ascii: "\"") else { throw fault("a name in double quotes") }
      let name = try readString()
      skipSpace()
      guard take(":") else { throw fault("':'") }
      members.append(JSONValue.Member(name, try readValue()))
      skipSpace()
      if take("}") { return .object(members) }
      guard take(",") else { throw fault("',' or '}'") }
    }
  }

  private mutating func readArray() throws(Fault) -> JSONValue {
    position += 1
    var elements: [JSONValue] = []
    skipSpace()
    if take("]") { return .array([]) }
    while true {
      elements.append(try readValue())
      skipSpace()
      if take("]") { return .array(elements) }
      guard take(",") else { throw fault("',' or ']'") }
    }
  }

  private mutating func readString() throws(Fault) -> String {
    position += 1
    var text: [UInt8] = []
    while let byte = peek {
      switch byte {
      case UInt8(ascii: "\""):
        position += 1
        return String(decoding: text, as: UTF8.self)
      case UInt8(ascii: "\\"): text += try readEscape()
      case 0..<0x20: throw fault("no control character in a text")
      default:
        text.append(byte)
        position += 1
      }
    }
    throw fault("'\"'")
  }

  private mutating func readEscape() throws(Fault) -> [UInt8] {
    position += 1
    let simple: UInt8? =
      switch peek {
      case UInt8(ascii: "\""): 0x22
      case UInt8(ascii: "\\"): 0x5C
      case UInt8(ascii: "/"): 0x2F
      case UInt8(ascii: "b"): 0x08
      case UInt8(ascii: "f"): 0x0C
      case UInt8(ascii: "n"): 0x0A
      case UInt8(ascii: "r"): 0x0D
      case UInt8(ascii: "t"): 0x09
      default: nil
      }
    if let simple {
      position += 1
      return [simple]
    }
    guard peek == UInt8(ascii: "u") else { throw fault("an escape") }
    var units = [try readHexadecimal()]
    if UTF16.isLeadSurrogate(units[0]), peek == UInt8(ascii: "\\"), position + 1 < bytes.count,
      bytes[position + 1] == UInt8(ascii: "u")
    {
      position += 1
      units.append(try readHexadecimal())
    }
    // A lone surrogate becomes U+FFFD.
    return Array(String(decoding: units, as: UTF16.self).utf8)
  }

  /// Reads a `u` and four hexadecimal digits, at the `u`.
  private mutating func readHexadecimal() throws(Fault) -> UInt16 {
    var value: UInt16 = 0
    for _ in 0..<4 {
      position += 1
      guard let byte = peek, let digit = Character(Unicode.Scalar(byte)).hexDigitValue else {
        throw fault("four hexadecimal digits")
      }
      value = value << 4 | UInt16(digit)
    }
    position += 1
    return value
  }

  private mutating func readNumber() throws(Fault) -> String {
    let start = position
    _ = take("-")
    if !take("0") { try skipDigits() }
    if take(".") { try skipDigits() }
    if take("e") || take("E") {
      if !take("+") { _ = take("-") }
      try skipDigits()
    }
    return String(decoding: bytes[start..<position], as: UTF8.self)
  }

  private mutating func skipDigits() throws(Fault) {
    let start = position
    while let byte = peek, 48...57 ~= byte { position += 1 }
    if position == start { throw fault("a digit") }
  }

  private mutating func readWord(_ word: String, _ value: JSONValue) throws(Fault) -> JSONValue {
    guard bytes[position...].starts(with: word.utf8) else { throw fault("a value") }
    position += word.utf8.count
    return value
  }

  private var peek: UInt8? { position < bytes.count ? bytes[position] : nil }

  private mutating func take(_ scalar: Unicode.Scalar) -> Bool {
    guard peek == UInt8(ascii: scalar) else { return false }
    position += 1
    return true
  }

  private mutating func skipSpace() {
    while let byte = peek, byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D { position += 1 }
  }

  private func fault(_ expected: String) -> Fault { Fault(expected: expected, offset: position) }
}
