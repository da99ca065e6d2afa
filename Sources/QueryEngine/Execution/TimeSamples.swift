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

  /// The times of every number below `count` for which `wanted` holds, sorted; empty lists for the others.
  func sorted(count: Int, where wanted: (Int) -> Bool = { _ in true }) -> [[Int64]] {
    let isWanted = (0..<count).map(wanted)
    var sizes = [Int](repeating: 0, count: count)
    for number in numbers { sizes[Int(number)] += 1 }
    var lists = sizes.indices.map { number -> [Int64] in
      var list: [Int64] = []
      if isWanted[number] { list.reserveCapacity(sizes[number]) }
      return list
    }
    for (index, number) in numbers.enumerated() where isWanted[Int(number)] {
      lists[Int(number)].append(times[index])
    }
    return lists.map { TimeSort.sorted($0) }
  }
}
