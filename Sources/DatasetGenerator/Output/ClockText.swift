import EventModel

/// Writes times as `2026-01-05T13:00:00.123Z`, remembering the date of the last one.
struct ClockText {
  /// How many bytes a time takes.
  static let length = 24

  private var day = Int64.min
  private var date: [UInt8] = []

  /// Writes the instant `milliseconds` after the epoch, which must lie in the years 0001 to 9999.
  @inline(__always)
  mutating func write(_ milliseconds: Int64, to output: UnsafeMutablePointer<UInt8>) {
    var days = milliseconds / 86_400_000
    if milliseconds < 0 && milliseconds % 86_400_000 != 0 { days &-= 1 }
    if days != day {
      day = days
      date = Array(CivilDate(daysSinceEpoch: Int(days)).description.utf8)
    }
    date.withUnsafeBufferPointer { text in
      for index in 0..<10 { output[index] = text[index] }
    }
    let rest = UInt32(truncatingIfNeeded: milliseconds &- days &* 86_400_000)
    let seconds = rest / 1_000
    let fraction = rest % 1_000
    output[10] = UInt8(ascii: "T")
    writePair(seconds / 3_600, output + 11)
    output[13] = UInt8(ascii: ":")
    writePair(seconds / 60 % 60, output + 14)
    output[16] = UInt8(ascii: ":")
    writePair(seconds % 60, output + 17)
    output[19] = UInt8(ascii: ".")
    output[20] = UInt8(truncatingIfNeeded: 48 &+ fraction / 100)
    writePair(fraction % 100, output + 21)
    output[23] = UInt8(ascii: "Z")
  }

  @inline(__always)
  private func writePair(_ value: UInt32, _ output: UnsafeMutablePointer<UInt8>) {
    output[0] = UInt8(truncatingIfNeeded: 48 &+ value / 10)
    output[1] = UInt8(truncatingIfNeeded: 48 &+ value % 10)
  }
}
