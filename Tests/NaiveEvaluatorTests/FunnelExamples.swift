import EventModel
import NaiveEvaluator
import Testing

/// `a0 b5 X5 b9`: names with times in seconds, one user, in ingestion order.
func sequence(_ text: String, user: String = "u") -> [NaiveEvent] {
  text.split(separator: " ").enumerated().map { index, word in
    let name = word.prefix { $0.isLetter }
    let digits = word.drop { $0.isLetter }
    // Without a number events are ten seconds apart.
    let seconds = Int64(digits) ?? Int64(index) * 10
    return NaiveEvent(user: user, name: String(name), time: seconds * 1_000_000)
  }
}

func depth(_ funnel: NaiveFunnel, _ log: [NaiveEvent]) -> Int {
  funnel.answer(on: log).attempts.map(\.depth).max() ?? 0
}

func seconds(_ attempt: NaiveCountedAttempt?) -> [Int64?] {
  attempt?.times.map { $0.map { $0 / 1_000_000 } } ?? []
}

let second: Int64 = 1_000_000

@Suite struct FunnelExamples {
  @Test func `an exclusion between 2 and 3 leaves depth 2 of a b X b c`() {
    var funnel = NaiveFunnel(["a", "b", "c"])
    funnel.exclusions = [.init("X", from: 2, to: 3)]
    #expect(depth(funnel, sequence("a b X b c")) == 2)
    // Between 1 and 2 the X comes too late: the attempt takes the first b.
    funnel.exclusions = [.init("X", from: 1, to: 2)]
    #expect(depth(funnel, sequence("a b X b c")) == 3)
    #expect(depth(funnel, sequence("a X b c")) == 1)
    #expect(depth(funnel, sequence("a X a b c")) == 3)
  }

  @Test func `remove-unit takes the unit away unless an attempt of the greatest depth is clean`() {
    var funnel = NaiveFunnel(["a", "b"])
    funnel.exclusions = [.init("X")]
    funnel.effect = .removeUnit
    #expect(funnel.answer(on: sequence("a X b")).attempts.isEmpty)
    #expect(depth(funnel, sequence("a X b a b")) == 2)
    // The clean attempt is shallower than the struck one.
    #expect(funnel.answer(on: sequence("a X b a")).attempts.isEmpty)
  }

  @Test func `an excluded event does not start again`() {
    var funnel = NaiveFunnel(["a", "b"])
    funnel.exclusions = [.init("a")]
    funnel.entry = .every
    let answer = funnel.answer(on: sequence("a a b a b"))
    #expect(answer.steps.map(\.attempts) == [2, 1])
    funnel.entry = .best
    #expect(depth(funnel, sequence("a a b")) == 1)
  }

  @Test func `an event tied with an excluded one stays in the attempt`() {
    var funnel = NaiveFunnel(["a", "b", "c"])
    funnel.exclusions = [.init("X")]
    #expect(depth(funnel, sequence("a0 X5 b5 c9")) == 2)
    // Tied with both ends it is not between.
    #expect(depth(funnel, sequence("a0 X0 b5 c9 X9")) == 3)
    funnel.ties = .inputOrder
    #expect(depth(funnel, sequence("a0 X5 b5 c9")) == 1)
    #expect(depth(funnel, sequence("a0 X0 b5 c9")) == 1)
  }

