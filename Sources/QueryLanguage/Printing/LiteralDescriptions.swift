extension ElapsedTime: CustomStringConvertible {
  /// As a statement writes it, in the largest unit up to days that divides it: `7d`, `90m`.
  public var description: String {
    if microseconds == 0 { return "0s" }
    for unit in ElapsedTime.units where unit.suffix != "w" && microseconds % unit.microseconds == 0 {
      return "\(microseconds / unit.microseconds)\(unit.suffix)"
    }
    return "\(microseconds)us"
  }
}

extension CivilDateTime: CustomStringConvertible {
  /// As a statement writes it: `2026-01-31`, `2026-01-31T10:00`, seconds and fraction only where not zero.
  public var description: String {
    var text = "\(padded(year, 4))-\(padded(month, 2))-\(padded(day, 2))"
    guard let time else { return text }
    text += "T\(padded(time.hour, 2)):\(padded(time.minute, 2))"
    if time.second != 0 || time.microsecond != 0 { text += ":\(padded(time.second, 2))" }
    if time.microsecond != 0 {
      var fraction = padded(time.microsecond, 6)
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
