/// Reads the primitive encodings of the format; every read is checked and fails with ``StoreError/Damage``.
///
/// The bytes are borrowed: they must outlive the reader.
package struct ByteReader {
  package let bytes: UnsafeRawBufferPointer
  package private(set) var offset: Int

  package init(_ bytes: UnsafeRawBufferPointer, at offset: Int = 0) {
    self.bytes = bytes
    self.offset = offset
  }

  package var remaining: Int { bytes.count - offset }

  package mutating func readByte() throws(DamageFound) -> UInt8 {
    guard offset < bytes.count else { throw DamageFound(.tooShort) }
    defer { offset += 1 }
    return bytes[offset]
  }

  package mutating func readWord<Word: FixedWidthInteger>(_ type: Word.Type) throws(DamageFound) -> Word {
    let size = MemoryLayout<Word>.size
    guard remaining >= size else { throw DamageFound(.tooShort) }
    defer { offset += size }
    return Word(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: Word.self))
  }

  package mutating func readVarint() throws(DamageFound) -> UInt64 {
    if remaining >= 8 {
      // Up to eight bytes at once, without a branch on their number: the first byte below 0x80 is the last, and
      // its predecessors' seven bits close up in three steps.
      let word = UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
      let ends = ~word & 0x8080_8080_8080_8080
      if ends != 0 {
        let last = ends.trailingZeroBitCount
        offset &+= (last &+ 1) &>> 3
        var value = word & (UInt64.max &>> UInt64(truncatingIfNeeded: 63 &- last)) & 0x7f7f_7f7f_7f7f_7f7f
        value = (value & 0x007f_007f_007f_007f) | (value & 0x7f00_7f00_7f00_7f00) &>> 1
        value = (value & 0x0000_3fff_0000_3fff) | (value & 0x3fff_0000_3fff_0000) &>> 2
        return (value & 0x0000_0000_0fff_ffff) | (value & 0x0fff_ffff_0000_0000) &>> 4
      }
    }
    return try readLongVarint()
  }

  /// A varint near the end of the bytes, or of more than eight bytes.
  private mutating func readLongVarint() throws(DamageFound) -> UInt64 {
    var value: UInt64 = 0
    var shift: UInt64 = 0
    var place = offset
    let end = bytes.count
    while place < end {
      let byte = UInt64(bytes[place])
      place &+= 1
      value |= (byte & 0x7f) &<< shift
      if byte < 0x80 {
        // The tenth byte has room for one bit.
        if shift == 63 && byte > 1 { break }
        offset = place
        return value
      }
      shift &+= 7
      if shift > 63 { break }
    }
    throw DamageFound(place < end || shift >= 63 ? .lengthOutOfBounds : .tooShort)
  }

  package mutating func readSignedVarint() throws(DamageFound) -> Int64 {
    let value = try readVarint()
    return Int64(bitPattern: value >> 1) ^ -Int64(bitPattern: value & 1)
  }

  /// A count or length that may not exceed `limit`.
  package mutating func readCount(limit: Int) throws(DamageFound) -> Int {
    let value = try readVarint()
    guard value <= UInt64(max(0, limit)) else { throw DamageFound(.lengthOutOfBounds) }
    return Int(value)
  }

  package mutating func readBytes(_ count: Int) throws(DamageFound) -> UnsafeRawBufferPointer {
    guard count >= 0, count <= remaining else { throw DamageFound(.tooShort) }
    defer { offset += count }
    return UnsafeRawBufferPointer(rebasing: bytes[offset..<offset + count])
  }

  package mutating func readText(limit: Int) throws(DamageFound) -> String {
    let length = try readCount(limit: limit)
    return String(decoding: try readBytes(length), as: UTF8.self)
  }
}

/// Damage found while decoding; whoever knows file and block turns it into ``StoreError/damaged``.
package struct DamageFound: Error {
  package let damage: StoreError.Damage

  package init(_ damage: StoreError.Damage) {
    self.damage = damage
  }
}
