/// Finds the counted attempts of one unit after the other, by whatever rules.
///
/// ``BestAttemptMatcher`` does the same faster for plain patterns under `entry best`. A matcher holds buffers and is
/// used by one thread.
public struct PatternMatcher {
  public let rules: PatternRules
  // One of them is there; they are changed where they are, because copying their buffers costs more than many a search.
  private var ordered: EntryChoice<OrderedSearch>?
  private var unordered: EntryChoice<UnorderedSearch>?
  private let sets: SetSearch?
  /// The unit at hand under `order sets`.
  private var unit = UnitSequence()

  public init(rules: PatternRules) {
    self.rules = rules
    ordered = rules.order == .ordered ? EntryChoice(search: OrderedSearch(rules: rules)) : nil
    unordered = rules.order == .unordered ? EntryChoice(search: UnorderedSearch(rules: rules)) : nil
    sets = rules.order == .sets ? SetSearch(rules: rules) : nil
  }

  /// Takes the unit that the next calls are about.
  public mutating func load(_ unit: UnitSequence) {
    ordered?.search.load(unit)
    unordered?.search.load(unit)
    if sets != nil { self.unit = unit }
  }

  /// Lets go of the unit, so that whoever made it can use its buffers for the next one.
  public mutating func unload() {
    ordered?.search.unload()
    unordered?.search.unload()
    unit = UnitSequence()
  }

  /// The attempts that count among those that begin in `entryRange`, in the order of their starts.
  ///
  /// Throws ``TooManyCombinations``.
  public mutating func attempts(entryRange: Range<Int64>) throws -> [Attempt] {
    if let attempts = try ordered?.attempts(entryRange: entryRange) { return attempts }
    if let attempts = try unordered?.attempts(entryRange: entryRange) { return attempts }
    return sets?.attempt(of: unit).map { [$0] } ?? []
  }
}
