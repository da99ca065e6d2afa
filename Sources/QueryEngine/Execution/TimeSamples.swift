/// Elapsed times that belong to numbered things, kept in one list until they are asked for.
struct TimeSamples: Sendable {
  private var numbers: [UInt32] = []
  private var times: [Int64] = []

  @inline(__always)
  mutating func append(_ time: Int64, to number: Int) {
    numbers.append(UInt32(truncatingIfNeeded: number))
    times.append(time)
  }

  /// Takes over the samples of `other`, whose number `n` is `numbers[n]` here.
  mutating func append(_ other: TimeSamples, numbers new: [Int]) {
    numbers.reserveCapacity(numbers.count + other.numbers.count)
    for number in other.numbers { numbers.append(UInt32(truncatingIfNeeded: new[Int(number)])) }
    times += other.times
  }

  /// The times by number, which are all below `count`.
  func groups(count: Int) -> TimeGroups { TimeGroups(times, numbers: numbers, count: count) }
}
