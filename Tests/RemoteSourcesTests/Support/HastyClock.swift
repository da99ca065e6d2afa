import Glibc
import HTTPTransport
import Synchronization

/// A clock that jumps over waits, so that back-off costs a test no time; otherwise it runs like the real one.
final class HastyClock: RequestClock {
  private let real = SystemRequestClock()
  private let jumped = Mutex<Int64>(0)

  var monotonic: Int64 { real.monotonic + jumped.withLock { $0 } }
  var wall: Int64 { real.wall }

  func wait(nanoseconds: Int64, isCancelled: () -> Bool) -> Bool {
    if isCancelled() { return false }
    jumped.withLock { $0 += max(0, nanoseconds) }
    // Lets other threads go first, as a real wait would.
    usleep(200)
    return true
  }
}
