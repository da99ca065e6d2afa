/// One typed property value; a missing property is `nil` of `PropertyValue?`, which is not `.string("")`.
///
/// Values are equal when type and bytes are: strings compare as UTF-8, so canonically equivalent spellings stay
/// apart, and doubles compare as bit patterns, so that every value equals itself.
public enum PropertyValue: Sendable {
  case string(String)
  case integer(Int64)
  case double(Double)
  case boolean(Bool)
  case timestamp(Timestamp)

  public var type: PropertyType {
    switch self {
    case .string: .string
    case .integer: .integer
    case .double: .double
    case .boolean: .boolean
    case .timestamp: .timestamp
    }
  }
}

extension PropertyValue: Hashable {
  public static func == (left: PropertyValue, right: PropertyValue) -> Bool {
    switch (left, right) {
    case (.string(let left), .string(let right)): left.utf8.elementsEqual(right.utf8)
    case (.integer(let left), .integer(let right)): left == right
    case (.double(let left), .double(let right)): left.bitPattern == right.bitPattern
    case (.boolean(let left), .boolean(let right)): left == right
    case (.timestamp(let left), .timestamp(let right)): left == right
    default: false
    }
  }

  public func hash(into hasher: inout Hasher) {
    hasher.combine(type)
    switch self {
    case .string(let text): for byte in text.utf8 { hasher.combine(byte) }
    case .integer(let number): hasher.combine(number)
    case .double(let number): hasher.combine(number.bitPattern)
    case .boolean(let flag): hasher.combine(flag)
    case .timestamp(let time): hasher.combine(time)
    }
  }
}

extension PropertyValue {
  /// A fixed order for listings: by type (strings, numbers, booleans, times), then by value.
  public static func listsBefore(_ left: PropertyValue, _ right: PropertyValue) -> Bool {
    switch (left, right) {
    case (.string(let left), .string(let right)): return left.utf8.lexicographicallyPrecedes(right.utf8)
    case (.integer(let left), .integer(let right)): return left < right
    case (.double(let left), .double(let right)):
      return left != right ? left < right : left.bitPattern < right.bitPattern
    case (.boolean(let left), .boolean(let right)): return !left && right
    case (.timestamp(let left), .timestamp(let right)): return left < right
    default: return left.type.rawValue < right.type.rawValue
    }
  }
}
