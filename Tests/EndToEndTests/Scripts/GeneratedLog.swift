import EventModel
import TestSupport

/// Logs so regular that their figures can be worked out with a pencil.
enum GeneratedLog {
  /// The instant at which every ladder begins: 2026-01-05, midnight in UTC.
  static let origin: Int64 = 1_767_571_200_000_000

  /// Users 1 to `users`, one minute apart. User k does `a`; if 2 divides k `b` one minute later; if 4 divides k `c`
  /// another k seconds later. `third` is k modulo 3.
  static func ladder(users: Int) -> [ListedEvent] {
    (1...users).flatMap { number -> [ListedEvent] in
      let start = origin + Int64(number) * 60_000_000
      var times = [("a", start)]
      if number % 2 == 0 { times.append(("b", start + 60_000_000)) }
      if number % 4 == 0 { times.append(("c", start + 60_000_000 + Int64(number) * 1_000_000)) }
      return times.map { name, time in
        ListedEvent(
          user: "user \(number)", name: name, time: Timestamp(microseconds: time),
          values: [(.property("third"), .integer(Int64(number % 3)))])
      }
    }
  }
}
