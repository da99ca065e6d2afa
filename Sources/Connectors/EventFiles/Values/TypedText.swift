import EventModel

/// Text as a typed value.
enum TypedText {
  /// A value as a batch's cell holds it; text has none, it is where it stands.
  typealias Value = (type: PropertyType, payload: UInt64)

  /// The type that a text without quotes around its meaning has by itself: decided by the text alone, so that
  /// equal texts are equal values in every file. `nil` is a string.
  ///
  /// A number is one only in its canonical form: `007`, `+1` and `1.` stay strings, for they are ids or versions.
  /// Whole numbers beyond Int64 stay strings too, because as doubles different ids would become equal.
  @inline(__always)
  static func guess(_ text: UnsafePointer<UInt8>, count: Int) -> Value? {
    guard count > 0 else { return nil }
    let first = text[0]
    if first &- 48 <= 9 || first == UInt8(ascii: "-") {
      return number(text, count: count)
    }
    switch first | 0x20 {
    case UInt8(ascii: "t"), UInt8(ascii: "f"):
      return boolean(text, count: count).map { (.boolean, $0 ? 1 : 0) }
    default: return nil
    }
  }

  private static func number(_ text: UnsafePointer<UInt8>, count: Int) -> Value? {
    guard let (value, length) = NumberText.scan(text, count: count), length == count else { return nil }
    switch value {
    case .integer(let integer):
      return integer == 0 && count > 1 ? nil : (.integer, UInt64(bitPattern: integer))
    case .double(let double): return (.double, double.bitPattern)
    case .largeInteger, .tooLarge: return nil
    }
  }

  /// `true` or `false` in any case.
  private static func boolean(_ text: UnsafePointer<UInt8>, count: Int) -> Bool? {
    if equalsIgnoringCase(text, count, "true") { return true }
    if equalsIgnoringCase(text, count, "false") { return false }
    return nil
  }

  /// The value of `text` read as `type`; `nil` if it does not read so, and for strings.
  ///
  /// More generous than ``guess(_:count:)``, since the type is known: `007`, `+7` and `7.0` are integers, `3` is a double,
  /// `yes`, `no`, `1` and `0` are booleans, spaces around do not matter.
  static func read(
    _ text: UnsafePointer<UInt8>, count: Int, as type: PropertyType, times: TimeTextParser
  ) -> Value? {
    var text = text
    var count = count
    while count > 0, text[0] == 0x20 {
      text += 1
      count &-= 1
    }
    while count > 0, text[count &- 1] == 0x20 { count &-= 1 }
    switch type {
    case .string: return nil
    case .integer:
      let integer = Int64(string(text, count)) ?? decimal(text, count).flatMap { Int64(exactly: $0) }
      return integer.map { (.integer, UInt64(bitPattern: $0)) }
    case .double:
      guard let double = decimal(text, count) else { return nil }
      return (.double, double.bitPattern)
    case .boolean:
      switch string(text, count).lowercased() {
      case "true", "yes", "t", "y", "1": return (.boolean, 1)
      case "false", "no", "f", "n", "0": return (.boolean, 0)
      default: return nil
      }
    case .timestamp:
      guard case .time(let time) = times.parse(UnsafeBufferPointer(start: text, count: count)) else {
        return nil
      }
      return (.timestamp, UInt64(bitPattern: time.microseconds))
    }
  }

  private static func string(_ text: UnsafePointer<UInt8>, _ count: Int) -> String {
    String(decoding: UnsafeBufferPointer(start: text, count: count), as: UTF8.self)
  }

  /// A finite decimal number; unlike the standard library's reader it takes no `0x`, `inf` or `nan`.
  private static func decimal(_ text: UnsafePointer<UInt8>, _ count: Int) -> Double? {
    let bytes = UnsafeBufferPointer(start: text, count: count)
    guard
      bytes.allSatisfy({ byte in
        byte &- 48 <= 9 || byte | 0x20 == UInt8(ascii: "e") || [UInt8(ascii: "+"), 45, 46].contains(byte)
      }), let double = Double(String(decoding: bytes, as: UTF8.self)), double.isFinite
    else { return nil }
    return double
  }

  private static func equalsIgnoringCase(
    _ text: UnsafePointer<UInt8>, _ count: Int, _ word: StaticString  // in lower case
  ) -> Bool {
    guard count == word.utf8CodeUnitCount else { return false }
    for index in 0..<count where text[index] | 0x20 != word.utf8Start[index] { return false }
    return true
  }
}
