import Connectors
import Statistics

/// A JSON text that holds cases of statistics.
enum CaseDocument {
  /// The value of a text; numbers must fit 64 bits, and the fault names the byte of the one that does not.
  static func value(of bytes: [UInt8]) throws(JSONDocument.Fault) -> CaseValue {
    let document = try JSONDocument.value(of: bytes) { value, _ in
      guard case .number(let text) = value else { return nil }
      return Double(text)?.isFinite == true ? nil : "a number that fits 64 bits"
    }
    return CaseValue(document)
  }
}

extension CaseValue {
  /// The same value; a name that comes twice counts once, with its last value in the place of the first.
  init(_ value: JSONValue) {
    switch value {
    case .null: self = .null
    case .boolean(let flag): self = .bool(flag)
    case .number(let text): self = .number(Double(text) ?? .nan)
    case .string(let text): self = .string(text)
    case .array(let elements): self = .array(elements.map { CaseValue($0) })
    case .object(let written):
      var members: [Member] = []
      var places: [String: Int] = [:]
      for member in written {
        let member = Member(member.name, CaseValue(member.value))
        if let place = places[member.name] {
          members[place] = member
        } else {
          places[member.name] = members.count
          members.append(member)
        }
      }
      self = .object(members)
    }
  }
}
