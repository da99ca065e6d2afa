import Synchronization

/// Lets requests go at the pace a server allows, so that its limit is not met; shared by all threads that ask it.
///
/// A token bucket holds what the profile promises of the server. What answers say of the window in progress goes
/// before it: while plenty is left nothing waits, behind a quarter the rest of the window is shared out evenly, and with
/// nothing left all wait for the next window.
package final class RequestPacing: Sendable {
  private struct State {
    /// Requests that may go at once, by the bucket.
    var tokens: Double
    var filledAt: Int64
    /// Requests left in the server's window as far as known, those under way taken off.
    var remaining: Int?
    var limit: Int?
    var windowEnd: Int64 = 0
    /// When the next request may go where the rest of a window is shared out.
    var nextTurn: Int64 = 0
    var inFlight = 0
    /// Nobody asks anything before this instant.
    var blockedUntil: Int64 = 0
  }

  private let ratePerSecond: Double?
  private let burst: Double
  private let clock: any RequestClock
  private let state: Mutex<State>

  /// `ratePerSecond` is `nil` where only answers tell what is allowed.
  package init(ratePerSecond: Double?, burst: Int, clock: any RequestClock) {
    self.ratePerSecond = ratePerSecond
    self.burst = Double(max(1, burst))
    self.clock = clock
    state = Mutex(State(tokens: Double(max(1, burst)), filledAt: clock.monotonic))
  }

  /// Waits for the turn of one request; answers how long it waited in nanoseconds, `nil` after a cancellation.
  package func acquire(isCancelled: () -> Bool, onWait: (HTTPTrace.WaitReason, Int64) -> Void) -> Int64? {
    var waited: Int64 = 0
    while true {
      if isCancelled() { return nil }
      let now = clock.monotonic
      let (pause, isAsked) = state.withLock { (takeTurn(&$0, now: now), now < $0.blockedUntil) }
      if pause <= 0 { return waited }
      onWait(isAsked ? .askedByServer : .rateLimit, pause)
      guard clock.wait(nanoseconds: pause, isCancelled: isCancelled) else { return nil }
      waited += pause
    }
  }

  /// Learns from an answer; `nil` for a request that got none.
  package func finish(_ reading: RateLimitReading?) {
    let now = clock.monotonic
    state.withLock { state in
      state.inFlight -= 1
      guard let reading else { return }
      if let pause = reading.retryAfter { state.blockedUntil = max(state.blockedUntil, now + pause) }
      guard let remaining = reading.remaining else { return }
      state.limit = reading.limit ?? state.limit ?? remaining
      state.remaining = max(0, remaining - state.inFlight)
      if let reset = reading.untilReset { state.windowEnd = now + reset }
    }
  }

  /// The pause before a request may go; 0 where it goes now and is counted.
  private func takeTurn(_ state: inout State, now: Int64) -> Int64 {
    if now < state.blockedUntil { return state.blockedUntil - now }
    if let rate = ratePerSecond, rate > 0 {
      state.tokens = min(burst, state.tokens + Double(now - state.filledAt) / 1e9 * rate)
      state.filledAt = now
      if state.tokens < 1 { return max(1, Int64((1 - state.tokens) / rate * 1e9)) }
    }
    if let remaining = state.remaining, now < state.windowEnd {
      if remaining <= 0 { return state.windowEnd - now }
      if remaining * 4 <= (state.limit ?? remaining) {
        if now < state.nextTurn { return min(state.nextTurn, state.windowEnd) - now }
        state.nextTurn = now + (state.windowEnd - now) / Int64(remaining + 1)
      }
      state.remaining = remaining - 1
    }
    state.tokens -= 1
    state.inFlight += 1
    return 0
  }
}
