/// Finds the counted attempts of one unit after the other, by whatever rules.
///
/// ``BestAttemptMatcher`` does the same faster for plain patterns under `entry best`. A matcher holds buffers and is
/// used by one thread.
public struct PatternMatcher {
  private enum Search {
    case ordered(EntryChoice<OrderedSearch>)
    case unordered(EntryChoice<UnorderedSearch>)
    case sets(SetSearch, UnitSequence)
  }

  public let rules: PatternRules
  private var search: Search

  public init(rules: PatternRules) {
    self.rules = rules
    search =
      switch rules.order {
      case .ordered: .ordered(EntryChoice(search: OrderedSearch(rules: rules)))
      case .unordered: .unordered(EntryChoice(search: UnorderedSearch(rules: rules)))
      case .sets: .sets(SetSearch(rules: rules), UnitSequence())
      }
  }

  /// Takes the unit that the next calls are about.
  public mutating func load(_ unit: UnitSequence) {
    switch search {
    case .ordered(var choice):
      search = .sets(SetSearch(rules: rules), UnitSequence())
      choice.search.load(unit)
      search = .ordered(choice)
    case .unordered(var choice):
      search = .sets(SetSearch(rules: rules), UnitSequence())
      choice.search.load(unit)
      search = .unordered(choice)
    case .sets(let sets, _): search = .sets(sets, unit)
    }
  }

  /// The attempts that count among those that begin in `entryRange`, in the order of their starts.
  ///
  /// Throws ``TooManyCombinations``.
  public mutating func attempts(entryRange: Range<Int64>) throws -> [Attempt] {
    switch search {
    case .ordered(var choice):
      search = .sets(SetSearch(rules: rules), UnitSequence())
      defer { search = .ordered(choice) }
      return try choice.attempts(entryRange: entryRange)
    case .unordered(var choice):
      search = .sets(SetSearch(rules: rules), UnitSequence())
      defer { search = .unordered(choice) }
      return try choice.attempts(entryRange: entryRange)
    case .sets(let sets, let unit): return sets.attempt(of: unit).map { [$0] } ?? []
    }
  }
}
