import SegmentStore
import SequenceMatcher
import TestSupport
import Testing

@testable import QueryEngine

/// ``DisjointSearch`` looks at few rows; ``BestAttemptMatcher`` looks at all and must choose the same.
@Suite struct DisjointSearchTests {
  @Test(arguments: 0..<20)
  func `the search chooses the very rows that matching all events chooses`(block: UInt64) {
    for seed in block * 1_000..<(block + 1) * 1_000 {
      let example = BlockCase(seed: seed)
      let (found, expected) = (example.found(), example.expected())
      if found != expected {
        Issue.record("seed \(seed): \(found) instead of \(expected) for \(example)")
        return
      }
    }
  }

  @Test func `a start at the very time of an event that came before it in the log still counts`() {
    let example = BlockCase(
      rules: AttemptRules(stepCount: 3, window: 5),
      users: [[(0, 0), (10, 2), (10, 1), (10, 0), (20, 2)]])
    #expect(example.found() == [.init(rows: [3, 2, 1], lastEntryTime: 10)])
    #expect(example.expected() == example.found())
  }

  @Test func `rows of a step before anybody waits for it are no part of an attempt`() {
    let example = BlockCase(
      rules: AttemptRules(stepCount: 3), users: [[(0, 2), (1, 1), (2, 0), (3, 2), (4, 1), (5, 2), (6, 0)]])
    #expect(example.found() == [.init(rows: [2, 4, 5], lastEntryTime: 6)])
  }
}

/// The events of some users, each of one step or none, and the rules of a pattern.
struct BlockCase {
  /// The rows of the attempt that counts, and when the user's last start was.
  struct Outcome: Equatable {
    var rows: [UInt32]
    var lastEntryTime: Int64
  }

  var rules: AttemptRules
  /// Time and step of each event, in stored order; −1 for events of no step.
  var users: [[(time: Int64, step: Int)]]

  init(rules: AttemptRules, users: [[(time: Int64, step: Int)]]) {
    self.rules = rules
    self.users = users
  }

  /// A random case; the same one for the same seed.
  init(seed: UInt64) {
    var random = SeededRandom(seed: seed)
    let steps = Int.random(in: 1...5, using: &random)
    // One time makes nothing but ties, many times make none.
    let slots = Int64([1, 2, 3, 5, 12, 40].randomElement(using: &random) ?? 1)
    let most = [3, 9, 30].randomElement(using: &random) ?? 3
    users = []
    for _ in 0..<Int.random(in: 1...4, using: &random) {
      var events: [(time: Int64, step: Int)] = []
      for _ in 0..<Int.random(in: 1...most, using: &random) {
        let time = Int64.random(in: 0..<slots, using: &random) * 10
        // Behind what came at the same time before it, as the stored order is.
        let place = events.firstIndex { $0.time > time } ?? events.count
        events.insert((time: time, step: Int.random(in: -1..<steps, using: &random)), at: place)
      }
      users.append(events)
    }
    rules = AttemptRules(
      stepCount: steps,
      window: Bool.random(using: &random) ? nil : Int64.random(in: 0...slots, using: &random) * 10)
  }

  /// By user that has a start.
  func found() -> [Outcome] {
    let rows = users.flatMap { $0 }
    var end: UInt32 = 0
    var search = DisjointSearch(
      (0..<rules.stepCount).map { step in rows.indices.filter { rows[$0].step == step }.map { UInt32($0) } },
      rules: rules, times: RowTimes(rows.map { $0.time }),
      userEnds: users.map { user in
        end += UInt32(user.count)
        return end
      })
    var outcomes: [UInt32: Outcome] = [:]
    for user in search.lone {
      let entries = search.entries(ofUser: user)
      outcomes[user] = Outcome(rows: [entries.first], lastEntryTime: rows[Int(entries.last)].time)
    }
    for (place, user) in search.followed.enumerated() {
      search.search(place)
      outcomes[user] = Outcome(
        rows: (0..<search.depth).map { search.event(ofStep: $0).position },
        lastEntryTime: rows[Int(search.entries(ofUser: user).last)].time)
    }
    return outcomes.sorted { $0.key < $1.key }.map(\.value)
  }

  func expected() -> [Outcome] {
    var matcher = BestAttemptMatcher(rules: rules)
    var first = 0
    return users.compactMap { user in
      defer { first += user.count }
      let events = user.enumerated().filter { $0.element.step >= 0 }.map { place, event in
        CandidateEvent(time: event.time, steps: 1 << UInt64(event.step), position: UInt32(first + place))
      }
      guard let last = events.last(where: { $0.steps == 1 }) else { return nil }
      matcher.match(events)
      return Outcome(
        rows: (0..<matcher.depth).map { events[matcher.eventIndices[$0]].position }, lastEntryTime: last.time)
    }
  }
}
