/// An event of one unit that satisfies at least one step of a pattern.
public struct CandidateEvent: Sendable, Equatable {
  /// µs.
  public var time: Int64
  /// Bit `i` is set when the event satisfies step `i` (counted from 0).
  public var steps: UInt64
  /// The event's place in the stored order; ascends with the array the events come in.
  public var position: UInt32

  @inlinable
  public init(time: Int64, steps: UInt64, position: UInt32) {
    self.time = time
    self.steps = steps
    self.position = position
  }
}
