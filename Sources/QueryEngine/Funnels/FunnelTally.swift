/// What one worker has counted for one group of units, or for all of them.
struct FunnelTally: Sendable {
  /// Units whose counted attempt stopped exactly at depth k + 1, by k.
  private(set) var stopped: [Int]
  /// Of those, the ones whose window still runs.
  private(set) var open: [Int]
  /// Between step k and k + 1 of counted attempts, µs.
  private(set) var times: [[Int64]]

  init(steps: Int) {
    stopped = [Int](repeating: 0, count: steps)
    open = [Int](repeating: 0, count: steps)
    times = [[Int64]](repeating: [], count: max(0, steps - 1))
  }

  mutating func add(depth: Int, isOpen: Bool) {
    stopped[depth - 1] += 1
    if isOpen { open[depth - 1] += 1 }
  }

  mutating func addTime(_ time: Int64, afterStep step: Int) {
    times[step].append(time)
  }

  mutating func merge(_ other: FunnelTally) {
    for step in stopped.indices {
      stopped[step] += other.stopped[step]
      open[step] += other.open[step]
    }
    for step in times.indices { times[step] += other.times[step] }
  }

  /// Units whose counted attempt reached step `step` (from 0) or further.
  func reached(_ step: Int) -> Int {
    stopped[step...].reduce(0, +)
  }
}
