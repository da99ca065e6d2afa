import EventModel
import NaiveEvaluator
import QueryEngine
import QueryResults
import Testing

/// Worked examples that the tools publish in their documentation and tests, retold in small logs.
struct PresetTests {
  /// `a0 b5 X5 b9`: names with times in seconds after midnight; users come as lines.
  static func log(_ lines: String...) -> [NaiveEvent] {
    lines.enumerated().flatMap { number, line in
      line.split(separator: " ").map { word in
        let name = word.prefix { $0.isLetter }
        let rest = word.dropFirst(name.count).split(separator: "/")
        var event = NaiveEvent(
          user: "u\(number)", name: String(name),
          time: 1_767_571_200_000_000 + Int64((Double(rest.first ?? "0") ?? 0) * 1_000_000))
        if rest.count > 1 { event.properties["p"] = .string(String(rest[1])) }
        return event
      }
    }
  }

  static func funnel(_ statement: String, _ log: [NaiveEvent]) throws -> FunnelResult {
    let result = try StoredLog(whole: log).answer(statement)
    guard case .funnel(let funnel) = result.body else { throw QueryError.cancelled }
    return funnel
  }

  private func units(_ statement: String, _ log: [NaiveEvent]) throws -> [Int] {
    try Self.funnel(statement, log).steps.map(\.units)
  }

  private func attempts(_ statement: String, _ log: [NaiveEvent]) throws -> [Int] {
    try Self.funnel(statement, log).steps.map(\.attempts)
  }

  // MARK: Mixpanel

  @Test func `Mixpanel's window starts at the first event and does not move`() throws {
    // A at 1:00 pm, A at 1:30, B at 1:45, C at 2:15, one hour to convert.
    let log = Self.log("A46800 A48600 B49500 C51300")
    #expect(try units("funnel A -> B -> C within 1h as mixpanel", log) == [1, 1, 0])
    // Its optimised re-entry is the best attempt.
    #expect(try units("funnel A -> B -> C within 1h as mixpanel entry best", log) == [1, 1, 1])
  }