  @Test func `the best attempt is deep, early done and late begun`() {
    let funnel = NaiveFunnel(["a", "b", "c"])
    #expect(
      seconds(funnel.answer(on: sequence("a0 a10 b20 b30 c40 a50 b60 c70")).attempts.first) == [10, 30, 40])
    var earliest = funnel
    earliest.entry = .bestEarliest
    #expect(
      seconds(earliest.answer(on: sequence("a0 a10 b20 b30 c40 a50 b60 c70")).attempts.first) == [0, 30, 40])
    var first = funnel
    first.entry = .first
    #expect(
      seconds(first.answer(on: sequence("a0 a10 b20 b30 c40 a50 b60 c70")).attempts.first) == [0, 20, 40])
    first.entry = .every
    let every = first.answer(on: sequence("a0 a10 b20 b30 c40 a50 b60 c70"))
    #expect(every.attempts.map { seconds($0) } == [[0, 20, 40], [50, 60, 70]])
    #expect(every.steps.map(\.units) == [1, 1, 1])
  }

  @Test func `the window's far edge is inside`() {
    #expect(depth(NaiveFunnel(["a", "b"], window: 10 * second), sequence("a0 b10")) == 2)
    #expect(depth(NaiveFunnel(["a", "b"], window: 10 * second - 1), sequence("a0 b10")) == 1)
  }

  @Test func `without conversion the next start lies after the window`() {
    var funnel = NaiveFunnel(["a", "b"], window: 10 * second)
    funnel.entry = .every
    #expect(funnel.answer(on: sequence("a0 a10 b11")).steps.map(\.attempts) == [1, 0])
    #expect(funnel.answer(on: sequence("a0 a11 b12")).steps.map(\.attempts) == [2, 1])
    funnel.window = nil
    #expect(funnel.answer(on: sequence("a0 a11 a12")).steps.map(\.attempts) == [1, 0])
  }

  @Test func `ties are taken as the option says`() {
    var funnel = NaiveFunnel(["a", "b", "c"])
    let log = sequence("c5 b5 a5")
    #expect(depth(funnel, log) == 3)
    funnel.ties = .inputOrder
    #expect(depth(funnel, log) == 1)
    #expect(depth(funnel, sequence("a5 b5 c5")) == 3)
    funnel.ties = .strictlyLater
    #expect(depth(funnel, sequence("a5 b5 b6 c6")) == 2)
  }

  @Test func `tolerance lets a step precede its predecessor`() {
    var funnel = NaiveFunnel(["a", "b"])
    funnel.tolerance = 2 * second
    #expect(depth(funnel, sequence("b3 a5")) == 2)
    #expect(depth(funnel, sequence("b2 a5")) == 1)
    // A tie is no precedence: the ties rule decides.
    funnel.ties = .strictlyLater
    #expect(depth(funnel, sequence("b5 a5")) == 1)
    #expect(depth(funnel, sequence("b4 a5")) == 2)
  }

  @Test func `resolution floors times first`() {
    var funnel = NaiveFunnel(["a", "b"], window: 10 * second)
    funnel.resolution = 10 * second
    #expect(depth(funnel, sequence("b12 a19")) == 2)
    #expect(depth(funnel, sequence("a1 b29")) == 1)
    #expect(depth(funnel, sequence("a1 b19")) == 2)
  }

  @Test func `one event fills one step unless equal steps share it`() {
    var funnel = NaiveFunnel(["a", "a", "a"])
    #expect(depth(funnel, sequence("a a")) == 2)
    funnel.reusesEqualSteps = true
    #expect(depth(funnel, sequence("a")) == 3)
  }

  @Test func `strict chains tolerate repeats only when folded, and never going back`() {
    var funnel = NaiveFunnel(["a", "b", "c"])
    funnel.order = .strict
    #expect(depth(funnel, sequence("a b c")) == 3)
    #expect(depth(funnel, sequence("a b x c")) == 2)
    #expect(depth(funnel, sequence("a a b b c c")) == 2)
    #expect(depth(funnel, sequence("a b a c")) == 2)
    // Tied events never break a chain, unless the input order is asked for.
    #expect(depth(funnel, sequence("a0 x5 b5 c6")) == 3)
    #expect(depth(funnel, sequence("a0 b5 x5 c6")) == 3)
    funnel.ties = .inputOrder
    #expect(depth(funnel, sequence("a0 b5 x5 c6")) == 2)
    funnel.ties = .stepOrder
    funnel.foldsRepeats = true
    #expect(depth(funnel, sequence("a a b b c c")) == 3)
    #expect(depth(funnel, sequence("a b a c")) == 2)
  }

  @Test func `unordered is a true matching within the window of the earliest event`() {
    var funnel = NaiveFunnel(
      [NaiveStep(NaiveCondition(.oneOf(["a", "b"]))), NaiveStep(NaiveCondition(.oneOf(["a"]))), "c"],
      window: 20 * second)
    funnel.order = .unordered
    // Greed would give the a to step 1 and find nothing for step 2.
    #expect(depth(funnel, sequence("a b c")) == 3)
    #expect(depth(funnel, sequence("c0 b1 a2")) == 3)
    #expect(depth(funnel, sequence("a0 b10 c21")) == 2)
    #expect(seconds(funnel.answer(on: sequence("c0 b1 a2")).attempts.first) == [0, 1, 2])
  }

  @Test func `set funnels know no order and no window`() {
    var funnel = NaiveFunnel(["a", "b", "c"], window: second)
    funnel.order = .sets
    let answer = funnel.answer(
      on: sequence("c b") + sequence("b a", user: "v") + sequence("c b a", user: "w"))
    #expect(answer.steps.map(\.units) == [2, 2, 1])
    #expect(answer.steps.map(\.open) == [nil, nil, nil])
    #expect(answer.attempts.allSatisfy { $0.times.allSatisfy { $0 == nil } })
  }

  @Test func `open units are unconverted with a running window`() {
    let day = 86_400 * second
    let funnel = NaiveFunnel(["a", "b"], window: day)
    // The newest event ends the data at the end of day 2, counted from 1.
    let log =
      sequence("a10", user: "early") + sequence("a86400", user: "edge") + sequence("a86399", user: "over")
      + sequence("a90000 b90001", user: "done")
    let answer = funnel.answer(on: log)
    #expect(answer.steps.map(\.units) == [4, 1])
    #expect(answer.steps.map(\.open) == [1, 0])
    #expect(answer.attempts.first { $0.unit.user == "edge" }?.isOpen == true)
    #expect(NaiveFunnel(["a", "b"]).answer(on: log).steps.map(\.open) == [nil, nil])
  }

  @Test func `rates have three names and nothing over nothing is null`() {
    let funnel = NaiveFunnel(["a", "b", "c"])
    let answer = funnel.answer(on: sequence("a b") + sequence("x", user: "v"))
    #expect(answer.allUnits == 2)
    #expect(answer.steps.map(\.rateOfAll) == [0.5, 0.5, 0])
    #expect(answer.steps.map(\.rateOfFirst) == [1, 1, 0])
    #expect(answer.steps.map(\.rateOfPrevious) == [nil, 1, 0])
    #expect(funnel.answer(on: []).steps.map(\.rateOfAll) == [nil, nil, nil])
  }

  @Test func `quantiles interpolate at one plus n minus one times q`() throws {
    let times = try #require(NaiveDistribution(microseconds: [4, 1, 3, 2].map { $0 * second }))
    #expect(times.median == 2.5)
    #expect(times.p25 == 1.75)
    #expect(abs(times.p90 - 3.7) < 1e-12)
    #expect(times.mean == 2.5)
    #expect(times.histogram().map(\.units) == [2, 2])
    #expect(times.histogram(bins: 3).map(\.units) == [1, 1, 2])
  }
}
