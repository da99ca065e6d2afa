import EventModel
import NaiveEvaluator
import SegmentStore

/// A seeded log in its stores and the questions asked about it.
struct LogQuestions {
  var random: SplitMix64
  var generator: NaiveQuestionGenerator
  let stored: StoredLog

  init(seed: UInt64) throws {
    var logs = NaiveLogGenerator(seed: seed)
    try self.init(seed: seed, log: logs.log())
  }

  init(seed: UInt64, log: [NaiveEvent]) throws {
    random = SplitMix64(seed: seed ^ 0x1234_5678_9abc_def0)
    stored = try StoredLog(log, random: &random)
    generator = NaiveQuestionGenerator(seed: seed, fitting: log)
  }

  /// A log with the events of equal times in the order of their users' hashes, as units that gather many users have
  /// them.
  static func orderedByUser(_ log: [NaiveEvent]) -> [NaiveEvent] {
    func hash(_ user: String) -> UInt64 {
      Array(user.utf8).withUnsafeBytes { Checksum.xxh3($0) }
    }
    return log.enumerated().sorted {
      (hash($0.element.user), $0.offset) < (hash($1.element.user), $1.offset)
    }.map(\.element)
  }

  // MARK: Parts

  /// One condition of the evaluator's own generator, or one on a built-in field or on values of mixed types.
  mutating func filter() -> NaiveFilter {
    guard random.chance(35) else { return generator.filter() }
    let event = random.pick(stored.log)
    let relation = random.pick(NaiveOperator.allCases)
    switch random.number(below: 9) {
    case 0: return .compare(.time, relation, .timestamp(Timestamp(microseconds: event.time)))
    case 1: return .compare(.user, relation, .string(event.user))
    case 2: return .compare(.event, relation, .string(event.name))
    case 3: return random.chance(50) ? .isNull(.session) : .compare(.session, relation, .string("s2"))
    case 4: return .compare(.source, relation, .string(random.pick(["test", "other"])))
    case 5:
      return .compare(
        "m", relation,
        random.pick([
          .boolean(true), .boolean(false), .double(1), .string("1.0"), .string("1e0"), .string("+1"),
        ]))
    case 6: return .isIn(random.pick(["m", "q", "p"]), [.integer(1), .string("x"), .double(2)])
    case 7: return .not(.isIn("m", [.string("1"), .boolean(true)]))
    default: return .compare("q", relation, random.pick([.string("1"), .double(0.5), .string("one")]))
    }
  }

  mutating func unit() -> NaiveUnit {
    let unit = generator.unit()
    // Plain funnels and journeys are asked of users and sessions.
    if case .property = unit { return .user }
    return unit
  }

  /// Names that a stream keeps or hides, in a few cases.
  mutating func names() -> (only: [String], hide: [String]) {
    let names = Array(Set(stored.log.map(\.name)).sorted().prefix(2))
    if random.chance(5) { return (names + ["nowhere*"], []) }
    return random.chance(7) ? ([], [random.pick(names), "?X"]) : ([], [])
  }

  /// UTC, or nine hours east of it.
  mutating func calendar() -> NaiveCalendar {
    NaiveCalendar(offset: random.chance(15) ? 9 * NaiveCalendar.hour : 0)
  }
}
