/// Reads one JSON object of texts and numbers; numbers stay the text they are written as, null is left out.
///
/// Members that are arrays, objects or truth values are refused: they cannot be ids.
struct FlatJSONReader {
  /// Why a text is no such object, and the byte where that shows.
  struct Fault: Error {
    var offset: Int
    var expected: String
  }

  private let bytes: [UInt8]
  private var position = 0

  static func members(of bytes: [UInt8]) throws(Fault) -> [String: [UInt8]] {
    var reader = FlatJSONReader(bytes: bytes)
    return try reader.readObject()
  }

  private init(bytes: [UInt8]) {
    self.bytes = bytes
  }

  private mutating func readObject() throws(Fault) -> [String: [UInt8]] {
    var members: [String: [UInt8]] = [:]
    skipSpace()
    try take("{")
    skipSpace()
    if peek == UInt8(ascii: "}") {
      position += 1
    } else {
      while true {
        skipSpace()
        let name = String(decoding: try readString(), as: UTF8.self)
        skipSpace()
        try take(":")
        skipSpace()
        if let value = try readValue() { members[name] = value }
        skipSpace()
        if peek == UInt8(ascii: ",") {
          position += 1
          continue
        }
        try take("}")
        break
      }
    }
    skipSpace()
    guard position == bytes.count else { throw fault("the end of the object's line") }
    return members
  }

  private mutating func readValue() throws(Fault) -> [UInt8]? {
    guard let first = peek else { throw fault("a value") }
    switch first {
    case UInt8(ascii: "\""): return try readString()
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"):
      let start = position
      while let byte = peek, byte == 0x2B || 0x2D...0x2E ~= byte || 0x30...0x39 ~= byte || byte | 0x20 == 0x65
      {
        position += 1
      }
      return Array(bytes[start..<position])
    case UInt8(ascii: "n") where bytes[position...].starts(with: "null".utf8):
      position += 4
      return nil
    default: throw fault("a text, a number or null")
    }
  }

  private mutating func readString() throws(Fault) -> [UInt8] {
    try take("\"")
    var text: [UInt8] = []
    while let byte = peek {
      position += 1
      switch byte {
      case UInt8(ascii: "\""): return text
      case UInt8(ascii: "\\"): text += try readEscape()
      case 0..<0x20: throw fault("no control character in a text")
      default: text.append(byte)
      }
    }
    throw fault("'\"'")
  }

  private mutating func readEscape() throws(Fault) -> [UInt8] {
    guard let letter = peek else { throw fault("an escape") }
    position += 1
    switch letter {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return [letter]
    case UInt8(ascii: "b"): return [0x08]
    case UInt8(ascii: "f"): return [0x0C]
    case UInt8(ascii: "n"): return [0x0A]
    case UInt8(ascii: "r"): return [0x0D]
    case UInt8(ascii: "t"): return [0x09]
    case UInt8(ascii: "u"):
      var units = [try readUnit()]
      if UTF16.isLeadSurrogate(units[0]), bytes[position...].starts(with: "\\u".utf8) {
        position += 2
        units.append(try readUnit())
      }
      return Array(String(decoding: units, as: UTF16.self).utf8)
    default: throw fault("an escape")
    }
  }

  private mutating func readUnit() throws(Fault) -> UInt16 {
    var unit: UInt16 = 0
    for _ in 0..<4 {
      guard let byte = peek, let digit = Character(Unicode.Scalar(byte)).hexDigitValue else {
        throw fault("four hexadecimal digits")
      }
      unit = unit << 4 | UInt16(digit)
      position += 1
    }
    return unit
  }

  private var peek: UInt8? { position < bytes.count ? bytes[position] : nil }

  private mutating func take(_ scalar: Unicode.Scalar) throws(Fault) {
    guard peek == UInt8(ascii: scalar) else { throw fault("'\(scalar)'") }
    position += 1
  }

  private mutating func skipSpace() {
    while let byte = peek, byte == 0x20 || byte == 0x09 || byte == 0x0D { position += 1 }
  }

  private func fault(_ expected: String) -> Fault { Fault(offset: position, expected: expected) }
}
