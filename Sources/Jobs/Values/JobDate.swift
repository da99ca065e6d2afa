import EventModel

/// Dates of jobs: written out, or told from the day the run is for.
enum JobDate {
  /// The words that stand for a date.
  static let words = [
    "today", "yesterday", "tomorrow", "start of week", "start of month", "start of year",
    "start of last week",
    "start of last month", "start of last year",
  ]

  /// Reads `2026-01-31`, `yesterday`, `start of month`, each perhaps with `- 30d` or `+ 2w`; `nil` for anything else.
  ///
  /// Weeks begin on Monday. Days are the calendar's, so nothing depends on the hour or on clocks being set.
  static func date(_ text: String, today: CivilDate) -> CivilDate? {
    let (base, days) = cutShift(text)
    guard let date = named(base, today: today) ?? written(base), let days else { return nil }
    return shifted(date, days: days)
  }

  /// `2026-01-31`.
  static func text(_ date: CivilDate) -> String {
    padded(date.year, 4) + "-" + padded(date.month, 2) + "-" + padded(date.day, 2)
  }

  /// The date moved by so many days; `nil` outside the years 1 to 9999.
  static func shifted(_ date: CivilDate, days: Int) -> CivilDate? {
    let moved = CivilDate(daysSinceEpoch: date.daysSinceEpoch + days)
    return CivilDate(validYear: moved.year, month: moved.month, day: moved.day)
  }

  /// Writes a date by a pattern of `%Y %y %m %d %j %%`; `nil` when the pattern holds anything else behind a `%`.
  static func text(_ date: CivilDate, pattern: String) -> String? {
    var text = ""
    var rest = Substring(pattern)
    while let character = rest.popFirst() {
      guard character == "%" else {
        text.append(character)
        continue
      }
      switch rest.popFirst() {
      case "Y": text += padded(date.year, 4)
      case "y": text += padded(date.year % 100, 2)
      case "m": text += padded(date.month, 2)
      case "d": text += padded(date.day, 2)
      case "j":
        let first = CivilDate(year: date.year, month: 1, day: 1)
        text += padded(date.daysSinceEpoch - first.daysSinceEpoch + 1, 3)
      case "%": text += "%"
      default: return nil
      }
    }
    return text
  }

  /// Splits `day - 30d` into `day` and −30; the days are `nil` when they do not read.
  static func cutShift(_ text: String) -> (base: String, days: Int?) {
    let trimmed = trimmed(text)
    // A sign inside a written date is none of ours: one that counts has a unit behind its digits.
    guard let unit = trimmed.last, unit == "d" || unit == "w" else { return (trimmed, 0) }
    let digits = trimmed.dropLast().reversed().prefix(while: \.isNumber)
    guard !digits.isEmpty else { return (trimmed, 0) }
    var rest = trimmed.dropLast(digits.count + 1)
    while rest.last == " " { rest.removeLast() }
    guard let sign = rest.last, sign == "+" || sign == "-" else { return (trimmed, 0) }
    rest.removeLast()
    let base = self.trimmed(String(rest))
    guard let number = Int(String(digits.reversed())), number <= 1_000_000 else { return (base, nil) }
    return (base, (sign == "-" ? -1 : 1) * number * (unit == "w" ? 7 : 1))
  }

  private static func named(_ word: String, today: CivilDate) -> CivilDate? {
    let monday = today.daysSinceEpoch - (today.weekday.rawValue - 1)
    switch word.lowercased() {
    case "today": return today
    case "yesterday": return shifted(today, days: -1)
    case "tomorrow": return shifted(today, days: 1)
    case "start of week": return CivilDate(daysSinceEpoch: monday)
    case "start of last week": return CivilDate(daysSinceEpoch: monday - 7)
    case "start of month": return CivilDate(year: today.year, month: today.month, day: 1)
    case "start of last month":
      return today.month == 1
        ? CivilDate(year: today.year - 1, month: 12, day: 1)
        : CivilDate(year: today.year, month: today.month - 1, day: 1)
    case "start of year": return CivilDate(year: today.year, month: 1, day: 1)
    case "start of last year": return CivilDate(year: today.year - 1, month: 1, day: 1)
    default: return nil
    }
  }

  private static func written(_ text: String) -> CivilDate? {
    let parts = text.split(separator: "-", omittingEmptySubsequences: false)
    guard parts.count == 3, parts[0].count == 4, parts[1].count == 2, parts[2].count == 2,
      let year = Int(parts[0]), let month = Int(parts[1]), let day = Int(parts[2])
    else { return nil }
    return CivilDate(validYear: year, month: month, day: day)
  }

  static func trimmed(_ text: String) -> String {
    String(text.drop(while: \.isWhitespace).reversed().drop(while: \.isWhitespace).reversed())
  }

  private static func padded(_ value: Int, _ width: Int) -> String {
    let digits = "\(value)"
    return String(repeating: "0", count: max(0, width - digits.count)) + digits
  }
}
