/// Sixty-four bytes at a time as bit masks: bit `i` answers a question about byte `i`.
///
/// Hot. Needles are splat by the caller, outside its loop: a comparison with a scalar is a hundred times slower.
enum ByteMask {
  typealias Vector = SIMD16<UInt8>

  /// One bit per true lane.
  @inline(__always)
  static func bits(_ mask: SIMDMask<SIMD16<Int8>>) -> UInt64 {
    let words = unsafeBitCast(mask, to: SIMD2<UInt64>.self)
    // Keeps bit k in byte k; the multiplication adds the bytes up in the top one.
    let low = ((words.x & 0x8040_2010_0804_0201) &* 0x0101_0101_0101_0101) &>> 56
    let high = ((words.y & 0x8040_2010_0804_0201) &* 0x0101_0101_0101_0101) &>> 56
    return low | high &<< 8
  }

  /// Whether any lane is true.
  @inline(__always)
  static func any(_ mask: SIMDMask<SIMD16<Int8>>) -> Bool {
    let words = unsafeBitCast(mask, to: SIMD2<UInt64>.self)
    return words.x | words.y != 0
  }

  /// The index of the first true lane, or 16.
  @inline(__always)
  static func first(_ mask: SIMDMask<SIMD16<Int8>>) -> Int {
    let words = unsafeBitCast(mask, to: SIMD2<UInt64>.self)
    if words.x != 0 { return words.x.trailingZeroBitCount &>> 3 }
    return 8 &+ words.y.trailingZeroBitCount &>> 3
  }

  /// The bits of bytes equal to `needle` among the 64 at `pointer`.
  @inline(__always)
  static func equal(_ block: Block, _ needle: Vector) -> UInt64 {
    let a = block.a .== needle
    let b = block.b .== needle
    let c = block.c .== needle
    let d = block.d .== needle
    guard any(a .| b .| c .| d) else { return 0 }
    return bits(a) | bits(b) &<< 16 | bits(c) &<< 32 | bits(d) &<< 48
  }

  /// Sixty-four bytes in registers.
  struct Block {
    let a, b, c, d: Vector

    @inline(__always)
    init(_ pointer: UnsafePointer<UInt8>) {
      let raw = UnsafeRawPointer(pointer)
      a = raw.loadUnaligned(as: Vector.self)
      b = raw.loadUnaligned(fromByteOffset: 16, as: Vector.self)
      c = raw.loadUnaligned(fromByteOffset: 32, as: Vector.self)
      d = raw.loadUnaligned(fromByteOffset: 48, as: Vector.self)
    }
  }

  /// Bit `i` of the result is the parity of the bits `0...i`: 1 from each odd bit on to before the next even one.
  @inline(__always)
  static func prefixParity(_ bits: UInt64) -> UInt64 {
    var parity = bits
    parity ^= parity &<< 1
    parity ^= parity &<< 2
    parity ^= parity &<< 4
    parity ^= parity &<< 8
    parity ^= parity &<< 16
    parity ^= parity &<< 32
    return parity
  }

  /// The lowest `count` bits, of 0 to 64.
  @inline(__always)
  static func lowest(_ count: Int) -> UInt64 {
    count >= 64 ? ~0 : (1 &<< UInt64(count)) &- 1
  }
}
