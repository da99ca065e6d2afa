/// A number read from text by the grammar of JSON: `-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?`.
enum NumberText {
  /// What was read.
  enum Value {
    case integer(Int64)
    /// An integer that Int64 cannot hold, as the nearest double.
    case largeInteger(Double)
    case double(Double)
    /// A number beyond the largest double.
    case tooLarge
  }

  /// Reads the number that `text` begins with and how many bytes it has; `nil` if there is none.
  ///
  /// - Complexity: O(n); up to nineteen digits and exponents to ±22 never leave integer registers.
  @inline(__always)
  static func scan(_ text: UnsafePointer<UInt8>, count: Int) -> (value: Value, length: Int)? {
    var position = 0
    let isNegative = count > 0 && text[0] == UInt8(ascii: "-")
    if isNegative { position = 1 }
    guard position < count, text[position] &- 48 <= 9 else { return nil }

    var mantissa: UInt64 = 0
    var significant = 0
    if text[position] == 48 {
      position &+= 1
    } else {
      let start = position
      while position < count, text[position] &- 48 <= 9 {
        mantissa = mantissa &* 10 &+ UInt64(text[position] &- 48)
        position &+= 1
      }
      significant = position &- start
    }
    var isInteger = true
    var exponent = 0
    if position &+ 1 < count, text[position] == UInt8(ascii: "."), text[position &+ 1] &- 48 <= 9 {
      isInteger = false
      position &+= 1
      let start = position
      while position < count, text[position] &- 48 <= 9 {
        mantissa = mantissa &* 10 &+ UInt64(text[position] &- 48)
        if mantissa != 0 { significant &+= 1 }
        position &+= 1
      }
      exponent = start &- position
    }
    if position < count, text[position] | 0x20 == UInt8(ascii: "e"),
      let (stated, length) = scanExponent(text + position, count: count &- position)
    {
      isInteger = false
      position &+= length
      exponent &+= stated
    }

    if isInteger {
      if significant <= 19, mantissa <= UInt64(Int64.max) &+ (isNegative ? 1 : 0) {
        return (.integer(Int64(truncatingIfNeeded: isNegative ? 0 &- mantissa : mantissa)), position)
      }
      let nearest = nearestDouble(text, count: position)
      return (nearest.isFinite ? .largeInteger(nearest) : .tooLarge, position)
    }
    // A mantissa of 53 bits and a power of ten of 22 are exact, so one operation rounds correctly.
    if significant <= 19, mantissa <= 1 &<< 53, -22...22 ~= exponent {
      let magnitude =
        exponent < 0
        ? Double(mantissa) / powersOfTen[0 &- exponent] : Double(mantissa) * powersOfTen[exponent]
      return (.double(isNegative ? -magnitude : magnitude), position)
    }
    let nearest = nearestDouble(text, count: position)
    return (nearest.isFinite ? .double(nearest) : .tooLarge, position)
  }

  /// The exponent at `text`, with its `e`; its value stops growing long after it stops mattering.
  private static func scanExponent(
    _ text: UnsafePointer<UInt8>, count: Int
  ) -> (value: Int, length: Int)? {
    var position = 1
    let isNegative = position < count && text[position] == UInt8(ascii: "-")
    if isNegative || (position < count && text[position] == UInt8(ascii: "+")) { position &+= 1 }
    guard position < count, text[position] &- 48 <= 9 else { return nil }
    var value = 0
    while position < count, text[position] &- 48 <= 9 {
      if value < 1_000_000_000 { value = value &* 10 &+ Int(text[position] &- 48) }
      position &+= 1
    }
    return (isNegative ? 0 &- value : value, position)
  }

  /// The correctly rounded double, infinite if it is too large.
  private static func nearestDouble(_ text: UnsafePointer<UInt8>, count: Int) -> Double {
    Double(String(decoding: UnsafeBufferPointer(start: text, count: count), as: UTF8.self)) ?? .infinity
  }

  private static let powersOfTen: [23 of Double] = [
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18,
    1e19,
    1e20, 1e21, 1e22,
  ]
}
