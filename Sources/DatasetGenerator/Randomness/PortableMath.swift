/// Logarithm and exponential from nothing but IEEE 754's exactly rounded operations, so that every machine
/// and every version of its mathematics library gets the same bits. Relative error is about 1e-15.
enum PortableMath {
  private static let logarithmOfTwo = 0x1.62e42fefa39efp-1

  /// The natural logarithm of a positive, finite, normal number.
  @inline(__always)
  static func logarithm(_ value: Double) -> Double {
    // value = m · 2^e with m in [√½, √2); ln m = 2 artanh((m − 1) / (m + 1)).
    var exponent = Double(Int(value.bitPattern >> 52 & 0x7ff) &- 1_023)
    var significand = Double(bitPattern: value.bitPattern & 0x000f_ffff_ffff_ffff | 0x3ff0_0000_0000_0000)
    if significand > 1.414_213_562_373_095_1 {
      significand *= 0.5
      exponent += 1
    }
    let ratio = (significand - 1) / (significand + 1)
    let square = ratio * ratio
    var series = 1.0 / 21
    series = series * square + 1.0 / 19
    series = series * square + 1.0 / 17
    series = series * square + 1.0 / 15
    series = series * square + 1.0 / 13
    series = series * square + 1.0 / 11
    series = series * square + 1.0 / 9
    series = series * square + 1.0 / 7
    series = series * square + 1.0 / 5
    series = series * square + 1.0 / 3
    series = series * square + 1
    return 2 * ratio * series + exponent * logarithmOfTwo
  }

  /// e to the power of `value`; 0 below −700, and the value at 700 above it.
  static func exponential(_ value: Double) -> Double {
    if value < -700 { return 0 }
    let bounded = value > 700 ? 700 : value
    let power = (bounded / logarithmOfTwo).rounded()
    let rest = bounded - power * logarithmOfTwo
    // Taylor's series around 0 on [−ln 2 / 2, ln 2 / 2]; the next term is below 1e-18.
    var series = 1.0 / 87_178_291_200
    series = series * rest + 1.0 / 6_227_020_800
    series = series * rest + 1.0 / 479_001_600
    series = series * rest + 1.0 / 39_916_800
    series = series * rest + 1.0 / 3_628_800
    series = series * rest + 1.0 / 362_880
    series = series * rest + 1.0 / 40_320
    series = series * rest + 1.0 / 5_040
    series = series * rest + 1.0 / 720
    series = series * rest + 1.0 / 120
    series = series * rest + 1.0 / 24
    series = series * rest + 1.0 / 6
    series = series * rest + 1.0 / 2
    series = series * rest + 1
    series = series * rest + 1
    return Double(sign: .plus, exponent: Int(power), significand: series)
  }
}
