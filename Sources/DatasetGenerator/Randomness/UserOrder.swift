/// The order in which users are written: a permutation of their numbers that looks random but needs no
/// memory.
///
/// Real logs are not sorted by user id, and readers must not come to rely on it. Users 0 ..< `population`
/// come first in shuffled order, then the next `population` users likewise, and so on for as long as users
/// are needed.
struct UserOrder: Sendable {
  private let population: UInt64
  private let seed: UInt64
  private let halfBits: UInt64

  init(population: Int, seed: UInt64) {
    self.population = UInt64(max(1, population))
    self.seed = seed
    let bits = 64 - (self.population - 1).leadingZeroBitCount
    halfBits = UInt64(max(1, (bits + 1) / 2))
  }

  /// The number of the user who is written at place `ordinal`.
  func user(at ordinal: UInt64) -> UInt64 {
    let (block, place) = ordinal.quotientAndRemainder(dividingBy: population)
    var value = place
    // The network permutes a power of four at least as large; walking its cycle until a value falls below the
    // population permutes just those. Fewer than four steps on average.
    repeat { value = encrypt(value, block: block) } while value >= population
    return block &* population &+ value
  }

  /// Four rounds of a Feistel network on `2 * halfBits` bits.
  private func encrypt(_ value: UInt64, block: UInt64) -> UInt64 {
    let mask = (1 as UInt64) << halfBits &- 1
    var left = value >> halfBits
    var right = value & mask
    for round in 0..<4 as Range<UInt64> {
      let key = seed ^ (block << 8 | round) &* 0x9e37_79b9_7f4a_7c15
      let mixed = RandomStream.mix(right &+ RandomStream.mix(key)) & mask
      (left, right) = (right, left ^ mixed)
    }
    return left << halfBits | right
  }
}
