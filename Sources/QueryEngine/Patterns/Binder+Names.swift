import EventModel
import QueryLanguage

extension Binder {
  /// A condition of an event's name against constants, where events may have several names; `nil` for any other filter.
  mutating func nameCondition(
    _ filter: Filter, before number: Int, _ bound: inout BoundPattern
  ) -> RelativeFilter? {
    guard catalog.labels != nil, let (property, test) = nameTest(filter),
      case .field(.event) = property.subject
    else { return nil }
    let field = bound.number(of: .names(NameCondition(test)))
    let steps = property.alias.map { alias in (bound.aliases[alias.value] ?? []).filter { $0 < number } }
    // Where the alias stands for no event, only what rules names out holds.
    let outcome: ValueTest =
      test.isNegated ? .compare(.unequal, .boolean(false)) : .compare(.equal, .boolean(true))
    return .test(.init(steps: steps, field: field), outcome)
  }

  /// The property and the test of a filter that compares with constants.
  private func nameTest(_ filter: Filter) -> (property: PropertyReference, test: ValueTest)? {
    switch filter {
    case .comparison(let comparison):
      guard case .value(let literal) = comparison.right.value else { return nil }
      return (comparison.left, .compare(comparison.relation, value(literal)))
    case .membership(let condition):
      return (
        condition.property, .isIn(condition.values.map { value($0.value) }, negated: condition.negated)
      )
    case .contains(let condition): return (condition.property, .contains(condition.text.value))
    case .matches(let condition):
      return (
        condition.property,
        .matches(GlobMatcher(condition.glob.value, ignoresCase: condition.ignoresCase))
      )
    case .null, .not, .all, .any: return nil
    }
  }
}
