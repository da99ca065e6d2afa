import Glibc

/// The escape sequences of JSON strings.
enum JSONEscapes {
  /// The length of the escape that `text` begins with: 2, 6, or 12 for a surrogate pair; `nil` if it is none.
  ///
  /// Half a surrogate pair is none: it stands for no character.
  static func length(_ text: UnsafePointer<UInt8>, count: Int) -> Int? {
    guard count >= 2 else { return nil }
    switch text[1] {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"), UInt8(ascii: "f"),
      UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
      return 2
    case UInt8(ascii: "u"):
      guard let unit = codeUnit(text, count: count) else { return nil }
      if unit & 0xF800 != 0xD800 { return 6 }
      guard unit & 0xFC00 == 0xD800, count >= 12, let low = codeUnit(text + 6, count: count &- 6),
        low & 0xFC00 == 0xDC00
      else { return nil }
      return 12
    default: return nil
    }
  }

  /// The code unit of the `\u` escape that `text` begins with.
  private static func codeUnit(_ text: UnsafePointer<UInt8>, count: Int) -> UInt32? {
    guard count >= 6, text[0] == UInt8(ascii: "\\"), text[1] == UInt8(ascii: "u") else { return nil }
    var unit: UInt32 = 0
    for index in 2..<6 {
      let byte = text[index]
      let digit: UInt8
      switch byte {
      case 48...57: digit = byte &- 48
      case 65...70: digit = byte &- 55
      case 97...102: digit = byte &- 87
      default: return nil
      }
      unit = unit &<< 4 | UInt32(digit)
    }
    return unit
  }

  /// Writes the string that `text` spells, whose escapes are known to be valid, and returns its length.
  ///
  /// `target` may be `text` itself, since no escape is shorter than what it stands for.
  static func unescape(
    _ text: UnsafePointer<UInt8>, count: Int, into target: UnsafeMutablePointer<UInt8>
  ) -> Int {
    var position = 0
    var written = 0
    while position < count {
      guard text[position] == UInt8(ascii: "\\") else {
        let rest = count &- position
        let found = memchr(text + position, Int32(UInt8(ascii: "\\")), rest)
        let run =
          found.map { UnsafePointer($0.assumingMemoryBound(to: UInt8.self)) - text &- position } ?? rest
        memmove(target + written, text + position, run)
        written &+= run
        position &+= run
        continue
      }
      switch text[position &+ 1] {
      case UInt8(ascii: "b"): target[written] = 0x08
      case UInt8(ascii: "f"): target[written] = 0x0C
      case UInt8(ascii: "n"): target[written] = 0x0A
      case UInt8(ascii: "r"): target[written] = 0x0D
      case UInt8(ascii: "t"): target[written] = 0x09
      case UInt8(ascii: "u"):
        let first = codeUnit(text + position, count: count &- position) ?? 0xFFFD
        var scalar = first
        position &+= 6
        if first & 0xFC00 == 0xD800 {
          let second = codeUnit(text + position, count: count &- position) ?? 0xDC00
          scalar = 0x10000 &+ (first & 0x3FF) &<< 10 &+ (second & 0x3FF)
          position &+= 6
        }
        written &+= write(scalar, to: target + written)
        continue
      default: target[written] = text[position &+ 1]
      }
      written &+= 1
      position &+= 2
    }
    return written
  }

  /// The string that `text` spells, whose escapes are known to be valid.
  static func unescaped(_ text: UnsafePointer<UInt8>, count: Int) -> [UInt8] {
    [UInt8](unsafeUninitializedCapacity: count) { buffer, written in
      written = buffer.baseAddress.map { unescape(text, count: count, into: $0) } ?? 0
    }
  }

  /// Writes a scalar as UTF-8 and returns how many bytes it took.
  private static func write(_ scalar: UInt32, to target: UnsafeMutablePointer<UInt8>) -> Int {
    func continuation(_ shift: UInt32) -> UInt8 {
      UInt8(truncatingIfNeeded: 0x80 | (scalar &>> shift & 0x3F))
    }
    switch scalar {
    case ..<0x80:
      target[0] = UInt8(truncatingIfNeeded: scalar)
      return 1
    case ..<0x800:
      target[0] = UInt8(truncatingIfNeeded: 0xC0 | scalar &>> 6)
      target[1] = continuation(0)
      return 2
    case ..<0x10000:
      target[0] = UInt8(truncatingIfNeeded: 0xE0 | scalar &>> 12)
      target[1] = continuation(6)
      target[2] = continuation(0)
      return 3
    default:
      target[0] = UInt8(truncatingIfNeeded: 0xF0 | scalar &>> 18)
      target[1] = continuation(12)
      target[2] = continuation(6)
      target[3] = continuation(0)
      return 4
    }
  }
}
