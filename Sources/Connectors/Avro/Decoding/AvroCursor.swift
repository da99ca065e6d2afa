/// A place in the decoded bytes of a block.
///
/// Behind ``end`` stand ``AvroLimits/padding`` zero bytes, so that a number may be read first and the end checked
/// afterwards. Hot.
struct AvroCursor {
  let base: UnsafePointer<UInt8>
  let end: Int
  var position = 0

  /// The bytes contradict the schema at ``position``.
  struct Fault: Error {}

  @inline(__always)
  var remaining: Int { end &- position }

  @inline(__always)
  mutating func readLong() throws(Fault) -> Int64 {
    let first = base[position]
    if first < 0x80 {
      position &+= 1
      guard position <= end else { throw Fault() }
      return Int64(first >> 1) ^ (0 &- Int64(first & 1))
    }
    return try readLongSlowly()
  }

  /// Numbers of two to ten bytes.
  private mutating func readLongSlowly() throws(Fault) -> Int64 {
    let word: UInt64 = UInt64(littleEndian: load())
    let ends = ~word & 0x8080_8080_8080_8080
    if ends != 0 {
      let bytes = ends.trailingZeroBitCount &>> 3 &+ 1
      position &+= bytes
      guard position <= end else { throw Fault() }
      // Seven bits of each byte, brought together in pairs, in fours and in eights.
      var value = word & (~0 &>> UInt64(64 &- 8 &* bytes)) & 0x7F7F_7F7F_7F7F_7F7F
      value = value & 0x007F_007F_007F_007F | (value & 0x7F00_7F00_7F00_7F00) &>> 1
      value = value & 0x0000_3FFF_0000_3FFF | (value & 0x3FFF_0000_3FFF_0000) &>> 2
      value = value & 0x0000_0000_0FFF_FFFF | (value & 0x0FFF_FFFF_0000_0000) &>> 4
      return Int64(bitPattern: value &>> 1) ^ (0 &- Int64(bitPattern: value & 1))
    }
    return try readLongestNumber()
  }

  private mutating func readLongestNumber() throws(Fault) -> Int64 {
    var value: UInt64 = 0
    var shift: UInt64 = 0
    while shift < 70 {
      let byte = base[position]
      position &+= 1
      value |= UInt64(byte & 0x7F) &<< shift
      if byte < 0x80 {
        // The tenth byte has one bit to give.
        guard position <= end, shift < 63 || byte <= 1 else { throw Fault() }
        return Int64(bitPattern: value >> 1) ^ (0 &- Int64(bitPattern: value & 1))
      }
      shift &+= 7
    }
    throw Fault()
  }

  @inline(__always)
  mutating func readInt() throws(Fault) -> Int64 {
    let value = try readLong()
    guard Int64(Int32(truncatingIfNeeded: value)) == value else { throw Fault() }
    return value
  }

  /// The length of a text or byte run, which is there.
  @inline(__always)
  mutating func readLength() throws(Fault) -> Int {
    let length = try readLong()
    guard length >= 0, length <= Int64(remaining) else { throw Fault() }
    return Int(length)
  }

  @inline(__always)
  mutating func skip(_ count: Int) throws(Fault) {
    guard count <= remaining else { throw Fault() }
    position &+= count
  }

  @inline(__always)
  mutating func readBoolean() throws(Fault) -> Bool {
    guard remaining > 0, base[position] <= 1 else { throw Fault() }
    position &+= 1
    return base[position &- 1] == 1
  }

  @inline(__always)
  mutating func readFloat() throws(Fault) -> Float {
    guard remaining >= 4 else { throw Fault() }
    defer { position &+= 4 }
    return Float(bitPattern: UInt32(littleEndian: load()))
  }

  @inline(__always)
  mutating func readDouble() throws(Fault) -> Double {
    guard remaining >= 8 else { throw Fault() }
    defer { position &+= 8 }
    return Double(bitPattern: UInt64(littleEndian: load()))
  }

  @inline(__always)
  private func load<Word: BitwiseCopyable>() -> Word {
    UnsafeRawPointer(base + position).loadUnaligned(as: Word.self)
  }

  /// Calls `body` for each item of an array or map; the item must be read by it.
  ///
  /// - Parameter leastBytes: The least bytes an item takes, which bounds how many there can be.
  mutating func forEachItem(
    leastBytes: Int, _ body: (inout AvroCursor) throws(Fault) -> Void
  ) throws(Fault) {
    var empty = 0
    while true {
      var count = try readLong()
      if count == 0 { return }
      if count < 0 {
        guard count > Int64.min else { throw Fault() }
        count = -count
        guard try readLong() >= 0 else { throw Fault() }
      }
      if leastBytes > 0 {
        guard count <= Int64(remaining / leastBytes) else { throw Fault() }
      } else {
        guard count <= Int64(AvroLimits.emptyItems - empty) else { throw Fault() }
        empty += Int(count)
      }
      for _ in 0..<count { try body(&self) }
    }
  }
}
