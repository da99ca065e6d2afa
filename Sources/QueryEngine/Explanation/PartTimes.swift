import Glibc
import Synchronization

/// Where the time of a statement goes: nanoseconds per part, added up over all threads.
final class PartTimes: Sendable {
  /// Opening row groups and putting users of several files together.
  private let opening = Atomic(0)
  /// Decompressing and decoding blocks.
  private let decoding = Atomic(0)
  /// Everything an operator does with a block, decoding included.
  private let operating = Atomic(0)
  /// From the begin of scans to their end, by the clock on the wall.
  private let scanning = Atomic(0)

  static func now() -> Int {
    var clock = timespec()
    clock_gettime(CLOCK_MONOTONIC, &clock)
    return clock.tv_sec &* 1_000_000_000 &+ clock.tv_nsec
  }

  func addOpening(since start: Int) { opening.add(Self.now() &- start, ordering: .relaxed) }
  func addDecoding(since start: Int) { decoding.add(Self.now() &- start, ordering: .relaxed) }
  func addOperating(since start: Int) { operating.add(Self.now() &- start, ordering: .relaxed) }
  func addScanning(since start: Int) { scanning.add(Self.now() &- start, ordering: .relaxed) }

  /// Seconds.
  var scan: Double { Double(opening.load(ordering: .relaxed)) / 1e9 }
  var decode: Double { Double(decoding.load(ordering: .relaxed)) / 1e9 }
  var match: Double {
    Double(max(0, operating.load(ordering: .relaxed) - decoding.load(ordering: .relaxed))) / 1e9
  }

  /// What is left of `elapsed` seconds on the wall once scans are taken off: binding names, merging states, ordering.
  func merge(ofElapsed elapsed: Double) -> Double {
    max(0, elapsed - Double(scanning.load(ordering: .relaxed)) / 1e9)
  }
}
