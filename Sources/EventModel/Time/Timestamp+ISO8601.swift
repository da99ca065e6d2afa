extension Timestamp: CustomStringConvertible {
  /// ISO 8601 in UTC, `2026-01-05T13:00:00.25Z`: up to six digits of fraction, only as many as are needed.
  ///
  /// Times outside the supported range print with a sign and more digits of the year.
  public var description: String { iso8601 }

  /// See ``description``.
  public var iso8601: String {
    String(unsafeUninitializedCapacity: Timestamp.longestISO8601) { buffer in
      guard let start = buffer.baseAddress else { return 0 }
      return writeISO8601(to: start)
    }
  }

  /// The most bytes ``writeISO8601(to:)`` writes.
  public static let longestISO8601 = 32

  /// Writes the ISO 8601 form as ASCII and returns how many bytes it took.
  ///
  /// `output` must have room for ``longestISO8601`` bytes.
  public func writeISO8601(to output: UnsafeMutablePointer<UInt8>) -> Int {
    let days = floorDivide(microseconds, by: microsecondsPerDay)
    let microsecondOfDay = UInt64(bitPattern: microseconds &- days &* microsecondsPerDay)
    var length = CivilDate(daysSinceEpoch: Int(days)).write(to: output)
    let seconds = microsecondOfDay / 1_000_000
    var fraction = microsecondOfDay % 1_000_000
    output[length] = UInt8(ascii: "T")
    writeTwoDigits(seconds / 3_600, to: output + length + 1)
    output[length + 3] = UInt8(ascii: ":")
    writeTwoDigits(seconds / 60 % 60, to: output + length + 4)
    output[length + 6] = UInt8(ascii: ":")
    writeTwoDigits(seconds % 60, to: output + length + 7)
    length += 9
    if fraction != 0 {
      output[length] = UInt8(ascii: ".")
      length += 1
      // Most significant digit first, until nothing is left of the fraction.
      while fraction != 0 {
        fraction &*= 10
        output[length] = UInt8(truncatingIfNeeded: 48 &+ fraction / 1_000_000)
        fraction %= 1_000_000
        length += 1
      }
    }
    output[length] = UInt8(ascii: "Z")
    return length + 1
  }
}

extension CivilDate: CustomStringConvertible {
  /// `2026-01-05`.
  public var description: String {
    String(unsafeUninitializedCapacity: 16) { buffer in
      guard let start = buffer.baseAddress else { return 0 }
      return write(to: start)
    }
  }

  /// Writes `YYYY-MM-DD` as ASCII and returns how many bytes it took: 10, or up to 13 for years of another
  /// form.
  func write(to output: UnsafeMutablePointer<UInt8>) -> Int {
    var length = 0
    if 0...9999 ~= year {
      writeTwoDigits(UInt64(year / 100), to: output)
      writeTwoDigits(UInt64(year % 100), to: output + 2)
      length = 4
    } else {
      // ISO 8601's expanded form: a sign and at least four digits.
      output[0] = UInt8(ascii: year < 0 ? "-" : "+")
      let magnitude = year.magnitude
      var divisor: UInt = magnitude >= 100_000 ? 100_000 : (magnitude >= 10_000 ? 10_000 : 1_000)
      length = 1
      while divisor != 0 {
        output[length] = UInt8(truncatingIfNeeded: 48 + magnitude / divisor % 10)
        length += 1
        divisor /= 10
      }
    }
    output[length] = UInt8(ascii: "-")
    writeTwoDigits(UInt64(truncatingIfNeeded: month), to: output + length + 1)
    output[length + 3] = UInt8(ascii: "-")
    writeTwoDigits(UInt64(truncatingIfNeeded: day), to: output + length + 4)
    return length + 6
  }
}

@inline(__always)
func writeTwoDigits(_ value: UInt64, to output: UnsafeMutablePointer<UInt8>) {
  output[0] = UInt8(truncatingIfNeeded: 48 &+ value / 10)
  output[1] = UInt8(truncatingIfNeeded: 48 &+ value % 10)
}
