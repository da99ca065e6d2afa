/// A request's target, taken apart: path and parameters, percent-decoded.
struct RequestTarget {
  var path: String
  var parameters: [(name: String, value: String)]

  /// Reads an origin-form target (RFC 9112 §3.2.1); what is encoded wrongly is refused.
  init(_ text: String) throws(SandboxFailure) {
    let parts = text.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
    guard let path = RequestTarget.decode(parts[0], plusIsSpace: false) else {
      throw .parameter("path", "wrongly encoded")
    }
    self.path = path
    parameters = []
    for item in (parts.count == 2 ? parts[1] : "").split(separator: "&") {
      let pair = item.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard let name = RequestTarget.decode(pair[0], plusIsSpace: true),
        let value = RequestTarget.decode(pair.count == 2 ? pair[1] : "", plusIsSpace: true)
      else { throw .parameter(String(item), "wrongly encoded") }
      parameters.append((name, value))
    }
  }

  /// The text that percent-encoding stands for; `nil` if it is no UTF-8 or a `%` lacks its digits.
  static func decode(_ text: Substring, plusIsSpace: Bool) -> String? {
    var bytes: [UInt8] = []
    var rest = text.utf8
    while let byte = rest.popFirst() {
      switch byte {
      case UInt8(ascii: "%"):
        let digits = rest.prefix(2)
        guard digits.count == 2, digits.allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit }),
          let value = UInt8(Substring(digits), radix: 16)
        else { return nil }
        bytes.append(value)
        rest = rest.dropFirst(2)
      case UInt8(ascii: "+") where plusIsSpace: bytes.append(32)
      default: bytes.append(byte)
      }
    }
    return String(validating: bytes, as: UTF8.self)
  }

  /// A text as it may stand in a parameter.
  static func encode(_ text: String) -> String {
    var encoded = ""
    for byte in text.utf8 {
      let scalar = Unicode.Scalar(byte)
      switch scalar {
      case "a"..."z", "A"..."Z", "0"..."9", "-", ".", "_", "~": encoded.unicodeScalars.append(scalar)
      default:
        let digits = String(byte, radix: 16, uppercase: true)
        encoded += "%" + (byte < 16 ? "0" : "") + digits
      }
    }
    return encoded
  }
}
