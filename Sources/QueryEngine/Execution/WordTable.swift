/// Numbers words in order of first appearance; open addressing, no boxing.
///
/// Hot: a look-up of a known word is a multiplication and about one cache line.
struct WordTable: Sendable {
  private(set) var words: [UInt64] = []
  /// Word number + 1, or 0 for a free place; the length is a power of two.
  private var places: [UInt32] = [UInt32](repeating: 0, count: 256)

  var count: Int { words.count }

  /// The number of `word`, new or known.
  mutating func number(of word: UInt64) -> Int {
    let mask = places.count &- 1
    var place = Self.hash(word) & mask
    while true {
      let entry = places[place]
      if entry == 0 { break }
      if words[Int(entry &- 1)] == word { return Int(entry &- 1) }
      place = (place &+ 1) & mask
    }
    words.append(word)
    places[place] = UInt32(words.count)
    if words.count * 2 > places.count { grow() }
    return words.count - 1
  }

  private mutating func grow() {
    places = [UInt32](repeating: 0, count: places.count * 2)
    let mask = places.count - 1
    for (number, word) in words.enumerated() {
      var place = Self.hash(word) & mask
      while places[place] != 0 { place = (place + 1) & mask }
      places[place] = UInt32(number + 1)
    }
  }

  @inline(__always)
  private static func hash(_ word: UInt64) -> Int {
    // The upper half of the product depends on all bits of the word; the lower bits only on those below them, and
    // words that differ in their upper bits would crowd together.
    Int(truncatingIfNeeded: (word &* 0x9e37_79b9_7f4a_7c15) &>> 32)
  }
}
