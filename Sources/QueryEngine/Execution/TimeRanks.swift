/// Picks single places of a sorted list of times without sorting the list.
///
/// Medians over millions of conversions would otherwise cost as much as finding the conversions.
enum TimeRanks {
  /// Shorter lists are sorted.
  private static let shortest = 4096
  /// The first digits of times that are told apart at a time.
  private static let digitBits = 12

  /// What `times` would have at `ranks` if they were sorted; each rank is below their number.
  /// - Complexity: O(n) for times spread over their range; O(n) more per twelve bits where most of them are close together.
  static func values(of times: [Int64], at ranks: [Int]) -> [Int64] {
    guard times.count >= shortest, let low = times.min(), let high = times.max(), low < high else {
      let sorted = TimeSort.sorted(times)
      return ranks.map { sorted[$0] }
    }
    let span = UInt64(bitPattern: high &- low)
    let shift = UInt64(max(0, UInt64.bitWidth - span.leadingZeroBitCount - digitBits))
    @inline(__always)
    func firstDigit(_ time: Int64) -> Int {
      Int(truncatingIfNeeded: UInt64(bitPattern: time &- low) &>> shift)
    }
    var starts = [Int](repeating: 0, count: 1 << digitBits + 1)
    for time in times { starts[firstDigit(time) &+ 1] &+= 1 }
    for place in 1..<starts.count { starts[place] &+= starts[place &- 1] }
    // The digit whose times hold a rank.
    let digits = ranks.map { rank in Self.lastPlace(in: starts, upTo: rank) }
    // Where the next time of a wanted digit goes; −1 for the others.
    var places = [Int](repeating: -1, count: 1 << digitBits)
    var firstPlaces: [Int: Int] = [:]
    var total = 0
    for digit in digits where places[digit] < 0 {
      places[digit] = total
      firstPlaces[digit] = total
      total += starts[digit + 1] - starts[digit]
    }
    let gathered = [Int64](unsafeUninitializedCapacity: total) { buffer, count in
      for time in times {
        let digit = firstDigit(time)
        let place = places[digit]
        if place >= 0 {
          buffer.initializeElement(at: place, to: time)
          places[digit] = place &+ 1
        }
      }
      count = total
    }
    var answers = [Int64](repeating: 0, count: ranks.count)
    for (digit, first) in firstPlaces {
      let asked = ranks.indices.filter { digits[$0] == digit }
      let found = values(
        of: Array(gathered[first..<first + starts[digit + 1] - starts[digit]]),
        at: asked.map { ranks[$0] - starts[digit] })
      for (place, value) in zip(asked, found) { answers[place] = value }
    }
    return answers
  }

  /// The least of the `count` greatest of `numbers`, which are no fewer; of the one greatest where `count` is 0.
  static func leastOfGreatest(_ count: Int, of numbers: [Int]) -> Int {
    Int(values(of: numbers.map { Int64($0) }, at: [numbers.count - max(1, count)])[0])
  }

  /// The last place of ascending `starts` that is no more than `rank`.
  private static func lastPlace(in starts: [Int], upTo rank: Int) -> Int {
    var low = 0
    var high = starts.count - 1
    while low + 1 < high {
      let middle = (low + high) / 2
      if starts[middle] <= rank { low = middle } else { high = middle }
    }
    return low
  }
}
