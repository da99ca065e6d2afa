import EventModel
import NaiveEvaluator
import Testing

@Suite struct RetentionExamples {
  typealias Cell = NaiveRetention.Cell
  static let day: Int64 = 86_400

  /// Events at (day, second of day).
  func log(_ user: String, _ events: [(String, Int64, Int64)]) -> [NaiveEvent] {
    events.map { NaiveEvent(user: user, name: $0.0, time: ($0.1 * Self.day + $0.2) * second) }
  }

  @Test func `a start is not its own return and young cohorts are null`() {
    let retention = NaiveRetention("a", "a", every: .day, for: 3)
    let result = retention.answer(
      on: log("u", [("a", 0, 10), ("a", 1, 0)]) + log("v", [("a", 0, 0), ("a", 0, 5)])
        + log("w", [("a", 2, 0)]))
    #expect(result.cohorts.map(\.size) == [2, 0, 1])
    #expect(result.cohorts[0].cells == [Cell(units: 1, of: 2), Cell(units: 1, of: 2), Cell(units: 0, of: 2)])
    #expect(result.cohorts[1].cells == [Cell(units: 0, of: 0), Cell(units: 0, of: 0), nil])
    #expect(result.cohorts[2].cells == [Cell(units: 0, of: 1), nil, nil])
    #expect(result.overall == [Cell(units: 1, of: 3), Cell(units: 1, of: 2), Cell(units: 0, of: 2)])
  }

  @Test func `the rolling clock runs from each unit's start`() {
    var retention = NaiveRetention("a", "b", every: .day, for: 2)
    // 17:59, then 17:00 of the next day.
    let events = log("u", [("a", 0, 64_740), ("b", 1, 61_200), ("x", 3, 0)])
    #expect(retention.answer(on: events).overall == [Cell(units: 0, of: 1), Cell(units: 1, of: 1)])
    retention.clock = .rolling
    #expect(retention.answer(on: events).overall == [Cell(units: 1, of: 1), Cell(units: 0, of: 1)])
  }

  @Test func `modes look at, after, before and through the period`() {
    let events = log("u", [("a", 0, 0), ("b", 0, 1), ("b", 2, 0), ("b", 4, 0)])
    var retention = NaiveRetention("a", "b", every: .day, for: 4)
    func units() -> [Int] { retention.answer(on: events).overall.map(\.units) }
    #expect(units() == [1, 0, 1, 0])
    retention.mode = .onOrAfter
    #expect(units() == [1, 1, 1, 1])
    retention.mode = .onOrBefore
    #expect(units() == [1, 1, 1, 1])
    retention.mode = .streak
    #expect(units() == [1, 0, 0, 0])
    retention.mode = .on
    retention.brackets = [1, 3, 5]
    #expect(units() == [1, 1, 1])
    retention.brackets = nil
    retention.minimum = 2
    #expect(units() == [0, 0, 0, 0])
  }

  @Test func `the start meets period 0 of a streak when both events are the same`() {
    var retention = NaiveRetention("a", "a", every: .day, for: 2)
    retention.mode = .streak
    let events = log("u", [("a", 0, 0), ("a", 1, 0)])
    #expect(retention.answer(on: events).overall == [Cell(units: 1, of: 1), Cell(units: 1, of: 1)])
  }

  @Test func `cohorts are the first, the first ever or recurring`() {
    let good = NaiveCondition(.oneOf(["a"]), where: .compare("p", .equal, .integer(1)))
    var events = log("u", [("a", 0, 0), ("a", 1, 0), ("a", 1, 9)])
    events[1].properties["p"] = .integer(1)
    events[2].properties["p"] = .integer(1)
    var retention = NaiveRetention(good, "a", every: .day, for: 1)
    #expect(retention.answer(on: events).cohorts.map(\.size) == [1])
    retention.cohort = .firstEver
    #expect(retention.answer(on: events).cohorts.isEmpty)
    retention = NaiveRetention("a", "a", every: .day, for: 1)
    retention.cohort = .recurring
    #expect(retention.answer(on: events).cohorts.map(\.size) == [1, 1])
    // A first event before the range keeps the unit out.
    retention.cohort = .first
    retention.range = NaiveRange(from: Self.day * second, to: 2 * Self.day * second)
    #expect(retention.answer(on: events).cohorts.map(\.size) == [0])
  }

  @Test func `lifecycle tells new, returning, resurrecting and the first silent period`() {
    typealias Period = NaiveActivity.Period
    let activity = NaiveActivity(of: NaiveCondition(.any), every: .day)
    let events = log("u", [("a", 0, 0), ("a", 1, 0), ("a", 4, 0)]) + log("v", [("a", 4, 0)])
    let day = Self.day * second
    #expect(
      activity.lifecycle(on: events) == [
        Period(start: 0, new: 1, returning: 0, resurrecting: 0, dormant: 0),
        Period(start: day, new: 0, returning: 1, resurrecting: 0, dormant: 0),
        Period(start: 2 * day, new: 0, returning: 0, resurrecting: 0, dormant: 1),
        Period(start: 3 * day, new: 0, returning: 0, resurrecting: 0, dormant: 0),
        Period(start: 4 * day, new: 1, returning: 0, resurrecting: 1, dormant: 0),
      ])
    let sticky = activity.stickiness(on: events)
    #expect(sticky.intervals == 5)
    #expect(sticky.rows.map(\.exactly) == [1, 0, 1, 0, 0])
    #expect(sticky.rows.map(\.atLeast) == [2, 1, 1, 0, 0])
  }

  @Test func `segments are sets of users`() {
    let events = log("u", [("a", 0, 0), ("a", 1, 0), ("b", 2, 0)]) + log("v", [("a", 1, 0)])
    let late = NaiveRange(from: Self.day * second)
    #expect(NaiveSegment.did("a", .greaterOrEqual, 2, .always).members(in: events) == ["u"])
    #expect(NaiveSegment.did("b", .equal, 0, .always).members(in: events) == ["v"])
    #expect(NaiveSegment.firstDid("a", .range(late)).members(in: events) == ["v"])
    #expect(NaiveSegment.didPattern(NaiveFunnel(["a", "b"])).members(in: events) == ["u"])
    #expect(NaiveSegment.not(.users(["u"])).members(in: events) == ["v"])
    #expect(NaiveSegment.and(.users(["u", "v"]), .firstDid("b", .range(late))).members(in: events) == ["u"])
  }
}
