public import EventModel

/// The half-open range of times a statement resolved to; a missing end is unbounded.
public struct ResultRange: Sendable, Equatable {
  /// The first instant inside.
  public var from: Timestamp?
  /// The first instant after.
  public var to: Timestamp?

  public init(
    from: Timestamp?,
    to: Timestamp?
  ) {
    self.from = from
    self.to = to
  }
}
