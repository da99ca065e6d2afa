internal import EventModel
internal import QueryResults

/// Instants as people read them, in the statement's zone.
struct TimeText {
  private let zone: ZoneRules

  /// Falls back to UTC, and says so in every time it prints, when the zone is not known on this machine.
  init(zone identifier: String) {
    zone = ZoneRules(identifier: identifier) ?? .utc
  }

  /// What to write behind a time so that it is unmistakable.
  var zoneName: String { zone.identifier }

  /// `2026-01-05 13:00:00`, with as much of a fraction as there is.
  func moment(_ time: Timestamp) -> String {
    let local = zone.local(of: time)
    var text = local.date.description + " " + Self.padded(local.hour) + ":" + Self.padded(local.minute)
    text += ":" + Self.padded(local.second)
    guard local.microsecond > 0 else { return text }
    let digits = String(local.microsecond)
    var fraction = String(repeating: "0", count: 6 - digits.count) + digits
    while fraction.hasSuffix("0") { fraction.removeLast() }
    return text + "." + fraction
  }

  /// Only as exact as needed: `2026-01-05`, `2026-01-05 13:00`.
  func brief(_ time: Timestamp) -> String {
    let local = zone.local(of: time)
    if local.microsecondOfDay == 0 { return local.date.description }
    if local.microsecondOfDay % 60_000_000 == 0 {
      return local.date.description + " " + Self.padded(local.hour) + ":" + Self.padded(local.minute)
    }
    return moment(time)
  }

  /// `2026-01-05 13:00`, cut to the minute, for columns where a rough idea is enough.
  func toMinute(_ time: Timestamp) -> String {
    let local = zone.local(of: time)
    return local.date.description + " " + Self.padded(local.hour) + ":" + Self.padded(local.minute)
  }

  func range(_ range: ResultRange) -> String {
    switch (range.from, range.to) {
    case (let from?, let to?): "from \(brief(from)) to \(brief(to))"
    case (let from?, nil): "from \(brief(from))"
    case (nil, let to?): "to \(brief(to))"
    case (nil, nil): "all times"
    }
  }

  private static func padded(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
}
