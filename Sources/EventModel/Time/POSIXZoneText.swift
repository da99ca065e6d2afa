/// A reader of the POSIX `TZ` strings that end a TZif file: `CET-1CEST,M3.5.0,M10.5.0/3`.
///
/// The grammar is POSIX's with RFC 9636's extension of change times to ±167 hours.
struct POSIXZoneText {
  private var bytes: ArraySlice<UInt8>

  /// The rule that `text` states, or `nil` if it is not a complete, valid `TZ` string.
  static func rule(_ text: ArraySlice<UInt8>) -> ZoneTable.Rule? {
    var reader = POSIXZoneText(bytes: text)
    guard reader.skipName(), let west = reader.readClock(hours: 24) else { return nil }
    let standard = -west
    if reader.bytes.isEmpty { return .fixed(standard) }
    guard reader.skipName() else { return nil }
    var summer = standard + 3_600
    if let next = reader.bytes.first, next != UInt8(ascii: ",") {
      guard let west = reader.readClock(hours: 24) else { return nil }
      summer = -west
    }
    guard reader.skip(","), let start = reader.readChange(), reader.skip(","), let end = reader.readChange(),
      reader.bytes.isEmpty
    else { return nil }
    return .yearly(
      YearlyZoneRule(
        standardOffset: standard, summerOffset: summer, summerStart: start, summerEnd: end))
  }

  private mutating func skip(_ character: Unicode.Scalar) -> Bool {
    guard bytes.first == UInt8(ascii: character) else { return false }
    bytes.removeFirst()
    return true
  }

  /// An abbreviation: at least three letters, or anything of letters, digits and signs between `<` and `>`.
  private mutating func skipName() -> Bool {
    func isLetter(_ byte: UInt8) -> Bool { 65...90 ~= byte || 97...122 ~= byte }
    if skip("<") {
      guard let end = bytes.firstIndex(of: UInt8(ascii: ">")) else { return false }
      let isValid = bytes[..<end].allSatisfy { isLetter($0) || 48...57 ~= $0 || $0 == 43 || $0 == 45 }
      bytes = bytes[(end + 1)...]
      return isValid
    }
    let name = bytes.prefix(while: isLetter)
    bytes = bytes.dropFirst(name.count)
    return name.count >= 3
  }

  private mutating func readNumber(_ range: ClosedRange<Int>) -> Int? {
    var value = 0
    var digits = 0
    while let byte = bytes.first, 48...57 ~= byte, digits < 4 {
      value = value * 10 + Int(byte - 48)
      digits += 1
      bytes.removeFirst()
    }
    return digits > 0 && range ~= value ? value : nil
  }

  /// `[+-]hh[:mm[:ss]]` in seconds.
  private mutating func readClock(hours: Int) -> Int? {
    let isNegative = skip("-")
    if !isNegative { _ = skip("+") }
    guard let hour = readNumber(0...hours) else { return nil }
    var seconds = hour * 3_600
    if skip(":") {
      guard let minute = readNumber(0...59) else { return nil }
      seconds += minute * 60
      if skip(":") {
        guard let second = readNumber(0...59) else { return nil }
        seconds += second
      }
    }
    return isNegative ? -seconds : seconds
  }

  private mutating func readChange() -> YearlyZoneRule.Change? {
    let day: YearlyZoneRule.Change.Day
    if skip("M") {
      guard let month = readNumber(1...12), skip("."), let week = readNumber(1...5), skip("."),
        let weekday = readNumber(0...6)
      else { return nil }
      day = .weekdayOfMonth(month: month, week: week, weekday: weekday)
    } else if skip("J") {
      guard let number = readNumber(1...365) else { return nil }
      day = .julianWithoutLeapDay(number)
    } else {
      guard let number = readNumber(0...365) else { return nil }
      day = .dayOfYear(number)
    }
    guard skip("/") else { return YearlyZoneRule.Change(day: day, secondOfDay: 7_200) }
    guard let seconds = readClock(hours: 167) else { return nil }
    return YearlyZoneRule.Change(day: day, secondOfDay: seconds)
  }
}
