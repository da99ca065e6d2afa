/// Remembers the numbers of places that are few enough for an array, so that most look-ups need no hash.
struct PlaceNumbers {
  /// Number + 1, or 0.
  private var numbers: [UInt32]

  /// About the size of a core's cache.
  private static let maximumCount = 1 << 20

  init(count: Int) {
    numbers = count > 0 && count <= Self.maximumCount ? [UInt32](repeating: 0, count: count) : []
  }

  subscript(slot: Int) -> Int? {
    @inline(__always) get {
      guard slot >= 0, slot < numbers.count, numbers[slot] != 0 else { return nil }
      return Int(numbers[slot] &- 1)
    }
  }

  mutating func note(_ number: Int, at slot: Int) {
    if slot >= 0, slot < numbers.count { numbers[slot] = UInt32(number) + 1 }
  }
}
