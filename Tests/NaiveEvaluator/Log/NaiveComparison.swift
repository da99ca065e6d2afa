package import EventModel

/// How a filter compares two values.
package enum NaiveOperator: Sendable, CaseIterable {
  case equal
  case notEqual
  case less
  case lessOrEqual
  case greater
  case greaterOrEqual
}

/// Comparison of property values by §1.4 and §1.5.
///
/// Readings: values of two types that do not coerce are unequal and unordered; `!=` is exactly "not `=`", so it is
/// true wherever either side is null; `false < true`; a numeric string is what `Int64` or `Double` parse from text
/// of digits, sign, point and exponent (no spaces, no hexadecimal, no `inf` or `nan`).
package enum NaiveComparison {
  package static func holds(_ left: PropertyValue?, _ test: NaiveOperator, _ right: PropertyValue?) -> Bool {
    var order: Int?
    if let left, let right { order = compare(left, right) }
    switch test {
    case .equal: return order == 0
    case .notEqual: return order != 0
    case .less: return order.map { $0 < 0 } ?? false
    case .lessOrEqual: return order.map { $0 <= 0 } ?? false
    case .greater: return order.map { $0 > 0 } ?? false
    case .greaterOrEqual: return order.map { $0 >= 0 } ?? false
    }
  }

  /// Whether two values are the very same: of one type and equal; null is never the same as anything.
  ///
  /// For `holding`, `same`, groups and units, which need classes of values; coercion is not transitive
  /// (`1 = '1'`, `1 = '1.0'`, `'1' != '1.0'`).
  package static func isSame(_ left: PropertyValue?, _ right: PropertyValue?) -> Bool {
    guard let left, let right, left.type == right.type else { return false }
    return compare(left, right) == 0
  }

  /// -1, 0 or 1, or `nil` if the values cannot be compared.
  package static func compare(_ left: PropertyValue, _ right: PropertyValue) -> Int? {
    switch (left, right) {
    case (.string(let a), .string(let b)):
      return sign(Array(a.utf8).lexicographicallyPrecedes(Array(b.utf8)), Array(a.utf8) == Array(b.utf8))
    case (.boolean(let a), .boolean(let b)):
      return sign(!a && b, a == b)
    case (.timestamp(let a), .timestamp(let b)):
      return sign(a < b, a == b)
    default:
      // Two strings were met above: text becomes a number only beside a number.
      guard let a = number(left), let b = number(right) else { return nil }
      return compareNumbers(a, b)
    }
  }

  /// A total order for listings: by type, then by value.
  package static func precedes(_ left: PropertyValue, _ right: PropertyValue) -> Bool {
    if left.type != right.type { return left.type.rawValue < right.type.rawValue }
    return (compare(left, right) ?? 0) < 0
  }

  private static func sign(_ isLess: Bool, _ isEqual: Bool) -> Int {
    isEqual ? 0 : isLess ? -1 : 1
  }

  private static func number(_ value: PropertyValue) -> PropertyValue? {
    switch value {
    case .integer, .double: return value
    case .boolean, .timestamp: return nil
    case .string(let text):
      guard text.utf8.allSatisfy({ "0123456789+-.eE".utf8.contains($0) }) else { return nil }
      if let integer = Int64(text) { return .integer(integer) }
      return Double(text).map { .double($0) }
    }
  }

  private static func compareNumbers(_ left: PropertyValue, _ right: PropertyValue) -> Int? {
    switch (left, right) {
    case (.integer(let a), .integer(let b)): return sign(a < b, a == b)
    case (.double(let a), .double(let b)):
      if a.isNaN || b.isNaN { return nil }
      return sign(a < b, a == b)
    case (.integer(let a), .double(let b)): return compareExactly(a, b)
    case (.double(let a), .integer(let b)): return compareExactly(b, a).map { -$0 }
    default: return nil
    }
  }

  private static func compareExactly(_ integer: Int64, _ double: Double) -> Int? {
    if double.isNaN { return nil }
    if double >= 0x1p63 { return -1 }
    if double < -0x1p63 { return 1 }
    let whole = Int64(double.rounded(.towardZero))
    if integer != whole { return integer < whole ? -1 : 1 }
    let rest = double - Double(whole)
    return rest > 0 ? -1 : rest < 0 ? 1 : 0
  }
}
