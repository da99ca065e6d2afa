import HTTPTransport
import Synchronization

/// A clock that jumps over every wait and keeps a list of them.
final class ManualRequestClock: RequestClock {
  private struct State {
    var now: Int64 = 0
    var waits: [Int64] = []
  }

  private let state = Mutex(State())
  /// Microseconds since 1970 at the start.
  private let start: Int64

  init(wall: Int64 = 1_767_225_600_000_000) {
    start = wall
  }

  var monotonic: Int64 { state.withLock { $0.now } }
  var wall: Int64 { start + monotonic / 1000 }
  var waits: [Int64] { state.withLock { $0.waits } }

  func advance(_ nanoseconds: Int64) { state.withLock { $0.now += nanoseconds } }

  func wait(nanoseconds: Int64, isCancelled: () -> Bool) -> Bool {
    if isCancelled() { return false }
    state.withLock { state in
      state.now += nanoseconds
      state.waits.append(nanoseconds)
    }
    return true
  }
}
