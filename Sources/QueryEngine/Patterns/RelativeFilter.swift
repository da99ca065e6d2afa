import EventModel
import QueryLanguage

/// A condition on an event that looks at the events of earlier steps too; tested event by event.
indirect enum RelativeFilter: Sendable {
  /// A value of the event at hand, or of the last taken of the steps that an alias names.
  struct Operand: Sendable {
    /// `nil` for the event at hand.
    var steps: [Int]?
    /// A number of ``BoundPattern/fields``.
    var field: Int
  }

  case test(Operand, ValueTest)
  case compare(Operand, Relation, Operand)
  case not(RelativeFilter)
  case all([RelativeFilter])
  case any([RelativeFilter])

  func holds(_ value: (Operand) -> PropertyValue?) -> Bool {
    switch self {
    case .test(let operand, let test): test.holds(value(operand))
    case .compare(let left, let relation, let right):
      ValueComparison.holds(value(left), relation, value(right))
    case .not(let filter): !filter.holds(value)
    case .all(let filters): filters.allSatisfy { $0.holds(value) }
    case .any(let filters): filters.contains { $0.holds(value) }
    }
  }

  /// The steps that it reads.
  var steps: Set<Int> {
    switch self {
    case .test(let operand, _): Set(operand.steps ?? [])
    case .compare(let left, _, let right): Set((left.steps ?? []) + (right.steps ?? []))
    case .not(let filter): filter.steps
    case .all(let filters), .any(let filters): filters.reduce(into: []) { $0.formUnion($1.steps) }
    }
  }
}

extension Filter {
  /// Whether any property belongs to an aliased step.
  var isRelative: Bool {
    switch self {
    case .comparison(let comparison):
      if comparison.left.alias != nil { return true }
      if case .property(let right) = comparison.right.value { return right.alias != nil }
      return false
    case .membership(let condition): return condition.property.alias != nil
    case .contains(let condition): return condition.property.alias != nil
    case .matches(let condition): return condition.property.alias != nil
    case .null(let condition): return condition.property.alias != nil
    case .not(let filter): return filter.isRelative
    case .all(let filters), .any(let filters): return filters.contains(where: \.isRelative)
    }
  }

  /// What can be decided from the event alone, and the rest; both hold where the filter holds.
  var separated: (own: Filter?, relative: Filter?) {
    if !isRelative { return (self, nil) }
    guard case .all(let filters) = self else { return (nil, self) }
    func joined(_ filters: [Filter]) -> Filter? { filters.count > 1 ? .all(filters) : filters.first }
    return (joined(filters.filter { !$0.isRelative }), joined(filters.filter(\.isRelative)))
  }
}
