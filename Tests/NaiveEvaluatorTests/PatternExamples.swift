import EventModel
import NaiveEvaluator
import Testing

/// A step called `name` reached by `arrow`.
func step(_ name: String, _ arrow: NaiveArrow = NaiveArrow(), optional: Bool = false) -> NaiveStep {
  NaiveStep(NaiveCondition(.oneOf([name])), arrow: arrow, isOptional: optional, label: name)
}

/// Gives the events of `log` the values of property `name` in order; `nil` leaves it null.
func with(_ name: String, _ values: [PropertyValue?], _ log: [NaiveEvent]) -> [NaiveEvent] {
  zip(log, values).map { event, value in
    var event = event
    event.properties[name] = value
    return event
  }
}

@Suite struct PatternExamples {
  @Test func `an immediate arrow breaks on any event between but not on ties`() {
    let funnel = NaiveFunnel(["a", step("b", NaiveArrow(isImmediate: true))])
    #expect(depth(funnel, sequence("a b")) == 2)
    #expect(depth(funnel, sequence("a x b")) == 1)
    #expect(depth(funnel, sequence("a0 x0 b5")) == 2)
    var filtered = funnel
    filtered.stream.hide = ["x"]
    #expect(depth(filtered, sequence("a x b")) == 2)
  }

  @Test func `gaps are bounded in time and in events`() {
    let within = NaiveFunnel(["a", step("b", NaiveArrow(within: 10 * second))])
    #expect(depth(within, sequence("a0 b10")) == 2)
    #expect(depth(within, sequence("a0 b11")) == 1)
    #expect(depth(within, sequence("a0 a5 b11")) == 2)
    let after = NaiveFunnel(["a", step("b", NaiveArrow(after: 10 * second))])
    #expect(depth(after, sequence("a0 b9")) == 1)
    #expect(depth(after, sequence("a0 b9 b10")) == 2)
    let events = NaiveFunnel(["a", step("b", NaiveArrow(withinEvents: 2))])
    #expect(depth(events, sequence("a x b")) == 2)
    #expect(depth(events, sequence("a x x b")) == 1)
  }

  @Test func `a forbidden event between and a same property`() {
    let funnel = NaiveFunnel(["a", step("b", NaiveArrow(without: ["x"])), "c"])
    #expect(depth(funnel, sequence("a x b c")) == 1)
    #expect(depth(funnel, sequence("a b x c")) == 3)
    #expect(depth(funnel, sequence("a0 x5 b5 c6")) == 3)
    let same = NaiveFunnel(["a", step("b", NaiveArrow(same: ["p"]))])
    #expect(depth(same, with("p", [.integer(1), .integer(2), .integer(1)], sequence("a b b"))) == 2)
    #expect(depth(same, with("p", [nil, nil], sequence("a b"))) == 1)
  }

  @Test func `an optional step may be skipped and does not count for depth`() {
    let funnel = NaiveFunnel(["a", step("o", optional: true), "c"])
    let answer = funnel.answer(
      on: sequence("a c") + sequence("a o c", user: "v") + sequence("a o", user: "w"))
    #expect(answer.steps.map(\.step) == [1, 3])
    #expect(answer.steps.map(\.units) == [3, 2])
    #expect(answer.optional == [NaiveOptionalResult(step: 2, attempts: 2)])
    // Depth, then the earliest end, outrank the optional step.
    #expect(seconds(funnel.answer(on: sequence("a0 c5 o6 c7")).attempts.first) == [0, nil, 5])
    // Over a skipped step the arrow into the taken step applies.
    let strict = NaiveFunnel(["a", step("o", optional: true), step("c", NaiveArrow(isImmediate: true))])
    #expect(depth(strict, sequence("a x c")) == 1)
    #expect(depth(strict, sequence("a x o c")) == 2)
  }

  @Test func `the latest start outranks the most optional steps for best, not for first`() {
    var funnel = NaiveFunnel(["a", step("o", optional: true), "c"])
    #expect(seconds(funnel.answer(on: sequence("a0 o1 a2 c3")).attempts.first) == [2, nil, 3])
    funnel.entry = .first
    #expect(seconds(funnel.answer(on: sequence("a0 o1 o2 c3")).attempts.first) == [0, 1, 3])
  }

  @Test func `holding counts units times values`() {
    var funnel = NaiveFunnel(["a", "b"])
    funnel.holding = ["p"]
    let crossing = with(
      "p", [.string("1"), .string("2"), .string("2"), nil, nil], sequence("a a b a b"))
    let answer = funnel.answer(on: crossing)
    #expect(answer.steps.map(\.attempts) == [2, 1])
    #expect(answer.steps.map(\.units) == [1, 1])
    funnel.holdsFirstValue = true
    #expect(funnel.answer(on: crossing).steps.map(\.attempts) == [1, 0])
  }

  @Test func `a condition may look at the event of an earlier step`() {
    var cart = step("cart")
    cart.alias = "cart"
    let filter = NaiveFilter.and([
      .relative("item", .equal, alias: "cart", "item"), .relative("price", .greater, alias: "cart", "price"),
    ])
    let funnel = NaiveFunnel([cart, NaiveStep(NaiveCondition(.oneOf(["buy"]), where: filter))])
    var log = with("item", [.integer(7), .integer(8), .integer(7)], sequence("cart buy buy"))
    log = with("price", [.integer(10), .integer(20), .string("10.5")], log)
    #expect(seconds(funnel.answer(on: log).attempts.first) == [0, 20])
    log = with("price", [.integer(10), .integer(20), .string("9")], log)
    #expect(depth(funnel, log) == 1)
  }

