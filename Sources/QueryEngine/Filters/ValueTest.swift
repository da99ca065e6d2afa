import EventModel
import QueryLanguage

/// One condition on one value, as bound from a filter.
enum ValueTest: Sendable {
  case compare(Relation, PropertyValue)
  case isIn([PropertyValue], negated: Bool)
  case contains(String)
  case matches(GlobMatcher)
  case isNull(negated: Bool)

  /// With no value only `!=`, `not in` and `is null` hold.
  func holds(_ value: PropertyValue?) -> Bool {
    switch self {
    case .compare(let relation, let right): return ValueComparison.holds(value, relation, right)
    case .isIn(let values, let negated):
      return values.contains { ValueComparison.holds(value, .equal, $0) } != negated
    case .contains(let text):
      guard let found = value?.spelling else { return false }
      return Self.contains(Array(found.utf8), Array(text.utf8))
    case .matches(let glob):
      guard let found = value?.spelling else { return false }
      return glob.matches(found)
    case .isNull(let negated): return (value == nil) != negated
    }
  }

  /// Whether the test rules values out, so that of several values all have to pass.
  var isNegated: Bool {
    switch self {
    case .compare(let relation, _): relation == .unequal
    case .isIn(_, let negated): negated
    case .isNull(let negated): !negated
    case .contains, .matches: false
    }
  }

  private static func contains(_ text: [UInt8], _ part: [UInt8]) -> Bool {
    guard !part.isEmpty else { return true }
    guard text.count >= part.count else { return false }
    return (0...(text.count - part.count)).contains { text[$0..<$0 + part.count].elementsEqual(part) }
  }
}

extension PropertyValue {
  /// What conditions on text see: text itself, or a number's digits; other types have none.
  fileprivate var spelling: String? {
    switch self {
    case .string, .integer, .double: text
    case .boolean, .timestamp: nil
    }
  }
}
