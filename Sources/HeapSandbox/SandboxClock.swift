public import EventModel
import Glibc
import Synchronization

/// What a sandbox takes the time from.
///
/// Two times, because tests want to stop one and not the other: the instant decides which events are visible; what
/// has elapsed decides over tokens, cursors and windows of rate limits. Called from any thread.
public protocol SandboxClock: Sendable {
  /// The instant it is, before any skew.
  var now: Timestamp { get }

  /// What has elapsed since some fixed point; never goes back.
  var elapsed: Duration { get }
}

/// The system's clock, perhaps moved so that it starts at another instant.
public struct RunningSandboxClock: SandboxClock {
  private let offset: Int64

  /// - Parameter start: the instant it is now; by default what the system says.
  public init(startingAt start: Timestamp? = nil) {
    let system = RunningSandboxClock.read(CLOCK_REALTIME)
    offset = start.map { $0.microseconds - system } ?? 0
  }

  public var now: Timestamp { Timestamp(microseconds: RunningSandboxClock.read(CLOCK_REALTIME) + offset) }

  public var elapsed: Duration { .microseconds(RunningSandboxClock.read(CLOCK_MONOTONIC)) }

  /// A clock of the system, in microseconds.
  static func read(_ clock: clockid_t) -> Int64 {
    var time = timespec()
    clock_gettime(clock, &time)
    return Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1_000
  }
}

/// A clock whose instant moves only when it is told to.
///
/// What has elapsed moves along with it, or runs by the system's clock, so that rate limits and lifetimes work while
/// the data stand still.
public final class ManualSandboxClock: SandboxClock {
  private let instant: Mutex<Int64>
  private let runsElapsed: Bool

  public init(_ start: Timestamp, elapsedRuns: Bool = false) {
    instant = Mutex(start.microseconds)
    runsElapsed = elapsedRuns
  }

  public var now: Timestamp { Timestamp(microseconds: instant.withLock { $0 }) }

  public var elapsed: Duration {
    .microseconds(runsElapsed ? RunningSandboxClock.read(CLOCK_MONOTONIC) : now.microseconds)
  }

  /// Moves the instant ahead.
  public func advance(by duration: Duration) {
    instant.withLock { $0 += duration.microseconds }
  }
}

extension Duration {
  /// Whole microseconds, the rest dropped; at most some 290,000 years are ever asked for here.
  var microseconds: Int64 {
    let (seconds, attoseconds) = components
    return seconds &* 1_000_000 &+ attoseconds / 1_000_000_000_000
  }
}
