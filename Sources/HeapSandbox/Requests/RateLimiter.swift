import Synchronization

/// Counts requests in windows of time that follow one another from the first request on.
final class RateLimiter: Sendable {
  struct Verdict {
    var isAllowed: Bool
    var limit: Int
    var remaining: Int
    /// Until the window ends, in microseconds; more than nothing.
    var reset: Int64

    /// ``reset`` in whole seconds, rounded up.
    var resetSeconds: Int64 { (reset + 999_999) / 1_000_000 }
  }

  private struct State {
    var start: Int64?
    var used = 0
  }

  private let limit: SandboxRateLimit
  private let clock: any SandboxClock
  private let state = Mutex(State())

  init(_ limit: SandboxRateLimit, clock: any SandboxClock) {
    self.limit = limit
    self.clock = clock
  }

  /// Takes one request from the window, if there is one left.
  func take() -> Verdict {
    let now = clock.elapsed.microseconds
    let window = limit.window.microseconds
    return state.withLock { state in
      let start = state.start ?? now
      let windows = (now - start) / window
      if state.start == nil || windows > 0 { state.used = 0 }
      let current = start + windows * window
      state.start = current
      let isAllowed = state.used < limit.requests
      if isAllowed { state.used += 1 }
      return Verdict(
        isAllowed: isAllowed, limit: limit.requests, remaining: limit.requests - state.used,
        reset: current + window - now)
    }
  }
}
