/// A place in a text that is being read from left to right; the careful, not the fast way.
struct TimeTextCursor {
  private let bytes: UnsafeBufferPointer<UInt8>
  private var next = 0

  init(_ bytes: UnsafeBufferPointer<UInt8>) {
    self.bytes = bytes
  }

  var isAtEnd: Bool { next == bytes.count }

  var peek: UInt8? { next < bytes.count ? bytes[next] : nil }

  mutating func skip(_ byte: UInt8) -> Bool {
    guard peek == byte else { return false }
    next += 1
    return true
  }

  /// Skips spaces and tells how many there were.
  mutating func skipSpaces() -> Int {
    let start = next
    while skip(32) {}
    return next - start
  }

  /// Skips `word`, given in lower case, in whatever case it is written.
  mutating func skipWord(_ word: StaticString) -> Bool {
    let length = word.utf8CodeUnitCount
    guard bytes.count - next >= length else { return false }
    for index in 0..<length where bytes[next + index] | 0x20 != word.utf8Start[index] { return false }
    next += length
    return true
  }

  /// The number that the next digits spell: at least `least`, at most `most` (at most 18) of them.
  mutating func readDigits(_ least: Int, _ most: Int) -> Int? {
    var value = 0
    var length = 0
    while length < most, let byte = peek, byte &- 48 <= 9 {
      value = value * 10 + Int(byte - 48)
      length += 1
      next += 1
    }
    return length >= least ? value : nil
  }

  /// Microseconds of a fraction's digits, whatever their number; further digits are dropped.
  mutating func readFraction() -> Int? {
    var value = 0
    var unit = 100_000
    let start = next
    while let byte = peek, byte &- 48 <= 9 {
      value += Int(byte - 48) * unit
      unit /= 10
      next += 1
    }
    return next > start ? value : nil
  }

  /// `+01:00`, `-0330`, `+01` in seconds east of UTC.
  mutating func readOffset() -> Int? {
    let isNegative = skip(UInt8(ascii: "-"))
    guard isNegative || skip(UInt8(ascii: "+")), let hours = readDigits(2, 2), hours <= 23 else { return nil }
    var minutes = 0
    if skip(UInt8(ascii: ":")) || (peek.map { $0 &- 48 <= 9 } ?? false) {
      guard let stated = readDigits(2, 2), stated <= 59 else { return nil }
      minutes = stated
    }
    let seconds = hours * 3_600 + minutes * 60
    return isNegative ? -seconds : seconds
  }

  /// An offset, or `Z`, `UTC` or `GMT` for none, after at most one space; in seconds east of UTC.
  mutating func readZone() -> Int? {
    _ = skip(32)
    if skipWord("z") || skipWord("utc") || skipWord("gmt") { return 0 }
    return readOffset()
  }
}
