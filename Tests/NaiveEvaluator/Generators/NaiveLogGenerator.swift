import EventModel

/// Makes small logs full of what breaks engines: ties, repeats, nulls, few distinct times and names.
package struct NaiveLogGenerator: Sendable {
  package var random: SplitMix64
  package var names = ["a", "b", "c", "X"]
  package var maximumUsers = 5
  package var maximumEvents = 10
  /// Time between two neighbouring slots of the clock; longer than 30 minutes now and then splits sessions.
  package var origin: Int64 = 1_767_571_200_000_000
  /// Whether a log may carry a session column.
  package var hasSessions = true

  package init(seed: UInt64) {
    random = SplitMix64(seed: seed)
  }

  /// A log in ingestion order, which is not time order.
  ///
  /// Properties: `p` (string, null in a third), `q` (integer, null in a fifth), `m` (string, integer, double,
  /// boolean or null), `account` (string or null).
  package mutating func log() -> [NaiveEvent] {
    let users = 1 + random.number(below: maximumUsers)
    // Few slots make ties, many make none; the step decides which windows and sessions matter.
    let slots = random.pick([2, 4, 6, 12, 40])
    let step = random.pick([1, 60, 600, 1_800, 1_801, 21_600]) * 1_000_000
    let withSessions = hasSessions && random.chance(30)
    let names = Array(names.prefix(2 + random.number(below: max(1, names.count - 1))))
    var log: [NaiveEvent] = []
    for user in 0..<users {
      for _ in 0...random.number(below: maximumEvents) {
        var event = NaiveEvent(
          user: "u\(user)", name: random.pick(names),
          time: origin + Int64(random.number(below: slots)) * Int64(step))
        // Events a fraction of a second apart, for resolution and tolerance.
        if random.chance(15) { event.time += Int64(random.number(below: 3)) * 400_000 }
        event.properties = properties()
        if withSessions, !random.chance(10) { event.session = random.pick(["s1", "s2", "s3"]) }
        log.append(event)
      }
    }
    log.shuffle(using: &random)
    return log
  }

  private mutating func properties() -> [String: PropertyValue] {
    var properties: [String: PropertyValue] = [:]
    if !random.chance(33) { properties["p"] = .string(random.pick(["x", "y", "z", ""])) }
    if !random.chance(20) { properties["q"] = .integer(Int64(random.number(below: 3))) }
    if !random.chance(50) { properties["account"] = .string(random.pick(["A", "B"])) }
    if !random.chance(40) {
      properties["m"] = random.pick(
        [.string("1"), .string("one"), .integer(1), .integer(2), .double(1), .double(1.5), .boolean(true)])
    }
    return properties
  }
}
