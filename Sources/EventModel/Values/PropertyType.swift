/// The type of one property value; raw values are stored in segment files and never change.
public enum PropertyType: UInt8, Sendable, CaseIterable {
  case string = 1
  case integer = 2
  case double = 3
  case boolean = 4
  case timestamp = 5

  /// The word users read and write.
  public var name: String {
    switch self {
    case .string: "string"
    case .integer: "integer"
    case .double: "double"
    case .boolean: "boolean"
    case .timestamp: "timestamp"
    }
  }
}
