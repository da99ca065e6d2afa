/// The answer to a `stickiness` statement.
public struct StickinessResult: Sendable, Equatable {
  /// How many periods the range has.
  public var intervals: Int
  public var rows: [StickinessRow]

  public init(
    intervals: Int,
    rows: [StickinessRow]
  ) {
    self.intervals = intervals
    self.rows = rows
  }
}

/// The units that were active in a given number of periods.
public struct StickinessRow: Sendable, Equatable {
  /// The number of active periods.
  public var active: Int
  public var exactly: Int
  public var atLeast: Int

  public init(
    active: Int,
    exactly: Int,
    atLeast: Int
  ) {
    self.active = active
    self.exactly = exactly
    self.atLeast = atLeast
  }
}
