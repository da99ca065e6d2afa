/// Sorts elapsed times by their digits, in time proportional to their number.
///
/// Medians over millions of conversions would otherwise cost more than finding the conversions.
enum TimeSort {
  /// Lists shorter than this are sorted by comparison.
  private static let shortest = 512
  private static let digitBits = 11

  static func sorted(_ times: [Int64]) -> [Int64] {
    guard times.count >= shortest, let low = times.min(), let high = times.max() else {
      return times.sorted()
    }
    // Distances from the smallest, so that only the digits that differ are sorted.
    let span = UInt64(bitPattern: high &- low)
    var source = times.map { UInt64(bitPattern: $0 &- low) }
    var target = [UInt64](repeating: 0, count: times.count)
    var shift = 0
    while shift < 64, span >> UInt64(shift) != 0 {
      distribute(source, into: &target, shift: shift)
      swap(&source, &target)
      shift += digitBits
    }
    return source.map { low &+ Int64(bitPattern: $0) }
  }

  /// One stable pass by the digit at `shift`.
  private static func distribute(_ source: [UInt64], into target: inout [UInt64], shift: Int) {
    let mask = (UInt64(1) << UInt64(digitBits)) - 1
    var places = [Int](repeating: 0, count: 1 << digitBits)
    for value in source { places[Int(truncatingIfNeeded: value &>> UInt64(shift) & mask)] &+= 1 }
    var total = 0
    for digit in places.indices {
      let count = places[digit]
      places[digit] = total
      total += count
    }
    target.withUnsafeMutableBufferPointer { target in
      places.withUnsafeMutableBufferPointer { places in
        for value in source {
          let digit = Int(truncatingIfNeeded: value &>> UInt64(shift) & mask)
          target[places[digit]] = value
          places[digit] &+= 1
        }
      }
    }
  }
}
