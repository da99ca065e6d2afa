/// Asks now and then whether the answer is still wanted, in loops whose rounds are too short to ask in each.
struct CancelProbe {
  private let isCancelled: @Sendable () -> Bool
  private var rounds: UInt32 = 0

  /// The question is asked once in so many rounds, which cost about a tenth of a millisecond.
  static let interval: UInt32 = 4096

  init(_ isCancelled: @escaping @Sendable () -> Bool) {
    self.isCancelled = isCancelled
  }

  /// Counts rounds; throws ``QueryError/cancelled`` when the person asked to stop.
  @inline(__always)
  mutating func count(_ count: Int = 1) throws {
    rounds &+= UInt32(truncatingIfNeeded: count)
    if rounds >= Self.interval { try ask() }
  }

  private mutating func ask() throws {
    rounds = 0
    if isCancelled() { throw QueryError.cancelled }
  }
}
