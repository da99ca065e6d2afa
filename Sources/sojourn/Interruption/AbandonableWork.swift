import Dispatch
import Glibc
import QueryEngine
import Synchronization

/// Work on a thread of its own that the person who cancels it does not have to wait for.
///
/// Nearly all work asks often whether it should stop, but what sorts, merges or renders a large answer does not ask
/// within every loop. Work that goes on for longer than ``patience`` after it was asked to stop is left behind: its
/// thread ends at the next question, and what it makes is dropped. So it must change nothing outside of itself:
/// answering a statement is such work, reading events into a store is not.
enum AbandonableWork {
  /// How long work may take to stop by itself. With what is said and drawn afterwards, the prompt is back within a
  /// tenth of a second.
  static let patience = DispatchTimeInterval.milliseconds(40)

  /// Whether some work may still be going on behind the back of the main thread.
  static var isAnyLeftBehind: Bool { leftBehind.load(ordering: .relaxed) > 0 }

  private static let leftBehind = Atomic(0)

  /// Whether this piece of work is to stop; of its own, because the next piece of work must not call it back.
  private final class Request: Sendable {
    private let isMade = Atomic(false)

    func make() { isMade.store(true, ordering: .relaxed) }
    var wasMade: Bool { isMade.load(ordering: .relaxed) }
  }

  /// What the two threads share.
  private final class Exchange<Result: Sendable>: Sendable {
    private struct State {
      var outcome: Swift.Result<Result, any Error>?
      var isLeftBehind = false
    }

    private let state = Mutex(State())
    /// Signalled when the work has ended, and when it is asked to stop.
    let news = DispatchSemaphore(value: 0)

    func end(_ outcome: Swift.Result<Result, any Error>) {
      let wasLeftBehind = state.withLock { state in
        if !state.isLeftBehind { state.outcome = outcome }
        return state.isLeftBehind
      }
      if wasLeftBehind { leftBehind.subtract(1, ordering: .relaxed) }
      news.signal()
    }

    var outcome: Swift.Result<Result, any Error>? { state.withLock(\.outcome) }

    /// Gives up on the work unless it has just ended.
    func leaveBehind() -> Swift.Result<Result, any Error>? {
      state.withLock { state in
        if state.outcome == nil {
          state.isLeftBehind = true
          leftBehind.add(1, ordering: .relaxed)
        }
        return state.outcome
      }
    }
  }

  /// Runs `body`, which is given a question to ask now and then: whether it should stop.
  ///
  /// A Ctrl-C makes the answer true; when `body` does not end soon after it, throws ``QueryError/cancelled`` without it.
  static func run<Result: Sendable>(
    interruption: Interruption = .shared,
    _ body: @escaping @Sendable (_ isCancelled: @escaping @Sendable () -> Bool) throws -> Result
  ) throws -> Result {
    let request = Request()
    let exchange = Exchange<Result>()
    return try interruption.whileCancellable(cancel: {
      request.make()
      exchange.news.signal()
    }) {
      // What was requested before this work began holds for it.
      if interruption.isRequested { throw QueryError.cancelled }
      DispatchQueue(label: "a statement").async {
        exchange.end(Swift.Result { try body { request.wasMade } })
      }
      exchange.news.wait()
      if let outcome = exchange.outcome { return try outcome.get() }
      _ = exchange.news.wait(timeout: .now() + patience)
      if let outcome = exchange.leaveBehind() { return try outcome.get() }
      throw QueryError.cancelled
    }
  }
}