  @Test func `first looks at the filter's history, first ever at the name's`() {
    let log = with("p", [.integer(0), .integer(1), .integer(1), nil], sequence("a0 a10 a20 b30"))
    let condition = NaiveCondition(.oneOf(["a"]), where: .compare("p", .equal, .integer(1)))
    #expect(
      seconds(NaiveFunnel([NaiveStep(condition, onset: .first), "b"]).answer(on: log).attempts.first) == [
        10, 30,
      ])
    #expect(NaiveFunnel([NaiveStep(condition, onset: .firstEver), "b"]).answer(on: log).attempts.isEmpty)
    // History before the range decides.
    var funnel = NaiveFunnel([NaiveStep(condition, onset: .first), "b"])
    funnel.range = NaiveRange(from: 15 * second)
    #expect(funnel.answer(on: log).attempts.isEmpty)
  }

  @Test func `scope entries bounds the first step and scope all every event`() {
    var funnel = NaiveFunnel(["a", "b"])
    funnel.range = NaiveRange(from: 0, to: 10 * second)
    #expect(depth(funnel, sequence("a9 b10")) == 2)
    #expect(depth(funnel, sequence("a10 b11")) == 0)
    funnel.scope = .all
    #expect(depth(funnel, sequence("a9 b10")) == 1)
    #expect(depth(funnel, sequence("a8 b9")) == 2)
  }

  @Test func `breakdowns take their value from the counted attempt`() {
    var funnel = NaiveFunnel(["a", "b"])
    funnel.by = ["p"]
    let log =
      with("p", [nil, .string("x"), .string("y")], sequence("a b b"))
      + with("p", [nil, nil], sequence("a b", user: "v"))
      + with("p", [.string("z")], sequence("a", user: "w"))
    func sizes() -> [NaiveGroup: [Int]] {
      Dictionary(
        uniqueKeysWithValues: funnel.answer(on: log).groups.map { ($0.group, $0.steps.map(\.units)) })
    }
    func value(_ text: String) -> NaiveGroup { NaiveGroup(kind: .value, values: [.string(text)]) }
    let none = NaiveGroup(kind: .none)
    #expect(sizes() == [value("x"): [1, 1], none: [1, 1], value("z"): [1, 0]])
    funnel.attribution = .nearest
    #expect(sizes() == [value("y"): [1, 1], none: [1, 1], value("z"): [1, 0]])
    funnel.attribution = .step(2)
    #expect(sizes() == [value("x"): [1, 1], none: [1, 1], NaiveGroup(kind: .notReached): [1, 0]])
    funnel.attribution = .step(1)
    #expect(sizes() == [none: [2, 2], value("z"): [1, 0]])
    funnel.attribution = .all
    // One funnel per value on that value's events alone; an empty group is no group.
    #expect(sizes() == [none: [2, 1], value("z"): [1, 0]])
    funnel.attribution = .first
    funnel.top = 1
    #expect(sizes() == [value("x"): [1, 1], none: [1, 1], NaiveGroup(kind: .other): [1, 0]])
  }

  @Test func `having judges the finished attempt`() {
    let log = with("p", [.string("x"), .string("y")], sequence("a b"))
    var funnel = NaiveFunnel(["a", "b"])
    funnel.having = [.init("p", .equal, .string("y"), attribution: .last)]
    #expect(funnel.answer(on: log).steps.map(\.units) == [1, 1])
    funnel.having = [.init("p", .equal, .string("y"), attribution: .first)]
    #expect(funnel.answer(on: log).steps.map(\.units) == [0, 0])
    // The stream and the step would have cut elsewhere.
    funnel.having = []
    funnel.stream.filter = .compare("p", .equal, .string("x"))
    #expect(funnel.answer(on: log).steps.map(\.units) == [1, 0])
  }

  @Test func `counting between two steps leaves out the events of the attempt`() {
    var funnel = NaiveFunnel(["a", "b", "c"])
    funnel.byCount = .init(NaiveCondition(.any), from: 1, to: 3)
    let answer = funnel.answer(on: sequence("a x b x c") + sequence("a b", user: "v"))
    #expect(
      Set(answer.groups.map(\.group)) == [
        NaiveGroup(kind: .value, values: [.integer(2)]), NaiveGroup(kind: .notReached),
      ])
  }

  @Test func `a trend is one funnel per bucket of entry, empty ones included`() {
    let hour = 3_600 * second
    var funnel = NaiveFunnel(["a", "b"])
    funnel.bucket = .hour
    let answer = funnel.answer(on: sequence("a10 a3599 a7200 b7300"))
    #expect(answer.buckets.map(\.start) == [0, hour, 2 * hour])
    #expect(answer.buckets.map { $0.steps.map(\.units) } == [[1, 1], [0, 0], [1, 1]])
    #expect(answer.steps.map(\.units) == [1, 1])
  }

  @Test func `units without the key are dropped and counted`() {
    var funnel = NaiveFunnel(["a", "b"])
    funnel.stream.unit = .property("account")
    var log = with("account", [.string("A"), nil], sequence("a0 a1"))
    log += with("account", [.string("A")], sequence("b5", user: "v"))
    let answer = funnel.answer(on: log)
    #expect(answer.eventsWithoutKey == 1)
    #expect(answer.steps.map(\.units) == [1, 1])
    funnel.stream.unit = .session
    // Without a session column a gap of more than 30 minutes splits.
    #expect(depth(funnel, sequence("a0 b1800")) == 2)
    #expect(depth(funnel, sequence("a0 b1801")) == 1)
    #expect(depth(funnel, sequence("a0 x1700 b3000")) == 2)
  }
}
