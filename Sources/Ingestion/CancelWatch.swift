import Synchronization

/// Asks from several threads, one at a time, whether work is to stop.
final class CancelWatch: @unchecked Sendable {
  private let isCancelled: () -> Bool
  private let turn = Mutex(())

  init(_ isCancelled: @escaping () -> Bool) {
    self.isCancelled = isCancelled
  }

  /// Throws ``IngestError/cancelled`` when the work is to stop.
  func check() throws {
    if turn.withLock({ _ in isCancelled() }) { throw IngestError.cancelled }
  }
}
