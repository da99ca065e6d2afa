/// Elapsed times that belong to numbered things, kept in one list until they are asked for.
struct TimeSamples {
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

  /// The times of every number below `count`, in no order.
  func lists(count: Int) -> [[Int64]] {
    var sizes = [Int](repeating: 0, count: count)
    for number in numbers { sizes[Int(number)] += 1 }
    var lists = sizes.map { size -> [Int64] in
      var list: [Int64] = []
      list.reserveCapacity(size)
      return list
    }
    for (index, number) in numbers.enumerated() { lists[Int(number)].append(times[index]) }
    return lists
  }
}
