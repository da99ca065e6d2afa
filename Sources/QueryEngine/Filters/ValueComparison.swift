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

  private enum Number {
    case integer(Int64)
    case double(Double)
  }

  /// The number that a value is or, if it is text, spells in decimal.
  private static func number(_ value: PropertyValue) -> Number? {
    switch value {
    case .integer(let number): return .integer(number)
    case .double(let number): return .double(number)
    case .string(let text):
      // Swift also reads "inf", "nan" and hexadecimal, which are no numbers to an analyst.
      guard text.utf8.allSatisfy({ isDecimal($0) }) else { return nil }
      if let number = Int64(text) { return .integer(number) }
      return Double(text).flatMap { $0.isFinite ? .double($0) : nil }
    case .boolean, .timestamp: return nil
    }
  }

  private static func isDecimal(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."),
      UInt8(ascii: "e"), UInt8(ascii: "E"):
      true
    default: false
    }
  }

  private static func order(of left: Number, _ right: Number) -> Order? {
    switch (left, right) {
    case (.integer(let left), .integer(let right)): return order(of: left, right)
    case (.double(let left), .double(let right)): return order(of: left, right)
    case (.integer(let left), .double(let right)): return exactOrder(left, right)
    case (.double(let left), .integer(let right)):
      switch exactOrder(right, left) {
      case .less: return .greater
      case .greater: return .less
      case let order: return order
      }
    }
  }

  /// Exact where the integer is no double: identifiers of more than 53 bits stay apart.
  private static func exactOrder(_ left: Int64, _ right: Double) -> Order? {
    if right.isNaN { return nil }
    if right >= 0x1p63 { return .less }
    if right < -0x1p63 { return .greater }
    let whole = right.rounded(.towardZero)
    if left != Int64(whole) { return left < Int64(whole) ? .less : .greater }
    return order(of: whole, right)
  }
}
