/// Gives every distinct byte string a number, in order of first appearance.
///
/// Open addressing over bytes kept in one arena: no `String` is made. Used by one thread at a time; a copy shares
/// its storage until it changes.
/// - Complexity: O(length) per look-up, amortised.
package struct TextDictionary: Sendable {
  package private(set) var texts = TextList()
  private var hashes: [UInt64] = []
  /// Entry number + 1, or 0 for a free place; the length is a power of two.
  private var table: [UInt32] = [UInt32](repeating: 0, count: 1024)

  package init() {}

  package var count: Int { hashes.count }

  /// Bytes of memory held, for budgets.
  package var byteCount: Int { texts.bytes.count + hashes.count * 16 + table.count * 4 }

  package func hash(at number: UInt32) -> UInt64 { hashes[Int(number)] }

  /// The number of `text`, new or known.
  package mutating func number(of text: UnsafeRawBufferPointer) -> UInt32 {
    let hash = Checksum.xxh3(text)
    let mask = table.count &- 1
    var place = Int(truncatingIfNeeded: hash) & mask
    while true {
      let entry = table[place]
      if entry == 0 { break }
      let number = Int(entry &- 1)
      if hashes[number] == hash && isEqual(number, text) { return entry &- 1 }
      place = (place &+ 1) & mask
    }
    let number = UInt32(hashes.count)
    texts.append(text)
    hashes.append(hash)
    table[place] = number + 1
    if hashes.count * 2 > table.count { grow() }
    return number
  }

  package mutating func removeAll() {
    texts.removeAll()
    hashes.removeAll(keepingCapacity: true)
    table = [UInt32](repeating: 0, count: 1024)
  }

  private func isEqual(_ number: Int, _ text: UnsafeRawBufferPointer) -> Bool {
    let range = texts.range(at: number)
    guard range.count == text.count else { return false }
    return texts.bytes.withUnsafeBytes { bytes in
      UnsafeRawBufferPointer(rebasing: bytes[range]).elementsEqual(text)
    }
  }

  private mutating func grow() {
    table = [UInt32](repeating: 0, count: table.count * 2)
    let mask = table.count - 1
    for number in hashes.indices {
      var place = Int(truncatingIfNeeded: hashes[number]) & mask
      while table[place] != 0 { place = (place + 1) & mask }
      table[place] = UInt32(number + 1)
    }
  }
}
