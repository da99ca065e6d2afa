/// A value of a small JSON document, such as a manifest or a schema.
///
/// Numbers stay text, because ids of 64 bits do not fit doubles; members keep their order, and of a name that comes
/// twice both members are kept.
package indirect enum JSONValue: Sendable, Equatable {
  case null
  case boolean(Bool)
  /// A number as it was written.
  case number(String)
  case string(String)
  case array([JSONValue])
  case object([Member])

  /// A name and its value.
  package struct Member: Sendable, Equatable {
    package var name: String
    package var value: JSONValue

    package init(_ name: String, _ value: JSONValue) {
      self.name = name
      self.value = value
    }
  }

  /// The value of member `name`, the last one if there are several; `nil` if this is no object or has none.
  package subscript(name: String) -> JSONValue? {
    guard case .object(let members) = self else { return nil }
    return members.last { ExactName.equal($0.name, name) }?.value
  }

  package var text: String? {
    if case .string(let text) = self { text } else { nil }
  }

  package var elements: [JSONValue]? {
    if case .array(let elements) = self { elements } else { nil }
  }

  package var flag: Bool? {
    if case .boolean(let flag) = self { flag } else { nil }
  }

  /// The whole number, or `nil` where this is none or does not fit 64 bits.
  package var integer: Int64? {
    if case .number(let text) = self { Int64(text) } else { nil }
  }
}

/// Names compare by bytes, not by canonical equivalence.
enum ExactName {
  static func equal(_ left: String, _ right: String) -> Bool { left.utf8.elementsEqual(right.utf8) }
}
