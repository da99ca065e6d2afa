import QueryResults

/// Collects where an answer is not what was expected.
struct Differences {
  private(set) var found: [String] = []

  mutating func equal<Value: Equatable>(_ actual: Value, _ expected: Value, _ what: @autoclosure () -> String)
  {
    if actual != expected { found.append("\(what()) is \(actual), not \(expected)") }
  }

  /// Numbers that were added up in different orders.
  mutating func near(_ actual: Double?, _ expected: Double?, _ what: @autoclosure () -> String) {
    switch (actual, expected) {
    case (nil, nil): break
    case (let actual?, let expected?) where abs(actual - expected) <= 1e-9 * max(1, abs(expected)): break
    default: found.append("\(what()) is \(actual as Any), not \(expected as Any)")
    }
  }
}
