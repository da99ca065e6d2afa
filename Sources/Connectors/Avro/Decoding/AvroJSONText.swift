import EventModel

/// Writes a datum as JSON: how arrays, maps and types that contain themselves become values.
///
/// Bytes are text when they are UTF-8 and hexadecimal behind `0x` when they are not; numbers that JSON cannot write
/// become texts. Members keep the order of the file.
struct AvroJSONText {
  let schema: AvroSchema
  private(set) var text: [UInt8] = []

  init(schema: AvroSchema) {
    self.schema = schema
  }

  mutating func append(
    _ reference: AvroSchema.Reference, from cursor: inout AvroCursor, depth: Int = 0
  ) throws(AvroCursor.Fault) {
    guard depth <= AvroLimits.nestingDepth else { throw AvroCursor.Fault() }
    // What is too long is dropped by the caller; writing on would only take memory.
    if text.count > EventFileLimits.fieldBytes { return try cursor.skip(reference, of: schema, depth: depth) }
    switch schema.types[reference].type {
    case .null: append("null")
    case .boolean: append(try cursor.readBoolean() ? "true" : "false")
    case .int: append(String(try cursor.readInt()))
    case .long: append(String(try cursor.readLong()))
    case .float: append(number: Double(String(try cursor.readFloat())) ?? .nan)
    case .double: append(number: try cursor.readDouble())
    case .bytes, .string:
      let length = try cursor.readLength()
      append(quoted: UnsafeBufferPointer(start: cursor.base + cursor.position, count: length))
      try cursor.skip(length)
    case .fixed(let size):
      let start = cursor.position
      try cursor.skip(size)
      append(quoted: UnsafeBufferPointer(start: cursor.base + start, count: size))
    case .enumeration(let symbols):
      let number = try cursor.readLong()
      guard number >= 0, number < Int64(symbols.count) else { throw AvroCursor.Fault() }
      append(quoted: symbols[Int(number)])
    case .array(let item):
      append("[")
      var isFirst = true
      try cursor.forEachItem(leastBytes: schema.types[item].leastBytes) {
        cursor throws(AvroCursor.Fault) in
        if !isFirst { append(",") }
        isFirst = false
        try append(item, from: &cursor, depth: depth + 1)
      }
      append("]")
    case .map(let value):
      append("{")
      var isFirst = true
      try cursor.forEachItem(leastBytes: 1) { cursor throws(AvroCursor.Fault) in
        if !isFirst { append(",") }
        isFirst = false
        let length = try cursor.readLength()
        append(quoted: UnsafeBufferPointer(start: cursor.base + cursor.position, count: length))
        try cursor.skip(length)
        append(":")
        try append(value, from: &cursor, depth: depth + 1)
      }
      append("}")
    case .record(let fields):
      append("{")
      for (index, field) in fields.enumerated() {
        if index > 0 { append(",") }
        append(quoted: field.name)
        append(":")
        try append(field.type, from: &cursor, depth: depth + 1)
      }
      append("}")
    case .union(let branches):
      let branch = try cursor.readLong()
      guard branch >= 0, branch < Int64(branches.count) else { throw AvroCursor.Fault() }
      try append(branches[Int(branch)], from: &cursor, depth: depth + 1)
    }
  }

  private mutating func append(_ literal: String) { text += Array(literal.utf8) }

  private mutating func append(number: Double) {
    if number.isFinite {
      append(number.description)
    } else {
      append(quoted: number.isNaN ? "NaN" : number < 0 ? "-Infinity" : "Infinity")
    }
  }

  private mutating func append(quoted string: String) {
    var string = string
    string.withUTF8 { append(quoted: $0) }
  }

  private mutating func append(quoted bytes: UnsafeBufferPointer<UInt8>) {
    guard (try? UTF8Span(validating: bytes.span)) != nil else {
      text.append(UInt8(ascii: "\""))
      text += HexadecimalText.bytes(of: bytes)
      text.append(UInt8(ascii: "\""))
      return
    }
    text.append(UInt8(ascii: "\""))
    for byte in bytes {
      switch byte {
      case UInt8(ascii: "\""), UInt8(ascii: "\\"): text += [UInt8(ascii: "\\"), byte]
      case UInt8(ascii: "\n"): append("\\n")
      case UInt8(ascii: "\r"): append("\\r")
      case UInt8(ascii: "\t"): append("\\t")
      case 0..<0x20:
        append("\\u00")
        text += [HexadecimalText.digits[Int(byte >> 4)], HexadecimalText.digits[Int(byte & 15)]]
      default: text.append(byte)
      }
    }
    text.append(UInt8(ascii: "\""))
  }
}

/// Bytes as `0x00ff`.
enum HexadecimalText {
  static let digits = Array("0123456789abcdef".utf8)

  static func bytes(of source: UnsafeBufferPointer<UInt8>) -> [UInt8] {
    var text = Array("0x".utf8)
    text.reserveCapacity(2 + source.count * 2)
    for byte in source {
      text.append(digits[Int(byte >> 4)])
      text.append(digits[Int(byte & 15)])
    }
    return text
  }
}
