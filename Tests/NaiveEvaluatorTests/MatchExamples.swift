import EventModel
import NaiveEvaluator
import Testing

@Suite struct MatchExamples {
  typealias Element = NaiveMatch.Element

  func event(
    _ name: String, _ arrow: NaiveArrow = NaiveArrow(), minimum: Int = 1, maximum: Int? = 1
  ) -> Element {
    Element(.event(NaiveCondition(.oneOf([name]))), arrow: arrow, minimum: minimum, maximum: maximum)
  }

  func positions(
    _ elements: [Element], _ text: String, _ occurrence: NaiveMatch.Occurrence = .every
  ) -> [[Int]] {
    var match = NaiveMatch(elements)
    match.occurrence = occurrence
    return match.answer(on: sequence(text)).map(\.positions)
  }

  @Test func `occurrences are found left to right without overlap`() {
    #expect(positions(["a", "b"], "a a b b a b") == [[1, 3], [5, 6]])
    #expect(positions(["a", "b"], "a a b b a b", .first) == [[1, 3]])
    #expect(positions(["a", "b"], "a a b b a b", .last) == [[5, 6]])
    #expect(positions(["a", "b"], "a a b b", .last) == [[2, 4]])
    #expect(positions(["a", "b"], "b a").isEmpty)
  }

  @Test func `each step takes the earliest event that still allows completion`() {
    let immediate = NaiveArrow(isImmediate: true)
    #expect(positions(["a", "b", event("c", immediate)], "a b x b c") == [[1, 4, 5]])
    // The stored order decides, so a tie does not turn round.
    #expect(positions(["a", "b"], "b5 a5").isEmpty)
    #expect(positions(["a", event("b", immediate)], "a5 x5 b5").isEmpty)
  }

  @Test func `repetitions repeat with their arrow and optional steps are taken when they can be`() {
    #expect(positions([event("a", minimum: 2, maximum: nil), "b"], "a a a b") == [[1, 2, 3, 4]])
    #expect(positions([event("a", minimum: 2, maximum: 2), "b"], "a a a b") == [[1, 2, 4]])
    #expect(
      positions(["x", event("a", NaiveArrow(isImmediate: true), minimum: 2, maximum: 2)], "x a y a").isEmpty)
    #expect(positions(["a", event("o", minimum: 0), "c"], "a o c a c") == [[1, 2, 3], [4, 5]])
    // A first step left out does not make the match begin later.
    #expect(positions([event("o", minimum: 0), "c"], "c o c") == [[1], [2, 3]])
  }

  @Test func `boundaries hold a match to the ends and have no position`() {
    let immediate = NaiveArrow(isImmediate: true)
    #expect(positions([Element(.start), event("a", immediate)], "a b a") == [[1]])
    #expect(positions([Element(.start), event("b", immediate)], "a b").isEmpty)
    #expect(positions(["a", Element(.end, arrow: immediate)], "a b a") == [[3]])
    #expect(positions(["a", Element(.end, arrow: NaiveArrow(without: ["b"]))], "a b a") == [[3]])
    let negated = Element(.event(NaiveCondition(.noneOf(["a", "b"]))))
    #expect(positions([negated], "a c b d") == [[2], [4]])
  }

  @Test func `transitions count what directly follows`() throws {
    let cells = NaiveJourneys().transitions(on: sequence("a0 b10 a30 b60") + sequence("b", user: "v"))
    #expect(
      cells.map { [$0.from, $0.to] } == [
        ["(start)", "a"], ["(start)", "b"], ["a", "b"], ["b", "(end)"], ["b", "a"],
      ])
    #expect(cells.map(\.count) == [1, 1, 2, 2, 1])
    let ab = try #require(cells.first { $0.from == "a" })
    #expect(ab.medianTime == 20)
    #expect(ab.share == 2.0 / 7)
    #expect(ab.shareOut == 1)
    #expect(ab.shareIn == 2.0 / 3)
    #expect(ab.perPath == 1)
    #expect(ab.units == 1)
  }

  @Test func `the columns of a step matrix sum to one`() {
    let log = sequence("a b c") + sequence("b", user: "v")
    let start = NaiveJourneys().stepMatrix(centredOn: .start, reach: 2, on: log)
    #expect(start.columns == [0, 1, 2])
    #expect(
      start.rows == ["(start)": [1, 0, 0], "a": [0, 0.5, 0], "b": [0, 0.5, 0.5], "(end)": [0, 0, 0.5]])
    let end = NaiveJourneys().stepMatrix(centredOn: .end, reach: 2, on: log)
    #expect(
      end.rows == ["(start)": [0.5, 0, 0], "b": [0.5, 0.5, 0], "c": [0, 0.5, 0], "(end)": [0, 0, 1]])
    let centred = NaiveJourneys().stepMatrix(centredOn: .pattern(NaiveMatch(["c"])), reach: 1, on: log)
    #expect(centred.paths == 1)
    #expect(centred.rows == ["b": [1, 0, 0], "c": [0, 1, 0], "(end)": [0, 0, 1]])
  }
}
