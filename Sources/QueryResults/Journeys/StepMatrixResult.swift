/// The answer to a `steps` statement: the share of units at each event, position by position.
public struct StepMatrixResult: Sendable, Equatable {
  /// The positions, 0 at the centre.
  public var columns: [Int]
  public var rows: [StepMatrixRow]
  public var units: Int

  public init(
    columns: [Int],
    rows: [StepMatrixRow],
    units: Int
  ) {
    self.columns = columns
    self.rows = rows
    self.units = units
  }
}

/// The shares of one event; there is one for each column.
public struct StepMatrixRow: Sendable, Equatable {
  public var event: String
  public var shares: [Double]

  public init(
    event: String,
    shares: [Double]
  ) {
    self.event = event
    self.shares = shares
  }
}
