/// Numbers words in order of first appearance; open addressing, no boxing.
///
/// Hot: a look-up is a multiplication and a cache line or two; words themselves are looked at only where their hashes
/// say that they are most likely equal.
struct WordTable: Sendable {
  private(set) var words: [UInt64] = []
  /// The upper half of the word's hash above its number + 1, or 0 for a free place; the length is a power of two.
  private var places: [UInt64] = [UInt64](repeating: 0, count: 256)

  var count: Int { words.count }

  /// The number of `word`, new or known.
  mutating func number(of word: UInt64) -> Int {
    let hash = Self.hash(word)
    let (place, number) = find(word, hash)
    if let number { return number }
    words.append(word)
    places[place] = (hash & ~Self.numberMask) | UInt64(words.count)
    if words.count * 2 > places.count { grow() }
    return words.count - 1
  }

  /// The number of `word`, or `nil` where it has none.
  func known(_ word: UInt64) -> Int? { find(word, Self.hash(word)).number }

  /// Where `word` stands or would stand, and its number if it has one.
  @inline(__always)
  private func find(_ word: UInt64, _ hash: UInt64) -> (place: Int, number: Int?) {
    let mask = places.count &- 1
    var place = Self.place(hash) & mask
    while true {
      let entry = places[place]
      if entry == 0 { return (place, nil) }
      if (entry ^ hash) &>> 32 == 0 {
        let number = Int(truncatingIfNeeded: entry & Self.numberMask) &- 1
        if words[number] == word { return (place, number) }
      }
      place = (place &+ 1) & mask
    }
  }

  private mutating func grow() {
    let mask = places.count * 2 - 1
    var grown = [UInt64](repeating: 0, count: places.count * 2)
    for entry in places where entry != 0 {
      var place = Self.place(entry) & mask
      while grown[place] != 0 { place = (place &+ 1) & mask }
      grown[place] = entry
    }
    places = grown
  }

  private static let numberMask: UInt64 = 0xffff_ffff

  @inline(__always)
  private static func hash(_ word: UInt64) -> UInt64 { word &* 0x9e37_79b9_7f4a_7c15 }

  /// Where to look first. The upper half of the product depends on all bits of the word; the lower bits only on those
  /// below them, and words that differ in their upper bits would crowd together.
  @inline(__always)
  private static func place(_ hash: UInt64) -> Int { Int(truncatingIfNeeded: hash &>> 32) }
}
