import EventModel

extension DateLiteral {
  /// Reads `2026-01-31`, `2026-01-31T10:00`, with optional seconds, fraction, and `Z` or `+02:00`; nil for anything else.
  public init?(_ text: some StringProtocol) {
    var reader = DigitReader(Array(text.utf8))
    guard let year = reader.number(digits: 4), reader.take("-"), let month = reader.number(digits: 2),
      reader.take("-"), let day = reader.number(digits: 2)
    else { return nil }
    if reader.isAtEnd {
      self.init(year: year, month: month, day: day)
      return
    }
    guard reader.take("T"), let hour = reader.number(digits: 2), reader.take(":"),
      let minute = reader.number(digits: 2)
    else { return nil }
    var second = 0
    var microsecond = 0
    if reader.take(":") {
      guard let written = reader.number(digits: 2) else { return nil }
      second = written
      if reader.take(".") {
        guard let fraction = reader.fraction() else { return nil }
        microsecond = fraction
      }
    }
    var offset: Int?
    if reader.take("Z") {
      offset = 0
    } else if let sign = reader.take("+") ? 1 : reader.take("-") ? -1 : nil {
      guard let hours = reader.number(digits: 2), reader.take(":"), let minutes = reader.number(digits: 2),
        minutes < 60
      else { return nil }
      offset = sign * (hours * 60 + minutes)
    }
    guard reader.isAtEnd else { return nil }
    self.init(
      year: year, month: month, day: day, hour: hour, minute: minute, second: second,
      microsecond: microsecond,
      offsetMinutes: offset)
  }
}

/// Walks over the fixed-width fields of a date.
private struct DigitReader {
  private let bytes: [UInt8]
  private var index = 0

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
  }

  var isAtEnd: Bool { index == bytes.count }

  mutating func take(_ character: Unicode.Scalar) -> Bool {
    guard index < bytes.count, UInt32(bytes[index]) == character.value else { return false }
    index += 1
    return true
  }

  mutating func number(digits: Int) -> Int? {
    guard index + digits <= bytes.count else { return nil }
    var value = 0
    for _ in 0..<digits {
      guard Lexer.isDigit(bytes[index]) else { return nil }
      value = value * 10 + Int(bytes[index] - 48)
      index += 1
    }
    return value
  }

  /// One to six digits after the point, as microseconds.
  mutating func fraction() -> Int? {
    var value = 0
    var count = 0
    while index < bytes.count, Lexer.isDigit(bytes[index]), count < 6 {
      value = value * 10 + Int(bytes[index] - 48)
      index += 1
      count += 1
    }
    guard count > 0 else { return nil }
    for _ in count..<6 { value *= 10 }
    return value
  }
}
