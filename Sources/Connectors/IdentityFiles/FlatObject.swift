/// A JSON object of texts and numbers, whose members can be ids.
enum FlatObject {
  /// The members of the object that `bytes` hold: numbers as they are written, null left out, of equal names the last.
  ///
  /// Arrays, objects and truth values are refused, because they cannot be ids.
  static func members(of bytes: [UInt8]) throws(JSONDocument.Fault) -> [String: [UInt8]] {
    let document = try JSONDocument.value(of: bytes) { value, depth in
      switch value {
      case .object: depth == 0 ? nil : expectation
      case .string, .number, .null: depth == 0 ? "an object" : nil
      case .array, .boolean: depth == 0 ? "an object" : expectation
      }
    }
    guard case .object(let list) = document else { return [:] }
    var members: [String: [UInt8]] = [:]
    for member in list {
      switch member.value {
      case .string(let text), .number(let text): members[member.name] = Array(text.utf8)
      default: break
      }
    }
    return members
  }

  private static let expectation = "a text, a number or null"
}
