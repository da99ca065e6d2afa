import EventModel
import QueryResults

/// Elapsed times in groups that are numbered from 0, one group after the other.
struct TimeGroups: Sendable {
  /// Where each group starts, and where the last one ends.
  private let starts: [Int]
  private let times: [Int64]

  /// `numbers` says to which of `count` groups each of `times` belongs.
  init(_ times: [Int64], numbers: [UInt32], count: Int) {
    self.init([(times: times, numbers: numbers)], count: count)
  }

  /// The same for times that lie in several lists, which are read where they are.
  init(_ lists: [(times: [Int64], numbers: [UInt32])], count: Int) {
    var starts = [Int](repeating: 0, count: count + 1)
    for list in lists {
      for number in list.numbers { starts[Int(number) &+ 1] &+= 1 }
    }
    for group in 0..<count { starts[group &+ 1] &+= starts[group] }
    var places = starts
    let total = lists.reduce(0) { $0 + $1.times.count }
    times = [Int64](unsafeUninitializedCapacity: total) { buffer, initialized in
      for list in lists {
        for (index, number) in list.numbers.enumerated() {
          buffer.initializeElement(at: places[Int(number)], to: list.times[index])
          places[Int(number)] &+= 1
        }
      }
      initialized = total
    }
    self.starts = starts
  }

  func count(of group: Int) -> Int { starts[group + 1] - starts[group] }

  /// In seconds; `nil` for an empty group.
  func median(of group: Int) -> Double? {
    // Most groups of a long tail have one time.
    if count(of: group) == 1 { return Double(times[starts[group]]) / microsecondsPerSecond }
    return DurationSummary.median(Array(times[starts[group]..<starts[group + 1]]))
  }

  /// In seconds; `nil` for an empty group.
  func mean(of group: Int) -> Double? {
    guard count(of: group) > 0 else { return nil }
    let sum = times[starts[group]..<starts[group + 1]].reduce(Int128(0)) { $0 + Int128($1) }
    return Double(sum) / Double(count(of: group)) / microsecondsPerSecond
  }
}
