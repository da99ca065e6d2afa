import EventModel

extension DateLiteral: CustomStringConvertible {
  /// As a statement writes it: `2026-01-31`, `2026-01-31T10:00`, seconds and fraction only where not zero.
  public var description: String {
    let date = reading.date
    var text = "\(padded(date.year, 4))-\(padded(date.month, 2))-\(padded(date.day, 2))"
    guard hasTime else { return text }
    text += "T\(padded(reading.hour, 2)):\(padded(reading.minute, 2))"
    if reading.second != 0 || reading.microsecond != 0 { text += ":\(padded(reading.second, 2))" }
    if reading.microsecond != 0 {
      var fraction = padded(reading.microsecond, 6)
      while fraction.last == "0" { fraction.removeLast() }
      text += ".\(fraction)"
    }
    if let offsetMinutes {
      let size = abs(offsetMinutes)
      text +=
        size == 0 ? "Z" : "\(offsetMinutes < 0 ? "-" : "+")\(padded(size / 60, 2)):\(padded(size % 60, 2))"
    }
    return text
  }

  private func padded(_ value: Int, _ width: Int) -> String {
    let digits = "\(value)"
    return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
  }
}

extension LiteralValue: CustomStringConvertible {
  /// As a statement writes it.
  public var description: String {
    switch self {
    case .string(let text): Printer.quotedString(text)
    case .integer(let value): "\(value)"
    case .double(let value): "\(value)"
    case .boolean(let value): "\(value)"
    case .date(let date): "\(date)"
    }
  }
}
