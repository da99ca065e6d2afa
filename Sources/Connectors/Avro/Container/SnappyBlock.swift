/// Raw snappy: the decoding of one block. Hot.
///
/// A block is the decoded length as a varint, then elements: bytes as they are, or a copy of bytes written before.
/// Grammar: https://github.com/google/snappy/blob/main/format_description.txt
enum SnappyBlock {
  /// The decoded length that a block states and the bytes that stating it takes; `nil` where there is none.
  static func statedLength(of block: UnsafeRawBufferPointer) -> (length: Int, headerBytes: Int)? {
    var length = 0
    for (index, byte) in block.prefix(5).enumerated() {
      length |= Int(byte & 0x7F) << (7 * index)
      if byte < 0x80 { return length <= Int(UInt32.max) ? (length, index + 1) : nil }
    }
    return nil
  }

  /// Decodes the elements behind a block's length; `false` where they do not make exactly `count` bytes.
  ///
  /// Most elements are short, and what they are is hardly ever to be foreseen. So far from both ends every short one
  /// is done in the same way: 16 bytes are copied, whether it is fewer or not, from the input or from what was written,
  /// and no branch depends on which.
  ///
  /// - Parameter target: Room for `count` bytes; none beyond them is written.
  static func decode(
    _ elements: UnsafeRawBufferPointer, into target: UnsafeMutableRawPointer, count: Int
  ) -> Bool {
    guard let source = elements.baseAddress else { return count == 0 }
    return tags.withUnsafeBufferPointer { tags in
      guard let tags = tags.baseAddress else { return false }
      var run = Run(source: source, end: elements.count, target: target, count: count)
      while run.read < run.end {
        if run.written >= longestElement { run.copyShortElements(tags) }
        if run.read < run.end, !run.copyElement() { return false }
      }
      return run.written == count
    }
  }

  /// What a short element holds or copies at most.
  private static let longestElement = 64
  /// Bytes before the end of the input from which on elements are looked at one by one: a tag, four bytes behind it
  /// that are read whether they belong to it or not, and those it may hold.
  private static let inputMargin = 72

  /// What the tag of a short element says; zero for elements that are rare.
  private static let tags: [UInt32] = (0..<256).map { tag in
    let upper = UInt32(tag >> 2)
    return switch tag & 3 {
    case 0:
      upper < 60 ? meaning(length: upper + 1, distanceBytes: 0, elementBytes: upper + 2, isLiteral: true) : 0
    case 1:
      meaning(length: (upper & 7) + 4, distanceBytes: 1, elementBytes: 2) | (upper >> 3) << 8
    case 2: meaning(length: upper + 1, distanceBytes: 2, elementBytes: 3)
    default: 0
    }
  }

  /// The length in the low eight bits; in the next three those of the distance that stand in the tag, already in their
  /// place; from bit 16 on the bits of distance behind the tag; from bit 22 on the bytes of the element; at the top
  /// whether it holds its bytes itself.
  private static func meaning(
    length: UInt32, distanceBytes: UInt32, elementBytes: UInt32, isLiteral: Bool = false
  ) -> UInt32 {
    length | distanceBytes * 8 << 16 | elementBytes << 22 | (isLiteral ? 1 << 31 : 0)
  }
}

extension SnappyBlock {
  private struct Run {
    let source: UnsafeRawPointer
    /// Bytes of the input.
    let end: Int
    let target: UnsafeMutableRawPointer
    /// Bytes to be written.
    let count: Int
    var read = 0
    var written = 0

    /// Decodes elements until one is rare, wrong or near an end; 64 bytes have to be written before.
    @inline(__always)
    mutating func copyShortElements(_ tags: UnsafePointer<UInt32>) {
      var (read, written) = (self.read, self.written)
      let lastRead = end &- inputMargin
      let lastWritten = count &- longestElement
      let (sourceAddress, targetAddress) = (Int(bitPattern: source), Int(bitPattern: target))
      while read <= lastRead, written <= lastWritten {
        let meaning = tags[Int(source.load(fromByteOffset: read, as: UInt8.self))]
        let behind = UInt32(
          littleEndian: source.loadUnaligned(fromByteOffset: read &+ 1, as: UInt32.self))
        let length = Int(meaning & 0xFF)
        // All bits or none. With words in place of conditions the compiler makes no branches of them.
        let literal = Int(Int32(bitPattern: meaning) &>> 31)
        let distance =
          Int(meaning & 0x700 &+ behind & (1 &<< (meaning &>> 16 & 31) &- 1)) | (16 & literal)
        // A copy from nearer than 16 bytes repeats what it writes itself.
        guard length > 0, UInt(bitPattern: distance &- 16) <= UInt(bitPattern: written &- 16) else { break }
        let copied = targetAddress &+ written &- distance
        let held = sourceAddress &+ read &+ 1
        guard let from = UnsafeRawPointer(bitPattern: copied ^ ((copied ^ held) & literal)) else { break }
        let to = target + written
        copy16(from, to)
        if length > 16 {
          copy16(from + 16, to + 16)
          if length > 32 {
            copy16(from + 32, to + 32)
            copy16(from + 48, to + 48)
          }
        }
        written &+= length
        read &+= Int(meaning &>> 22 & 0x7F)
      }
      (self.read, self.written) = (read, written)
    }

    @inline(__always)
    private func copy16(_ from: UnsafeRawPointer, _ to: UnsafeMutableRawPointer) {
      to.storeBytes(of: from.loadUnaligned(as: SIMD2<UInt64>.self), as: SIMD2<UInt64>.self)
    }

    /// Decodes one element of any kind; `false` where it leads out of the input, before the output or behind it.
    mutating func copyElement() -> Bool {
      let tag = source.load(fromByteOffset: read, as: UInt8.self)
      read += 1
      var length = Int(tag >> 2) + 1
      switch tag & 3 {
      case 0:
        if length > 60 {
          guard let long = number(bytes: length - 60) else { return false }
          length = long + 1
        }
        guard length <= end - read, length <= count - written else { return false }
        (target + written).copyMemory(from: source + read, byteCount: length)
        read += length
        written += length
        return true
      case 1:
        guard let low = number(bytes: 1) else { return false }
        return copy(length: Int(tag >> 2 & 7) + 4, distance: Int(tag >> 5) << 8 | low)
      case 2: return number(bytes: 2).map { copy(length: length, distance: $0) } ?? false
      default: return number(bytes: 4).map { copy(length: length, distance: $0) } ?? false
      }
    }

    /// The next bytes as a number, the least significant first.
    private mutating func number(bytes: Int) -> Int? {
      guard bytes <= end - read else { return nil }
      var number = 0
      for index in 0..<bytes {
        number |= Int(source.load(fromByteOffset: read + index, as: UInt8.self)) << (8 * index)
      }
      read += bytes
      return number
    }

    private mutating func copy(length: Int, distance: Int) -> Bool {
      guard distance > 0, distance <= written, length <= count - written else { return false }
      let to = target + written
      let from = UnsafeRawPointer(to - distance)
      if distance >= length {
        to.copyMemory(from: from, byteCount: length)
      } else {
        // What is copied may be written by this very copy.
        for index in 0..<length {
          to.storeBytes(
            of: from.load(fromByteOffset: index, as: UInt8.self), toByteOffset: index, as: UInt8.self)
        }
      }
      written += length
      return true
    }
  }
}
