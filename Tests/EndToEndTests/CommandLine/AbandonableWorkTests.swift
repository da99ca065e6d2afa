import Dispatch
import QueryEngine
import Testing

@testable import sojourn

/// Work that a Ctrl-C ends, whether it looks for it or not. Nothing here measures time: what would hang if it were
/// waited for is let go only after it was left behind.
@Suite(.serialized) struct AbandonableWorkTests {
  /// Requests a stop as soon as `begun` is signalled.
  private func interrupt(_ interruption: Interruption, after begun: DispatchSemaphore) {
    DispatchQueue.global().async {
      begun.wait()
      interruption.request()
    }
  }

  @Test func `work that is not cancelled gives its result or its error`() throws {
    struct Failure: Error {}
    #expect(try AbandonableWork.run(interruption: Interruption()) { _ in 42 } == 42)
    #expect(throws: Failure.self) {
      try AbandonableWork.run(interruption: Interruption()) { _ -> Int in throw Failure() }
    }
  }

  @Test func `work that never asks is left behind, and what it makes is dropped`() throws {
    let interruption = Interruption()
    let (begun, mayEnd, ended) = (
      DispatchSemaphore(value: 0), DispatchSemaphore(value: 0), DispatchSemaphore(value: 0)
    )
    interrupt(interruption, after: begun)
    #expect(throws: QueryError.cancelled) {
      try AbandonableWork.run(interruption: interruption) { isCancelled -> Int in
        begun.signal()
        mayEnd.wait()
        // The next piece of work has begun long since; this one is still to stop.
        #expect(isCancelled())
        ended.signal()
        return 1
      }
    }
    #expect(AbandonableWork.isAnyLeftBehind)
    #expect(try AbandonableWork.run(interruption: interruption) { $0() } == false)
    mayEnd.signal()
    ended.wait()
  }

  @Test func `work that asks ends by itself`() throws {
    let interruption = Interruption()
    let begun = DispatchSemaphore(value: 0)
    interrupt(interruption, after: begun)
    #expect(throws: QueryError.cancelled) {
      try AbandonableWork.run(interruption: interruption) { isCancelled -> Int in
        begun.signal()
        while !isCancelled() {}
        throw QueryError.cancelled
      }
    }
  }

  @Test func `what was requested of the whole holds for its parts`() throws {
    let interruption = Interruption()
    try interruption.whileCancellable {
      interruption.request()
      #expect(throws: QueryError.cancelled) {
        try AbandonableWork.run(interruption: interruption) { _ in Issue.record("began") }
      }
    }
  }
}
