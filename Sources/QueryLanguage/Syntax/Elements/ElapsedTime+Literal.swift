import EventModel

extension ElapsedTime {
  /// The units of the language, longest first.
  static let units: [(suffix: String, microseconds: Int64)] = [
    ("w", 604_800_000_000), ("d", 86_400_000_000), ("h", 3_600_000_000), ("m", 60_000_000), ("s", 1_000_000),
    ("ms", 1_000), ("us", 1),
  ]

  /// As a statement writes it, in the largest unit up to days that divides it: `7d`, `90m`.
  package var literal: String {
    if microseconds == 0 { return "0s" }
    for unit in ElapsedTime.units where unit.suffix != "w" && microseconds % unit.microseconds == 0 {
      return "\(microseconds / unit.microseconds)\(unit.suffix)"
    }
    return "\(microseconds)us"
  }
}
