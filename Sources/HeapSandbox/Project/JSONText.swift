/// Appending JSON to bytes.
extension [UInt8] {
  /// Appends `text` as a JSON string.
  mutating func append(jsonString text: String) {
    append(UInt8(ascii: "\""))
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "\""), UInt8(ascii: "\\"):
        append(UInt8(ascii: "\\"))
        append(byte)
      case 0..<32:
        append(contentsOf: "\\u00".utf8)
        append(contentsOf: (byte < 16 ? "0" : "").utf8)
        append(contentsOf: String(byte, radix: 16).utf8)
      default: append(byte)
      }
    }
    append(UInt8(ascii: "\""))
  }

  /// Appends bytes that are JSON already, or ASCII that needs no escaping.
  mutating func append(json text: String) {
    append(contentsOf: text.utf8)
  }
}

extension String {
  /// The text as a JSON string, quotes and all.
  var asJSON: String {
    var bytes: [UInt8] = []
    bytes.append(jsonString: self)
    return String(decoding: bytes, as: UTF8.self)
  }
}
