import EventModel

extension Lexer {
  /// Reads a number, a duration or a date; the cursor stands on a digit, or on a minus before one.
  mutating func readNumber() {
    let start = position
    let isNegative = peek() == UInt8(ascii: "-")
    if isNegative { advance() }
    let digitsStart = position
    advance(while: Lexer.isDigit)
    if !isNegative, position.offset - digitsStart.offset == 4, peek() == UInt8(ascii: "-"),
      peek(1).map(Lexer.isDigit) == true
    {
      readDate(from: start)
      return
    }
    var isWhole = true
    if peek() == UInt8(ascii: "."), peek(1).map(Lexer.isDigit) == true {
      isWhole = false
      advance()
      advance(while: Lexer.isDigit)
    }
    let mantissaEnd = position
    if let letter = peek(), letter | 0x20 == UInt8(ascii: "e"), exponentFollows() {
      isWhole = false
      advance(2)
      advance(while: Lexer.isDigit)
    }
    let number = text(from: start, to: position)
    let suffixStart = position
    advance { Lexer.isWordPart($0) || $0 >= 0x80 }
    let suffix = text(from: suffixStart, to: position)
    if suffix.isEmpty {
      appendNumber(number, isWhole: isWhole, from: start)
    } else if mantissaEnd.offset == suffixStart.offset {
      appendDuration(number, suffix: suffix, isNegative: isNegative, from: start)
    } else {
      report(.invalidNumber, from: start)
    }
  }

  private func exponentFollows() -> Bool {
    guard let next = peek(1) else { return false }
    if Lexer.isDigit(next) { return true }
    return (next == UInt8(ascii: "+") || next == UInt8(ascii: "-")) && peek(2).map(Lexer.isDigit) == true
  }

  private mutating func appendNumber(_ number: String, isWhole: Bool, from start: SourcePosition) {
    if isWhole {
      if let value = Int64(number) {
        append(.integer(value), from: start)
      } else {
        report(.numberOutOfRange, from: start)
      }
    } else if let value = Double(number), value.isFinite {
      append(.decimal(value), from: start)
    } else {
      report(.numberOutOfRange, from: start)
    }
  }

  private mutating func appendDuration(
    _ number: String, suffix: String, isNegative: Bool, from start: SourcePosition
  ) {
    guard !isNegative, let unit = ElapsedTime.units.first(where: { $0.suffix == suffix.lowercased() }) else {
      let names = ElapsedTime.units.map(\.suffix)
      let near =
        isNegative ? [] : Suggestion.ranked(for: suffix, among: names + Lexer.longUnits.keys, limit: 1)
      report(
        .invalidDuration, from: start,
        suggestions: near.map { number + (Lexer.longUnits[$0] ?? $0) })
      return
    }
    guard let elapsed = ElapsedTime(number, unit: unit.microseconds), elapsed <= .longest else {
      report(.numberOutOfRange, from: start)
      return
    }
    append(.duration(elapsed), from: start)
  }

  /// Unit words people write out, and their short form.
  static let longUnits = [
    "sec": "s", "secs": "s", "second": "s", "seconds": "s", "min": "m", "mins": "m", "minute": "m",
    "minutes": "m",
    "hr": "h", "hrs": "h", "hour": "h", "hours": "h", "day": "d", "days": "d", "week": "w", "weeks": "w",
  ]

  private mutating func readDate(from start: SourcePosition) {
    advance { byte in
      Lexer.isDigit(byte) || Lexer.isLetter(byte) || byte == UInt8(ascii: "-") || byte == UInt8(ascii: ":")
        || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "+")
    }
    if let date = DateLiteral(text(from: start, to: position)) {
      append(.date(date), from: start)
    } else {
      report(.invalidDate, from: start)
    }
  }
}
