extension TimePattern {
  /// Reads a text that must fit the pattern from its first to its last byte.
  func read(_ text: UnsafeBufferPointer<UInt8>, zone: ZoneRules) -> TimeTextOutcome {
    var cursor = TimeTextCursor(text)
    var fields = Fields()
    for element in elements {
      guard fields.read(element, from: &cursor) else { return .unreadable }
    }
    guard cursor.isAtEnd, fields.isValid else { return .unreadable }
    let wall = fields.wallMicroseconds
    if let offset = fields.offset { return TimeTextOutcome(microseconds: wall - Int64(offset) * 1_000_000) }
    return TimeTextOutcome(microseconds: zone.instant(ofWallMicroseconds: wall).microseconds)
  }

  /// The parts of a time as far as they have been read; all small enough that no arithmetic can overflow.
  private struct Fields {
    var year = 1970
    var month = 1
    var day = 1
    var hour = 0
    var isHourOfTwelve = false
    var isAfternoon = false
    var minute = 0
    var second = 0
    var microsecond = 0
    var offset: Int?

    /// Whether the element's text is there and its field is in the element's own bounds.
    mutating func read(_ element: Element, from cursor: inout TimeTextCursor) -> Bool {
      func store(_ value: Int?, _ bounds: ClosedRange<Int>, _ field: inout Int) -> Bool {
        guard let value, bounds ~= value else { return false }
        field = value
        return true
      }
      switch element {
      case .literal(let byte): return cursor.skip(byte)
      case .spaces: return cursor.skipSpaces() > 0
      case .year: return store(cursor.readDigits(4, 4), 0...9999, &year)
      case .shortYear:
        return store(cursor.readDigits(2, 2).map { $0 >= 69 ? 1900 + $0 : 2000 + $0 }, 1969...2068, &year)
      case .month: return store(cursor.readDigits(1, 2), 1...12, &month)
      case .monthName: return store(Fields.readMonthName(&cursor), 1...12, &month)
      case .day: return store(cursor.readDigits(1, 2), 1...31, &day)
      case .hour: return store(cursor.readDigits(1, 2), 0...24, &hour)
      case .hourOfTwelve:
        isHourOfTwelve = true
        return store(cursor.readDigits(1, 2), 1...12, &hour)
      case .halfDay:
        isAfternoon = cursor.skipWord("pm")
        return isAfternoon || cursor.skipWord("am")
      case .minute: return store(cursor.readDigits(1, 2), 0...59, &minute)
      case .second: return store(cursor.readDigits(1, 2), 0...60, &second)
      case .fraction: return store(cursor.readFraction(), 0...999_999, &microsecond)
      case .zone:
        offset = cursor.readZone()
        return offset != nil
      }
    }

    /// Whether the fields make a time together.
    var isValid: Bool {
      day <= CivilDate.lengthOfMonth(month, year: year)
        && (hour < 24 || (minute == 0 && second == 0 && microsecond == 0))
    }

    var wallMicroseconds: Int64 {
      let hourOfDay = isHourOfTwelve ? hour % 12 + (isAfternoon ? 12 : 0) : hour
      return CivilDateTime(
        year: year, month: month, day: day, hour: hourOfDay, minute: minute, second: second,
        microsecond: microsecond
      ).wallMicroseconds
    }

    private static func readMonthName(_ cursor: inout TimeTextCursor) -> Int? {
      // The full name first; `may` is both.
      let names: [(full: StaticString, short: StaticString)] = [
        ("january", "jan"), ("february", "feb"), ("march", "mar"), ("april", "apr"), ("may", "may"),
        ("june", "jun"), ("july", "jul"), ("august", "aug"), ("september", "sep"), ("october", "oct"),
        ("november", "nov"), ("december", "dec"),
      ]
      for (index, name) in names.enumerated()
      where cursor.skipWord(name.full) || cursor.skipWord(name.short) {
        return index + 1
      }
      return nil
    }
  }
}
