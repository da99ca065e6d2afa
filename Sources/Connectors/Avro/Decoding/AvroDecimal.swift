/// Decimals: whole numbers in two's complement, big-endian, with so many digits behind the point.
enum AvroDecimal {
  enum Value {
    /// What a double holds with all its digits.
    case number(Double)
    /// All digits of a longer one.
    case text([UInt8])
  }

  /// The decimal that `bytes` spell; `nil` for more than 16 bytes, which nobody counts in.
  static func value(of bytes: UnsafeBufferPointer<UInt8>, scale: Int) -> Value? {
    guard bytes.count <= 16 else { return nil }
    var number: Int128 = (bytes.first ?? 0) >= 0x80 ? -1 : 0
    for byte in bytes { number = number << 8 | Int128(byte) }
    var digits = String(number.magnitude)
    if scale > 0 {
      if digits.count <= scale { digits = String(repeating: "0", count: scale + 1 - digits.count) + digits }
      digits.insert(".", at: digits.index(digits.endIndex, offsetBy: -scale))
    }
    if number < 0 { digits = "-" + digits }
    if number.magnitude < 1 << 53, let double = Double(digits) { return .number(double) }
    return .text(Array(digits.utf8))
  }
}
