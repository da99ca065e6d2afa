import EventModel

/// Dates as HTTP headers write them: `Sun, 06 Nov 1994 08:49:37 GMT` (RFC 9110 §5.6.7).
enum HTTPDate {
  private static let months = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
  ]

  /// The date of an instant, whose fraction of a second is dropped.
  static func text(_ instant: Timestamp) -> String {
    let clock = CivilDateTime(wallMicroseconds: instant.microseconds)
    let name = clock.date.weekday.name.prefix(3)
    let weekday = name.prefix(1).uppercased() + name.dropFirst()
    let date =
      "\(padded(clock.date.day)) \(months[clock.date.month - 1]) \(padded(clock.date.year, width: 4))"
    return "\(weekday), \(date) \(padded(clock.hour)):\(padded(clock.minute)):\(padded(clock.second)) GMT"
  }

  private static func padded(_ number: Int, width: Int = 2) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
  }
}
