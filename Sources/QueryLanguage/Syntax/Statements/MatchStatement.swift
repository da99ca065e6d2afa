/// `match start -> view -[not support]-> purchase{2,}`.
public struct MatchStatement: Equatable, Sendable {
  /// What is looked for.
  public var pattern: Pattern
  /// Which events and units are looked at.
  public var stream = StreamClauses()
  /// How paths are made of sequences.
  public var path = PathClauses()
  /// `within 7d`
  public var window: Located<Window>?
  /// `occurrence last`
  public var occurrence: Located<MatchOccurrence>?
  /// How many matches are listed.
  public var top: Located<Int>?
}

/// Which occurrences of a pattern are reported.
public enum MatchOccurrence: String, Sendable, CaseIterable {
  case every, first, last
}

/// `frequent support 5% max gap 3 events max length 4 closed lift purchase`.
public struct FrequentStatement: Equatable, Sendable {
  /// Which events and units are looked at.
  public var stream = StreamClauses()
  /// How paths are made of sequences.
  public var path = PathClauses()
  /// The smallest share (`5%`) or number of units that follow a path.
  public var support: Located<Amount>?
  /// The largest gap between neighbours.
  public var maximumGap: Located<Window>?
  /// The most steps in a path.
  public var maximumLength: Located<Int>?
  /// Leaves out paths that a longer one of equal support contains.
  public var isClosed = false
  /// The event whose base rate each path is held against.
  public var lift: Step?
  /// `top 20`: how many are shown.
  public var top: Located<Int>?
  /// `compare …`
  public var compare: Located<Comparison>?
}
