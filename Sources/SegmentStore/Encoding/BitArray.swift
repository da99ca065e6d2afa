/// Fixed-width unsigned integers packed from the lowest bit of the first byte.
@usableFromInline package enum BitArray {
  /// Bytes that `count` values of `width` bits take.
  package static func byteCount(_ count: Int, width: Int) -> Int {
    (count * width + 7) / 8
  }

  /// Bits needed for `value`; 0 for 0.
  @inlinable
  package static func width(of value: UInt64) -> Int {
    64 - value.leadingZeroBitCount
  }

  /// Appends `value(0)`, `value(1)`, … `value(count − 1)`, each below 2^`width`, padded to whole bytes.
  @inline(__always)
  package static func append(
    count: Int, width: Int, to bytes: inout [UInt8], _ value: (Int) -> UInt64
  ) {
    guard width > 0, count > 0 else { return }
    let start = bytes.count
    let length = byteCount(count, width: width)
    // Whole words are stored, so up to seven bytes too many are taken and given back.
    bytes.append(contentsOf: repeatElement(0, count: length + 7))
    bytes.withUnsafeMutableBytes { buffer in
      var place = start
      var pending: UInt64 = 0
      var filled = 0
      for index in 0..<count {
        let value = value(index)
        pending |= value &<< UInt64(truncatingIfNeeded: filled)
        let free = 64 &- filled
        if width >= free {
          buffer.storeBytes(of: pending.littleEndian, toByteOffset: place, as: UInt64.self)
          place &+= 8
          // A shift by 64, when the word was empty, must give 0.
          pending = value >> UInt64(truncatingIfNeeded: free)
          filled = width &- free
        } else {
          filled &+= width
        }
      }
      if filled > 0 { buffer.storeBytes(of: pending.littleEndian, toByteOffset: place, as: UInt64.self) }
    }
    bytes.removeLast(7)
  }

  /// The value at `index`. The array must be followed by at least eight readable bytes, and `width` be one that
  /// ``readableWidth(_:)`` answers, so that no value straddles nine bytes.
  @inlinable @inline(__always)
  package static func value(
    in base: UnsafeRawPointer, at index: Int, width: Int, mask: UInt64
  ) -> UInt64 {
    let bit = index &* width
    let word = base.loadUnaligned(fromByteOffset: bit &>> 3, as: UInt64.self).littleEndian
    return (word &>> UInt64(truncatingIfNeeded: bit & 7)) & mask
  }

  /// The mask that keeps `width` low bits.
  @inlinable
  package static func mask(width: Int) -> UInt64 {
    width >= 64 ? UInt64.max : (UInt64(1) << UInt64(width)) - 1
  }

  /// The narrowest width of at least `width` bits that ``value(in:at:width:mask:)`` reads with one load: up to 57
  /// bits any, above that 64, whose values begin at whole bytes.
  package static func readableWidth(_ width: Int) -> Int {
    width <= 57 ? width : 64
  }
}
