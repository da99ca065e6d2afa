/// The generator of every resampling method: xoshiro256++ with its state filled by SplitMix64.
///
/// The sequence of a seed and a stream is part of the contract; reports repeat to the byte on any platform.
package struct SeededGenerator: RandomNumberGenerator, Sendable {
  private var state: (UInt64, UInt64, UInt64, UInt64)

  /// Makes the generator of one stream of a seed; streams of the same seed are independent of each other.
  package init(seed: UInt64, stream: UInt64 = 0) {
    // Two rounds of mixing keep neighbouring seeds and streams apart.
    var mixer = Self.mix(seed &+ 0x9E37_79B9_7F4A_7C15) ^ Self.mix(stream &* 0xD1B5_4A32_D192_ED03 &+ 1)
    func next() -> UInt64 {
      mixer &+= 0x9E37_79B9_7F4A_7C15
      return Self.mix(mixer)
    }
    state = (next(), next(), next(), next())
  }

  private static func mix(_ value: UInt64) -> UInt64 {
    var z = value
    z = (z ^ (z &>> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z &>> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z &>> 31)
  }

  /// Returns the next 64 bits.
  @inline(__always)
  package mutating func next() -> UInt64 {
    let sum = state.0 &+ state.3
    let result = ((sum &<< 23) | (sum &>> 41)) &+ state.0
    let shifted = state.1 &<< 17
    state.2 ^= state.0
    state.3 ^= state.1
    state.1 ^= state.2
    state.0 ^= state.3
    state.2 ^= shifted
    state.3 = (state.3 &<< 45) | (state.3 &>> 19)
    return result
  }

  /// Returns an index below `bound` by one multiplication; the bias is below bound/2⁶⁴.
  @inline(__always)
  package mutating func index(below bound: Int) -> Int {
    Int(truncatingIfNeeded: next().multipliedFullWidth(by: UInt64(truncatingIfNeeded: bound)).high)
  }

  /// Returns a double in [0, 1) with 53 random bits.
  @inline(__always)
  package mutating func uniform() -> Double { Double(next() &>> 11) * 0x1p-53 }
}
