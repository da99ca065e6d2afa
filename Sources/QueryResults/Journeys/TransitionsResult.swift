/// The answer to a `transitions` statement: what directly follows what.
public struct TransitionsResult: Sendable, Equatable {
  /// The names of rows and columns, `(start)` and `(end)` included.
  public var events: [String]
  /// The transitions that occur, in the order of the statement's weight.
  public var rows: [TransitionRow]

  public init(
    events: [String],
    rows: [TransitionRow]
  ) {
    self.events = events
    self.rows = rows
  }
}

/// How often one event directly follows another.
public struct TransitionRow: Sendable, Equatable {
  public var from: String
  public var to: String
  public var count: Int
  public var units: Int
  /// Share of all transitions.
  public var share: Double?
  /// Share of the transitions that leave `from`.
  public var shareOut: Double?
  /// Share of the transitions that enter `to`.
  public var shareIn: Double?
  /// Mean number per path.
  public var perPath: Double?
  public var medianTime: Double?

  public init(
    from: String,
    to: String,
    count: Int,
    units: Int,
    share: Double?,
    shareOut: Double?,
    shareIn: Double?,
    perPath: Double?,
    medianTime: Double?
  ) {
    self.from = from
    self.to = to
    self.count = count
    self.units = units
    self.share = share
    self.shareOut = shareOut
    self.shareIn = shareIn
    self.perPath = perPath
    self.medianTime = medianTime
  }
}
