/// An endless sequence of random numbers, determined by a seed and the number of a stream.
///
/// The generator is xoshiro256++ 1.0 (D. Blackman and S. Vigna, 2019). Its four words of state are the next
/// four outputs of SplitMix64 from the state `mix(seed + φ) ⊕ mix(stream · φ′ + φ″)`; the φ are odd
/// constants and `mix` is SplitMix64's own finaliser. This is part of what keeps datasets byte-identical and
/// never changes.
struct RandomStream: Sendable {
  private var first: UInt64
  private var second: UInt64
  private var third: UInt64
  private var fourth: UInt64

  init(seed: UInt64, stream: UInt64) {
    var state =
      RandomStream.mix(seed &+ 0x9e37_79b9_7f4a_7c15)
      ^ RandomStream.mix(stream &* 0xd134_2543_de82_ef95 &+ 0xa076_1d64_78bd_642f)
    func next() -> UInt64 {
      state &+= 0x9e37_79b9_7f4a_7c15
      return RandomStream.mix(state)
    }
    first = next()
    second = next()
    third = next()
    fourth = next()
  }

  /// The generator in a given state, not all zero.
  init(state: (UInt64, UInt64, UInt64, UInt64)) {
    (first, second, third, fourth) = state
  }

  /// SplitMix64's finaliser: a bijection that spreads every bit over all of them.
  @inline(__always)
  static func mix(_ value: UInt64) -> UInt64 {
    var mixed = value
    mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
    return mixed ^ (mixed >> 31)
  }

  @inline(__always)
  mutating func next() -> UInt64 {
    let sum = first &+ fourth
    let result = (sum << 23 | sum >> 41) &+ first
    let shifted = second << 17
    third ^= first
    fourth ^= second
    second ^= third
    first ^= fourth
    third ^= shifted
    fourth = fourth << 45 | fourth >> 19
    return result
  }

  /// A number in 0 ..< `bound`, which must be positive; the bias of at most `bound` ÷ 2⁶⁴ is accepted.
  @inline(__always)
  mutating func next(below bound: UInt64) -> UInt64 {
    next().multipliedFullWidth(by: bound).high
  }

  /// A number in [0, 1) with 53 random bits.
  @inline(__always)
  mutating func nextUnit() -> Double {
    Double(next() >> 11) * 0x1p-53
  }

  /// A draw from the exponential distribution with mean 1.
  @inline(__always)
  mutating func nextExponential() -> Double {
    // 1 − u lies in (0, 1], where the logarithm is finite.
    -PortableMath.logarithm(1 - nextUnit())
  }

  /// A draw from the normal distribution with mean 0 and deviation 1, by Marsaglia's polar method.
  mutating func nextNormal() -> Double {
    while true {
      let x = 2 * nextUnit() - 1
      let y = 2 * nextUnit() - 1
      let square = x * x + y * y
      if square < 1 && square > 0 {
        return x * (-2 * PortableMath.logarithm(square) / square).squareRoot()
      }
    }
  }
}
