import EventModel
import NaiveEvaluator
import Testing

@Suite struct JourneyExamples {
  func paths(_ journeys: NaiveJourneys, _ log: [NaiveEvent]) -> [[String]] {
    journeys.answer(on: log).paths.map(\.path)
  }

  @Test func `a path is cut by from and to`() {
    var journeys = NaiveJourneys()
    let log = sequence("x a b a c y")
    #expect(paths(journeys, log) == [["x", "a", "b", "a", "c", "y"]])
    journeys.from = ["a"]
    #expect(paths(journeys, log) == [["a", "b", "a", "c", "y"]])
    journeys.to = ["a"]
    #expect(paths(journeys, log) == [["a", "b", "a"]])
    journeys.to = ["c"]
    journeys.depth = 3
    #expect(paths(journeys, log) == [["a", "b", "…", "c"]])
    journeys.from = nil
    #expect(paths(journeys, log) == [["a", "b", "a", "c"].suffix(3)])
    #expect(journeys.answer(on: log).nodes.map(\.position) == [-3, -2, -1])
    journeys.to = ["nowhere"]
    #expect(paths(journeys, log).isEmpty)
  }

  @Test func `depth cuts and the cut is counted`() {
    var journeys = NaiveJourneys()
    journeys.depth = 2
    let answer = journeys.answer(on: sequence("a b c") + sequence("a b", user: "v"))
    #expect(answer.paths.map(\.paths) == [2])
    #expect(
      answer.nodes == [
        NaiveFlowNode(position: 1, event: "a", paths: 2, units: 2, starts: 2, dropped: 0, arrived: 0, cut: 0),
        NaiveFlowNode(position: 2, event: "b", paths: 2, units: 2, starts: 0, dropped: 1, arrived: 0, cut: 1),
      ])
  }

  @Test func `repeats collapse to the first time and loops fold`() {
    var journeys = NaiveJourneys()
    journeys.collapse = [.repeats([], keepsLast: false)]
    let answer = journeys.answer(on: sequence("a0 a10 b20"))
    #expect(answer.paths.map(\.path) == [["a", "b"]])
    #expect(answer.edges.map(\.times) == [[20 * second]])
    journeys.collapse = [.repeats(["a"], keepsLast: true)]
    #expect(
      journeys.answer(on: sequence("a0 a10 b20 b30")).edges.map(\.times) == [[10 * second], [10 * second]])
    journeys.collapse = [.loops(2)]
    #expect(paths(journeys, sequence("a b a c")) == [["a", "c"]])
    #expect(paths(journeys, sequence("a b c a")) == [["a", "b", "c", "a"]])
  }

  @Test func `labels come from the node property, then groups, then only and hide`() {
    var journeys = NaiveJourneys()
    journeys.node = "path"
    journeys.groups = [.init("/shop/*", as: "Shop"), .init("/shop/x", as: "never")]
    journeys.hide = ["s?gnup"]
    let log = with("path", [.string("/shop/x"), nil, .string("/home")], sequence("view signup view"))
    #expect(paths(journeys, log) == [["Shop", "/home"]])
  }

  @Test func `sessions are the unit when the source declared them, and units count users`() {
    var log = sequence("a b") + sequence("a c", user: "v")
    #expect(NaiveJourneys().answer(on: log).totalPaths == 2)
    for index in log.indices { log[index].session = index % 2 == 0 ? "1" : "2" }
    let answer = NaiveJourneys().answer(on: log)
    #expect(answer.totalPaths == 4)
    #expect(answer.totalUnits == 2)
    #expect(answer.paths.map(\.path) == [["a"], ["b"], ["c"]])
    #expect(answer.paths.map(\.units) == [2, 1, 1])
  }

  @Test func `top keeps the most frequent and the rest is other`() {
    var journeys = NaiveJourneys()
    journeys.top = 1
    let log = sequence("a b") + sequence("a c", user: "v") + sequence("a c", user: "w")
    let answer = journeys.answer(on: log)
    #expect(answer.paths.map(\.path) == [["a", "c"], ["(other)"]])
    #expect(answer.paths.map(\.paths) == [2, 1])
    #expect(answer.nodes.map(\.event) == ["a", "c", "(other)"])
    #expect(answer.edges.map(\.to) == ["(other)", "c"])
  }

  @Test func `an experiment counts first exposures and excludes switchers`() {
    func exposed(_ user: String, _ variants: [String?], _ text: String) -> [NaiveEvent] {
      with("v", variants.map { $0.map { .string($0) } }, sequence(text, user: user))
    }
    let log =
      exposed("c", ["A", nil], "e0 buy10") + exposed("late", ["A", nil], "e0 buy11")
      + exposed("t", ["B", "B", nil], "e0 e5 buy9") + exposed("switch", ["A", "B"], "e0 e1")
      + exposed("before", [nil, "B"], "buy0 e5") + exposed("tied", [nil, "B"], "buy5 e5")
      + exposed("odd", ["?"], "e0") + exposed("both", ["?", "A"], "e0 e1")
    let experiment = NaiveExperiment(
      exposure: "e", variant: "v", variants: [.string("A"), .string("B")], goal: "buy", window: 10 * second)
    let result = experiment.answer(on: log)
    #expect(result.arms.map(\.n) == [3, 3])
    #expect(result.arms.map(\.converters) == [1, 2])
    #expect(result.switchers == 1)
    #expect(result.unknownUnits == 1)
    #expect(result.unknownEvents == 2)
  }
}
