extension TimeTextParser {
  /// Reads `YYYY-MM-DD`, alone or followed by a time of day and a zone.
  @inline(__always)
  func readISO8601(_ text: UnsafePointer<UInt8>, _ count: Int) -> TimeTextOutcome {
    guard count >= 10 else { return .unreadable }
    // YYYY-MM- in one word; the bytes 4 and 7 are the separators.
    let head = loadWord(text)
    let separator = text[4]
    let day = twoDigits(text + 8)
    guard hasDigits(head, at: 0x00ff_ff00_ffff_ffff), day >= 1, text[7] == separator,
      separator == UInt8(ascii: "-") || separator == UInt8(ascii: "/")
    else { return .unreadable }
    let pairs = pairsOfDigits(head, at: 0x00ff_ff00_ffff_ffff)
    let century = Int(pairs & 0xff)
    let yearOfCentury = Int(pairs >> 16 & 0xff)
    let month = Int(pairs >> 40 & 0xff)
    guard month >= 1, month <= 12 else { return .unreadable }
    let year = century &* 100 &+ yearOfCentury
    guard day <= 28 || day <= CivilDate.lengthOfMonth(month, year: year) else { return .unreadable }
    let days = CivilDate(year: year, month: month, day: day).daysSinceEpoch
    let midnight = Int64(days) &* microsecondsPerDay
    if count == 10 {
      return TimeTextOutcome(microseconds: zone.instant(ofWallMicroseconds: midnight).microseconds)
    }

    guard count >= 16 else { return .unreadable }
    let junction = text[10]
    guard junction == UInt8(ascii: "T") || junction == UInt8(ascii: " ") || junction == UInt8(ascii: "t"),
      text[13] == UInt8(ascii: ":")
    else { return .unreadable }
    let hour: Int
    let minute: Int
    var second = 0
    var fraction: Int64 = 0
    var next = 16
    if count >= 19, text[16] == UInt8(ascii: ":") {
      // HH:MM:SS in one word; the colons are checked.
      let clock = loadWord(text + 11)
      guard hasDigits(clock, at: 0xffff_00ff_ff00_ffff) else { return .unreadable }
      let pairs = pairsOfDigits(clock, at: 0xffff_00ff_ff00_ffff)
      hour = Int(pairs & 0xff)
      minute = Int(pairs >> 24 & 0xff)
      second = Int(pairs >> 48 & 0xff)
      guard minute <= 59, second <= 60 else { return .unreadable }
      next = 19
      if next < count, text[19] == UInt8(ascii: ".") || text[19] == UInt8(ascii: ",") {
        next = 20
        while next < count, text[next] &- 48 <= 9 {
          if next < 26 { fraction = fraction &* 10 &+ Int64(text[next] &- 48) }
          next &+= 1
        }
        switch next {
        case 20: return .unreadable
        case 21: fraction &*= 100_000
        case 22: fraction &*= 10_000
        case 23: fraction &*= 1_000
        case 24: fraction &*= 100
        case 25: fraction &*= 10
        default: break
        }
      }
    } else {
      hour = twoDigits(text + 11)
      minute = twoDigits(text + 14)
      guard hour >= 0, minute >= 0, minute <= 59 else { return .unreadable }
    }
    guard hour <= 23 || (hour == 24 && minute == 0 && second == 0 && fraction == 0) else {
      return .unreadable
    }
    let secondOfDay = Int64(hour &* 3_600 &+ minute &* 60 &+ second)
    let wall = midnight &+ secondOfDay &* 1_000_000 &+ fraction
    if next == count {
      return TimeTextOutcome(microseconds: zone.instant(ofWallMicroseconds: wall).microseconds)
    }
    if next &+ 1 == count, text[next] | 0x20 == UInt8(ascii: "z") {
      return TimeTextOutcome(microseconds: wall)
    }
    var cursor = TimeTextCursor(UnsafeBufferPointer(start: text + next, count: count &- next))
    guard let offset = cursor.readZone(), cursor.isAtEnd else { return .unreadable }
    return TimeTextOutcome(microseconds: wall &- Int64(offset) &* 1_000_000)
  }

  /// Tells a date-time with a signed year or one of five and more digits, which is out of range, from no
  /// time at all.
  @inline(never)
  func readExpandedYear(_ text: UnsafePointer<UInt8>, _ count: Int) -> TimeTextOutcome {
    let signLength = text[0] == UInt8(ascii: "+") || text[0] == UInt8(ascii: "-") ? 1 : 0
    var yearEnd = signLength
    while yearEnd < count, text[yearEnd] &- 48 <= 9 { yearEnd &+= 1 }
    let digits = yearEnd &- signLength
    guard digits >= (signLength == 1 ? 4 : 5), count &- yearEnd >= 6 else { return .unreadable }
    // Judge the rest with a leap year in front, so that February 29 is never the reason to refuse it.
    let rest = UnsafeBufferPointer(start: text + yearEnd, count: count &- yearEnd)
    return withUnsafeTemporaryAllocation(of: UInt8.self, capacity: rest.count &+ 4) { copy in
      let writtenEnd = copy[0..<4].update(fromContentsOf: "2000".utf8)
      _ = copy[writtenEnd...].update(fromContentsOf: rest)
      guard let start = copy.baseAddress, readISO8601(start, rest.count &+ 4) != .unreadable else {
        return .unreadable
      }
      return .outOfRange
    }
  }
}

/// The number that two ASCII digits spell; negative if they are none.
@inline(__always)
func twoDigits(_ text: UnsafePointer<UInt8>) -> Int {
  let tens = text[0] &- 48
  let ones = text[1] &- 48
  return tens <= 9 && ones <= 9 ? Int(tens) &* 10 &+ Int(ones) : -1
}

/// The eight bytes at `text`, first byte lowest.
@inline(__always)
private func loadWord(_ text: UnsafePointer<UInt8>) -> UInt64 {
  UInt64(littleEndian: UnsafeRawPointer(text).loadUnaligned(as: UInt64.self))
}

/// Whether the bytes of `word` under `mask` are all ASCII digits.
@inline(__always)
private func hasDigits(_ word: UInt64, at mask: UInt64) -> Bool {
  // A digit becomes 0 to 9; from 10 on the sum reaches the high bit, from 128 on it is there already.
  let values = (word ^ 0x3030_3030_3030_3030) & mask
  return (values | ((values & 0x7f7f_7f7f_7f7f_7f7f) &+ 0x7676_7676_7676_7676)) & 0x8080_8080_8080_8080 == 0
}

/// In the byte of each first digit of a pair, the number the two digits spell; `mask` covers digits only.
@inline(__always)
private func pairsOfDigits(_ word: UInt64, at mask: UInt64) -> UInt64 {
  let values = (word ^ 0x3030_3030_3030_3030) & mask
  return values &* 10 &+ (values >> 8)
}
