public import EventModel

/// The answer to a `match` statement: where a pattern occurs.
public struct MatchResult: Sendable, Equatable {
  /// Units with at least one occurrence.
  public var units: Int
  public var occurrences: Int
  public var matches: [MatchOccurrence]

  public init(
    units: Int,
    occurrences: Int,
    matches: [MatchOccurrence]
  ) {
    self.units = units
    self.occurrences = occurrences
    self.matches = matches
  }
}

/// One occurrence of the pattern in one sequence; the three lists run in parallel.
public struct MatchOccurrence: Sendable, Equatable {
  public var unit: PropertyValue
  /// Places in the filtered sequence, from 1.
  public var positions: [Int]
  public var events: [String]
  public var times: [Timestamp]

  public init(
    unit: PropertyValue,
    positions: [Int],
    events: [String],
    times: [Timestamp]
  ) {
    self.unit = unit
    self.positions = positions
    self.events = events
    self.times = times
  }
}
