import EventModel
import QueryLanguage

/// The comparison rules of `semantics` §1.4–1.5: types compare within themselves, numbers with numeric strings, and
/// nothing else with anything else.
enum ValueComparison {
  enum Order: Sendable {
    case less
    case equal
    case greater
  }

  /// How two values relate, or `nil` when they cannot be compared.
  static func order(_ left: PropertyValue, _ right: PropertyValue) -> Order? {
    switch (left, right) {
    case (.string(let left), .string(let right)):
      if left.utf8.elementsEqual(right.utf8) { return .equal }
      return left.utf8.lexicographicallyPrecedes(right.utf8) ? .less : .greater
    case (.integer(let left), .integer(let right)): return order(of: left, right)
    case (.boolean(let left), .boolean(let right)): return order(of: left ? 1 : 0, right ? 1 : 0)
    case (.timestamp(let left), .timestamp(let right)): return order(of: left, right)
    default:
      guard let left = number(left), let right = number(right) else { return nil }
      return order(of: left, right)
    }
  }

  /// Whether `left relation right` holds; what cannot be compared is unequal and nothing more.
  static func holds(_ left: PropertyValue?, _ relation: Relation, _ right: PropertyValue?) -> Bool {
    guard let left, let right, let order = order(left, right) else { return relation == .unequal }
    switch relation {
    case .equal: return order == .equal
    case .unequal: return order != .equal
    case .less: return order == .less
    case .lessOrEqual: return order != .greater
    case .greater: return order == .greater
    case .greaterOrEqual: return order != .less
    }
  }

  private static func order<Value: Comparable>(of left: Value, _ right: Value) -> Order? {
    if left < right { return .less }
    if left == right { return .equal }
    return left > right ? .greater : nil
  }

  private static func number(_ value: PropertyValue) -> Double? {
    switch value {
    case .integer(let number): return Double(number)
    case .double(let number): return number
    case .string(let text):
      // Swift also reads "inf", "nan" and hexadecimal, which are no numbers to an analyst.
      guard let first = text.utf8.first(where: { $0 != UInt8(ascii: "-") && $0 != UInt8(ascii: "+") }),
        first == UInt8(ascii: ".") || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(first),
        !text.utf8.contains(UInt8(ascii: "x")), let number = Double(text), number.isFinite
      else { return nil }
      return number
    case .boolean, .timestamp: return nil
    }
  }
}
