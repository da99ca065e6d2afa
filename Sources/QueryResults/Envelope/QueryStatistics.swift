/// What it took to compute an answer.
public struct QueryStatistics: Sendable, Equatable {
  public var eventsInSnapshot: Int
  public var eventsRead: Int
  public var bytesRead: Int
  public var units: Int
  /// Units whose events lack the key they are counted by.
  public var unitsWithoutKey: Int
  public var elapsedMilliseconds: Double

  public init(
    eventsInSnapshot: Int,
    eventsRead: Int,
    bytesRead: Int,
    units: Int,
    unitsWithoutKey: Int,
    elapsedMilliseconds: Double
  ) {
    self.eventsInSnapshot = eventsInSnapshot
    self.eventsRead = eventsRead
    self.bytesRead = bytesRead
    self.units = units
    self.unitsWithoutKey = unitsWithoutKey
    self.elapsedMilliseconds = elapsedMilliseconds
  }
}
