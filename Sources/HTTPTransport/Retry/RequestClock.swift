import Glibc

/// The time as requests see it; tests put one in its place that needs no waiting.
package protocol RequestClock: Sendable {
  /// Nanoseconds since an instant of its own choice; never goes back.
  var monotonic: Int64 { get }
  /// Microseconds since 1970, UTC, by the machine's idea of the time.
  var wall: Int64 { get }
  /// Waits; answers whether the whole time passed, which it does not after a cancellation.
  func wait(nanoseconds: Int64, isCancelled: () -> Bool) -> Bool
}

/// The machine's own clocks. Sees a cancellation within 20 ms.
package struct SystemRequestClock: RequestClock {
  package init() {}

  package var monotonic: Int64 { Self.nanoseconds(CLOCK_MONOTONIC) }

  package var wall: Int64 { Self.nanoseconds(CLOCK_REALTIME) / 1000 }

  package func wait(nanoseconds: Int64, isCancelled: () -> Bool) -> Bool {
    let (sum, overflow) = monotonic.addingReportingOverflow(max(0, nanoseconds))
    let end = overflow ? Int64.max : sum
    while true {
      if isCancelled() { return false }
      let left = end - monotonic
      if left <= 0 { return true }
      var pause = timespec(tv_sec: 0, tv_nsec: Int(min(left, 20_000_000)))
      nanosleep(&pause, nil)
    }
  }

  private static func nanoseconds(_ clock: clockid_t) -> Int64 {
    var time = timespec()
    clock_gettime(clock, &time)
    return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
  }
}
