/// What one worker has counted for one group of units, or for all of them.
struct FunnelTally: Sendable {
  /// Counted attempts that stopped exactly at depth k + 1, by k.
  private(set) var stopped: [Int]
  /// Units whose deepest counted attempt stopped there; empty while every unit has one attempt.
  private(set) var stoppedUnits: [Int] = []
  /// Of the attempts, the ones whose window still runs.
  private(set) var open: [Int]
  /// Between step k and k + 1 of counted attempts, µs.
  private(set) var times: [[Int64]]
  /// Attempts that passed through each step, by its number; empty without optional steps.
  private(set) var passed: [Int] = []
  /// Units of the stream that the tally is about, where it is not about all.
  var units = 0

  init(steps: Int) {
    stopped = [Int](repeating: 0, count: steps)
    open = [Int](repeating: 0, count: steps)
    times = [[Int64]](repeating: [], count: max(0, steps - 1))
  }

  mutating func add(depth: Int, isOpen: Bool, count: Int = 1) {
    stopped[depth - 1] += count
    if isOpen { open[depth - 1] += count }
  }

  /// Counts an attempt as open that was added before without.
  mutating func addOpen(depth: Int) { open[depth - 1] += 1 }

  mutating func addTime(_ time: Int64, afterStep step: Int) {
    times[step].append(time)
  }

  /// Counts a unit by its deepest attempt; then all units of the tally are to be counted so.
  mutating func addUnit(depth: Int) {
    if stoppedUnits.isEmpty { stoppedUnits = [Int](repeating: 0, count: stopped.count) }
    stoppedUnits[depth - 1] += 1
  }

  mutating func pass(_ step: Int, of steps: Int) {
    if passed.isEmpty { passed = [Int](repeating: 0, count: steps) }
    passed[step] += 1
  }

  mutating func merge(_ other: FunnelTally) {
    for step in stopped.indices {
      stopped[step] += other.stopped[step]
      open[step] += other.open[step]
    }
    for step in times.indices { times[step] += other.times[step] }
    stoppedUnits = Self.sum(stoppedUnits, other.stoppedUnits)
    passed = Self.sum(passed, other.passed)
    units += other.units
  }

  private static func sum(_ left: [Int], _ right: [Int]) -> [Int] {
    if left.isEmpty { return right }
    if right.isEmpty { return left }
    return zip(left, right).map { $0 + $1 }
  }

  /// Counted attempts that reached step `step` (from 0) or further.
  func reached(_ step: Int) -> Int {
    stopped[step...].reduce(0, +)
  }

  /// Units with such an attempt.
  func reachedUnits(_ step: Int) -> Int {
    stoppedUnits.isEmpty ? reached(step) : stoppedUnits[step...].reduce(0, +)
  }
}
