package import EventModel

/// A condition on one event, with the null rules of §1.4: every test is two-valued, and over null only `!=`, `not in`
/// and `is null` can be true.
package indirect enum NaiveFilter: Sendable {
  case always
  case compare(NaiveField, NaiveOperator, PropertyValue)
  case isIn(NaiveField, [PropertyValue])
  /// Substring; only strings contain anything, and only strings match a glob.
  case contains(NaiveField, String)
  case matches(NaiveField, String, ignoresCase: Bool)
  case isNull(NaiveField)
  /// `field test alias.field`; an alias whose step was not taken counts as null.
  case relative(NaiveField, NaiveOperator, alias: String, NaiveField)
  case and([NaiveFilter])
  case or([NaiveFilter])
  case not(NaiveFilter)

  /// Whether `event` satisfies the filter; `aliased` gives the event that an alias stands for.
  package func accepts(_ event: NaiveEvent, aliased: (String) -> NaiveEvent? = { _ in nil }) -> Bool {
    if !event.labels.isEmpty, let field, field == .event {
      // Any label will do, but what rules names out speaks of all of them.
      let outcomes = event.allNames.map { name in
        var single = event
        (single.name, single.labels) = (name, [])
        return accepts(single, aliased: aliased)
      }
      if case .compare(_, .notEqual, _) = self { return outcomes.allSatisfy { $0 } }
      return outcomes.contains(true)
    }
    switch self {
    case .always: return true
    case .compare(let field, let test, let value):
      return NaiveComparison.holds(event.value(of: field), test, value)
    case .isIn(let field, let values):
      return values.contains { NaiveComparison.holds(event.value(of: field), .equal, $0) }
    case .contains(let field, let text):
      guard case .string(let value)? = event.value(of: field) else { return false }
      let whole = Array(value.utf8)
      let part = Array(text.utf8)
      guard whole.count >= part.count else { return false }
      return (0...(whole.count - part.count)).contains { Array(whole[$0..<$0 + part.count]) == part }
    case .matches(let field, let pattern, let ignoresCase):
      guard case .string(let value)? = event.value(of: field) else { return false }
      return NaiveGlob.matches(pattern, value, ignoresCase: ignoresCase)
    case .isNull(let field): return event.value(of: field) == nil
    case .relative(let field, let test, let alias, let other):
      return NaiveComparison.holds(event.value(of: field), test, aliased(alias)?.value(of: other))
    case .and(let filters): return filters.allSatisfy { $0.accepts(event, aliased: aliased) }
    case .or(let filters): return filters.contains { $0.accepts(event, aliased: aliased) }
    case .not(let filter): return !filter.accepts(event, aliased: aliased)
    }
  }
}

extension NaiveFilter {
  /// The one field that a test of constants looks at.
  private var field: NaiveField? {
    switch self {
    case .compare(let field, _, _), .isIn(let field, _), .contains(let field, _), .matches(let field, _, _),
      .isNull(let field):
      field
    case .always, .relative, .and, .or, .not: nil
    }
  }
}

/// The event names a step or exclusion speaks of.
package enum NaiveNames: Sendable, Equatable {
  case any
  case oneOf([String])
  case noneOf([String])

  package func contains(_ event: NaiveEvent) -> Bool {
    switch self {
    case .any: true
    case .oneOf(let names): event.names.contains(where: names.contains)
    case .noneOf(let names): !event.allNames.contains(where: names.contains)
    }
  }
}

/// A set of names and a filter: what `name[filter]`, `any`, `(a|b)` and `!(a|b)` say of one event.
package struct NaiveCondition: Sendable, ExpressibleByStringLiteral {
  package var names: NaiveNames
  package var filter: NaiveFilter

  package init(_ names: NaiveNames, where filter: NaiveFilter = .always) {
    self.names = names
    self.filter = filter
  }

  /// The events called `name`.
  package init(stringLiteral name: String) {
    self.init(.oneOf([name]))
  }

  package func accepts(_ event: NaiveEvent, aliased: (String) -> NaiveEvent? = { _ in nil }) -> Bool {
    names.contains(event) && filter.accepts(event, aliased: aliased)
  }
}

/// A half-open range of instants; a missing end is unbounded.
package struct NaiveRange: Sendable, Equatable {
  package var from: Int64?
  package var to: Int64?

  package init(from: Int64? = nil, to: Int64? = nil) {
    self.from = from
    self.to = to
  }

  package func contains(_ time: Int64) -> Bool {
    if let from, time < from { return false }
    if let to, time >= to { return false }
    return true
  }

  package func intersection(_ other: NaiveRange) -> NaiveRange {
    NaiveRange(
      from: [from, other.from].compactMap { $0 }.max(), to: [to, other.to].compactMap { $0 }.min())
  }
}

extension NaiveFilter {
  /// Whether it looks at another step's event.
  package var isRelative: Bool {
    switch self {
    case .relative: true
    case .and(let filters), .or(let filters): filters.contains(where: \.isRelative)
    case .not(let filter): filter.isRelative
    default: false
    }
  }
}