  @Test func `Mixpanel's totals enter again after the window, a conversion or an exclusion`() throws {
    #expect(
      try attempts("funnel A -> B within 1m as mixpanel entry every", Self.log("A0 A100 B110")) == [2, 1])
    #expect(
      try attempts("funnel A -> B within 1m as mixpanel entry every", Self.log("A0 B10 A20 B30")) == [2, 2])
    #expect(
      try attempts(
        "funnel A -> B within 1h as mixpanel entry every excluding X", Self.log("A0 X10 A20 B30")) == [2, 1])
  }

  @Test func `Mixpanel's excluded event does not enter again where it is step 1`() throws {
    let log = Self.log("A0 A10 B20 A30 B40")
    #expect(try attempts("funnel A -> B as mixpanel entry every excluding A", log) == [2, 1])
  }

  @Test func `Mixpanel lets a step come two seconds early`() throws {
    #expect(try units("funnel A -> B as mixpanel", Self.log("B0 A2")) == [1, 1])
    #expect(try units("funnel A -> B as mixpanel", Self.log("B0 A3")) == [1, 0])
  }

  @Test func `Mixpanel holds the first value, Amplitude every value`() throws {
    let log = Self.log("A0/x A10/y B20/y")
    #expect(try units("funnel A -> B holding p as mixpanel", log) == [1, 0])
    #expect(try attempts("funnel A -> B holding p as amplitude", log) == [2, 1])
    #expect(try units("funnel A -> B holding p as amplitude", log) == [1, 1])
  }

  // MARK: Amplitude

  @Test func `Amplitude takes either order within a second`() throws {
    #expect(try units("funnel A -> B as amplitude", Self.log("B0.2 A0.8")) == [1, 1])
    #expect(try units("funnel A -> B", Self.log("B0.2 A0.8")) == [1, 0])
    // A foreign event of the same second does not break an exact order.
    #expect(try units("funnel A -> B order strict as amplitude", Self.log("A0.1 X0.5 B0.9")) == [1, 1])
    #expect(try units("funnel A -> B order strict as amplitude", Self.log("A0 X1 B2")) == [1, 0])
  }

  @Test func `Amplitude excludes the user altogether`() throws {
    #expect(
      try units("funnel A -> B excluding X as amplitude", Self.log("A0 X10 B20", "A0 B20")) == [1, 1])
  }

  @Test func `Amplitude's longest attempt is the earliest of those`() throws {
    let funnel = try Self.funnel("funnel A -> B as amplitude show units", Self.log("A0 A10 B20"))
    #expect(funnel.steps[1].timeFromPrevious?.median == 20)
    #expect(
      try Self.funnel("funnel A -> B", Self.log("A0 A10 B20")).steps[1].timeFromPrevious?.median == 10)
  }

  // MARK: PostHog

  @Test func `PostHog's exclusion takes the user out of every step`() throws {
    let log = Self.log("signup0 paid10", "signup0 X5 paid10", "signup0 paid10 X20")
    #expect(try units("funnel signup -> paid within 14d excluding X as posthog", log) == [2, 2])
    #expect(try units("funnel signup -> paid within 14d excluding X", log) == [3, 2])
  }

  @Test func `PostHog lets a later clean attempt rescue the user`() throws {
    #expect(
      try units("funnel A -> B within 1h excluding X as posthog", Self.log("A0 X5 B10 A20 B30")) == [1, 1])
  }

  @Test func `PostHog's strict order folds repeats and breaks on going back`() throws {
    #expect(
      try units("funnel a -> b -> c order strict as posthog", Self.log("a0 a1 b2 b3 c4 c5")) == [1, 1, 1])
    #expect(try units("funnel a -> b -> c order strict as posthog", Self.log("a0 b1 a2 c3")) == [1, 1, 0])
    #expect(try units("funnel a -> b -> c order strict", Self.log("a0 b1 b2 c3")) == [1, 1, 0])
  }

  @Test func `PostHog loses conversions after the range`() throws {
    let log = Self.log("A86390 B86410")
    let range = "within 1h from 2026-01-05 to 2026-01-06"
    #expect(try units("funnel A -> B \(range) as posthog", log) == [1, 0])
    #expect(try units("funnel A -> B \(range)", log) == [1, 1])
  }

  @Test func `PostHog takes tied events in the order of the steps`() throws {
    #expect(try units("funnel a -> b -> c as posthog", Self.log("c0 b0 a0")) == [1, 1, 1])
  }

  // MARK: ClickHouse

  @Test func `ClickHouse's documented chain reaches its fourth level`() throws {
    // Logged in, placed an order, searched, ordered again, over five days.
    let log = Self.log("login36000 search205200 order79200 again288000")
    #expect(
      try units("funnel login -> order -> search -> again within 7000d as clickhouse", log) == [1, 1, 1, 1])
  }

  @Test(arguments: [("c0 d1 e2 f3", [1, 1, 1]), ("f0 e1 d2 c3", [1, 0, 0]), ("f0 e1", [0, 0, 0])])
  func `windowFunnel counts the longest chain`(events: String, expected: [Int]) throws {
    // A second user knows all names, and starts nothing.
    let log =
      Self.log(events)
      + Self.log("f0 e0").map { event in
        var event = event
        event.user = "other"
        return event
      }
    let known = log + [NaiveEvent(user: "x", name: "d", time: 0), NaiveEvent(user: "y", name: "c", time: 0)]
    let counted = try units("funnel c -> d -> e within 1h where user = 'u0' as clickhouse", known)
    #expect(counted == expected)
  }

  @Test func `ClickHouse's default spends one event on all equal steps`() throws {
    #expect(try units("funnel A -> A -> A within 1h as clickhouse", Self.log("A0")) == [1, 1, 1])
    #expect(try units("funnel A -> A -> A within 1h", Self.log("A0")) == [1, 0, 0])
  }

  // MARK: Heap

  @Test func `Heap's example keeps 56.18 per cent in all and 91.83 in the last step`() throws {
    let log =
      Self.log()
      + (0..<340).flatMap { user -> [NaiveEvent] in
        let names = user < 191 ? ["a", "b", "c"] : user < 208 ? ["a", "b"] : ["a"]
        return names.enumerated().map {
          NaiveEvent(
            user: "u\(user)", name: $0.element, time: 1_767_571_200_000_000 + Int64($0.offset) * 1_000_000)
        }
      }
    let steps = try Self.funnel("funnel a -> b -> c as heap", log).steps
    #expect(steps.map(\.units) == [340, 208, 191])
    #expect(((steps[2].rateOfFirst ?? 0) * 10_000).rounded() == 5_618)
    #expect(((steps[2].rateOfPrevious ?? 0) * 10_000).rounded() == 9_183)
  }

  @Test func `Heap groups by the event closest before the next step`() throws {
    let funnel = try Self.funnel("funnel a -> b by p as heap", Self.log("a0/x a10/y", "b0"))
    #expect(funnel.groups?.first?.group.values.first?.value == .string("y"))
    #expect(
      try Self.funnel("funnel a -> b by p", Self.log("a0/x a10/y", "b0")).groups?.first?.group.values.first?
        .value == .string("x"))
  }

  @Test func `every answer names the options of its preset`() throws {
    let result = try StoredLog(whole: Self.log("a0 b5")).answer("funnel a -> b as mixpanel tolerance 5s")
    let options = Dictionary(uniqueKeysWithValues: result.options.map { ($0.key, $0.value) })
    #expect(options["preset"] == .text("mixpanel"))
    #expect(options["entry"] == .text("first"))
    // What is written wins.
    #expect(options["tolerance"] == .duration(5))
  }
}
