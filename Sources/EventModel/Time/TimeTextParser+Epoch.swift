extension TimeTextParser {
  /// What one of a number since the epoch stands for.
  enum EpochUnit {
    case seconds
    case milliseconds
    case microseconds
    case nanoseconds
    case byMagnitude
  }

  /// Reads a decimal number, with optional fraction and exponent, as a count since 1970-01-01T00:00:00Z.
  ///
  /// Nineteen significant digits are kept; they reach below the microsecond for every supported time.
  static func readEpoch(_ text: UnsafePointer<UInt8>, _ count: Int, unit: EpochUnit) -> TimeTextOutcome {
    if unit == .byMagnitude, let outcome = readWholeEpoch(text, count) { return outcome }
    var next = 0
    let isNegative = text[0] == UInt8(ascii: "-")
    if isNegative || text[0] == UInt8(ascii: "+") { next = 1 }
    var mantissa: UInt64 = 0
    var significantDigits = 0
    var exponent = 0
    var hasDropped = false
    var hasDigits = false

    @inline(__always)
    func take(_ digit: UInt8, isFraction: Bool) {
      hasDigits = true
      if significantDigits < 19 {
        mantissa = mantissa &* 10 &+ UInt64(digit)
        if mantissa != 0 { significantDigits &+= 1 }
        if isFraction { exponent &-= 1 }
      } else {
        if digit != 0 { hasDropped = true }
        if !isFraction { exponent &+= 1 }
      }
    }
    while next < count, text[next] &- 48 <= 9 {
      take(text[next] &- 48, isFraction: false)
      next &+= 1
    }
    if next < count, text[next] == UInt8(ascii: ".") {
      next &+= 1
      while next < count, text[next] &- 48 <= 9 {
        take(text[next] &- 48, isFraction: true)
        next &+= 1
      }
    }
    guard hasDigits else { return .unreadable }
    if next < count {
      guard let stated = readExponent(text + next, count &- next) else { return .unreadable }
      exponent &+= stated
    }
    if mantissa == 0 { return TimeTextOutcome(microseconds: 0) }

    // 1e11 is the smallest number with twelve digits before the point, and so on.
    let integerDigits = significantDigits &+ exponent
    switch unit {
    case .seconds: exponent &+= 6
    case .milliseconds: exponent &+= 3
    case .microseconds: break
    case .nanoseconds: exponent &-= 3
    case .byMagnitude:
      exponent &+= integerDigits <= 11 ? 6 : (integerDigits <= 14 ? 3 : (integerDigits <= 17 ? 0 : -3))
    }
    if exponent >= 0 {
      guard significantDigits &+ exponent <= 19 else { return .outOfRange }
      mantissa &*= powerOfTen(exponent)
    } else if exponent >= -19 {
      let (quotient, remainder) = mantissa.quotientAndRemainder(dividingBy: powerOfTen(0 &- exponent))
      mantissa = quotient
      if remainder != 0 { hasDropped = true }
    } else {
      mantissa = 0
      hasDropped = true
    }
    guard mantissa < UInt64(Int64.max) else { return .outOfRange }
    let microseconds = Int64(mantissa)
    return TimeTextOutcome(
      microseconds: isNegative ? 0 &- microseconds &- (hasDropped ? 1 : 0) : microseconds)
  }

  /// The usual case, a positive whole number of up to 18 digits whose size tells the unit; else `nil`.
  @inline(__always)
  private static func readWholeEpoch(_ text: UnsafePointer<UInt8>, _ count: Int) -> TimeTextOutcome? {
    guard count <= 18 else { return nil }
    var value: Int64 = 0
    for index in 0..<count {
      let digit = text[index] &- 48
      guard digit <= 9 else { return nil }
      value = value &* 10 &+ Int64(digit)
    }
    if value < 100_000_000_000 { return TimeTextOutcome(microseconds: value &* 1_000_000) }
    if value < 100_000_000_000_000 { return TimeTextOutcome(microseconds: value &* 1_000) }
    return TimeTextOutcome(microseconds: value < 100_000_000_000_000_000 ? value : value / 1_000)
  }

  /// `e+12`; at most four digits, which is more than any time needs.
  private static func readExponent(_ text: UnsafePointer<UInt8>, _ count: Int) -> Int? {
    guard count >= 2, text[0] | 0x20 == UInt8(ascii: "e") else { return nil }
    let isSigned = text[1] == UInt8(ascii: "-") || text[1] == UInt8(ascii: "+")
    let first = isSigned ? 2 : 1
    guard 1...4 ~= count &- first else { return nil }
    var value = 0
    for index in first..<count {
      guard text[index] &- 48 <= 9 else { return nil }
      value = value &* 10 &+ Int(text[index] &- 48)
    }
    return text[1] == UInt8(ascii: "-") ? 0 &- value : value
  }

  /// 10 to the power of `exponent`, which is 0 to 19.
  private static func powerOfTen(_ exponent: Int) -> UInt64 {
    var power: UInt64 = 1
    for _ in 0..<exponent { power &*= 10 }
    return power
  }
}
