import Glibc

/// Gives every distinct byte string a number, in order of first appearance.
///
/// Open addressing over bytes kept in one arena: no `String` is made. Used by one thread at a time; a copy shares
/// its storage until it changes. Hot: ingestion looks every text up.
/// - Complexity: O(length) per look-up, amortised.
package struct TextDictionary: Sendable {
  package private(set) var texts = TextList()
  /// Low half of the hash above, entry number + 1 below, or 0 for a free place; the length is a power of two.
  private var table: [UInt64]

  private static let initialLength = 1024

  package init() {
    table = [UInt64](repeating: 0, count: Self.initialLength)
  }

  package var count: Int { texts.count }

  /// Bytes of memory held, for budgets.
  package var byteCount: Int { texts.bytes.count + texts.count * 8 + table.count * 8 }

  /// The number of `text`, new or known.
  package mutating func number(of text: UnsafeRawBufferPointer) -> UInt32 {
    let hash = UInt32(truncatingIfNeeded: Checksum.xxh3(text))
    let mask = table.count &- 1
    var place = Int(hash) & mask
    while true {
      let entry = table[place]
      if entry == 0 { break }
      let number = UInt32(truncatingIfNeeded: entry) &- 1
      if UInt32(truncatingIfNeeded: entry >> 32) == hash && texts.isEqual(Int(number), text) { return number }
      place = (place &+ 1) & mask
    }
    let number = UInt32(texts.count)
    texts.append(text)
    table[place] = UInt64(hash) << 32 | UInt64(number + 1)
    if texts.count * 2 > table.count { grow() }
    return number
  }

  /// The number of `text`, or `nil` when it is not known.
  package func find(_ text: UnsafeRawBufferPointer) -> UInt32? {
    let hash = UInt32(truncatingIfNeeded: Checksum.xxh3(text))
    let mask = table.count &- 1
    var place = Int(hash) & mask
    while true {
      let entry = table[place]
      if entry == 0 { return nil }
      let number = UInt32(truncatingIfNeeded: entry) &- 1
      if UInt32(truncatingIfNeeded: entry >> 32) == hash && texts.isEqual(Int(number), text) { return number }
      place = (place &+ 1) & mask
    }
  }

  /// The number of `text`, new or known.
  package mutating func number(of text: some Collection<UInt8>) -> UInt32 {
    if let number = text.withContiguousStorageIfAvailable({ number(of: UnsafeRawBufferPointer($0)) }) {
      return number
    }
    return Array(text).withUnsafeBytes { number(of: $0) }
  }

  /// The number of `text`, or `nil` when it is not known.
  package func find(_ text: some Collection<UInt8>) -> UInt32? {
    if let number = text.withContiguousStorageIfAvailable({ find(UnsafeRawBufferPointer($0)) }) {
      return number
    }
    return Array(text).withUnsafeBytes { find($0) }
  }

  package mutating func removeAll() {
    texts.removeAll()
    table = [UInt64](repeating: 0, count: Self.initialLength)
  }

  private mutating func grow() {
    var larger = [UInt64](repeating: 0, count: table.count * 2)
    let mask = larger.count - 1
    for entry in table where entry != 0 {
      var place = Int(truncatingIfNeeded: entry >> 32) & mask
      while larger[place] != 0 { place = (place + 1) & mask }
      larger[place] = entry
    }
    table = larger
  }
}

extension TextList {
  fileprivate func isEqual(_ index: Int, _ text: UnsafeRawBufferPointer) -> Bool {
    let range = range(at: index)
    guard range.count == text.count else { return false }
    guard let other = text.baseAddress else { return true }
    return bytes.withUnsafeBytes { bytes in
      guard let base = bytes.baseAddress else { return range.isEmpty }
      let own = base + range.lowerBound
      // Most texts are short: two loads that may overlap cover them without a call.
      switch range.count {
      case 8...16: return isEqual(own, other, range.count, UInt64.self)
      case 4...7: return isEqual(own, other, range.count, UInt32.self)
      case 2...3: return isEqual(own, other, range.count, UInt16.self)
      default: return memcmp(own, other, range.count) == 0
      }
    }
  }

  /// Compares `count` bytes, which one or two words cover.
  @inline(__always)
  private func isEqual<Word: FixedWidthInteger & BitwiseCopyable>(
    _ left: UnsafeRawPointer, _ right: UnsafeRawPointer, _ count: Int, _ word: Word.Type
  ) -> Bool {
    let tail = count &- MemoryLayout<Word>.size
    return left.loadUnaligned(as: Word.self) == right.loadUnaligned(as: Word.self)
      && left.loadUnaligned(fromByteOffset: tail, as: Word.self)
        == right.loadUnaligned(fromByteOffset: tail, as: Word.self)
  }
}
