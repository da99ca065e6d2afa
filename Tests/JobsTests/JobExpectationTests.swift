import Testing

@testable import Jobs

@Suite struct JobExpectationTests {
  private let result: AnswerValue = .object([
    "steps": .list([
      .object(["units": .number(10), "rate_of_first": .number(1), "label": .text("view")]),
      .object(["units": .number(2), "rate_of_first": .number(0.2), "label": .text("cart")]),
    ]), "verdict": .object(["decision": .text("ship"), "p": .null]), "ok": .flag(true), "a b": .number(3),
  ])

  @Test(arguments: [
    "f.steps[2].rate >= 0.2", "f.steps[2].rate >= 20%", "f.steps[2].units = 2", "f.steps[1].units>2",
    "f.verdict.decision = 'ship'", "f.verdict.decision != 'keep'", "f.verdict.p = null", "f.ok = true",
    "f.\"a b\" <= 3", "f.steps[2].rate < 1 ", "f.steps[1].rate != 0.5",
  ])
  func `what holds is met`(_ text: String) throws {
    #expect(try #require(JobExpectation(text)).outcome(for: result) == .met)
  }

  @Test func `what does not hold says what was found, and what is not there says where`() throws {
    func outcome(_ text: String) throws -> JobExpectation.Outcome {
      try #require(JobExpectation(text)).outcome(for: result)
    }
    #expect(try outcome("f.steps[2].rate >= 0.3") == .unmet(found: "0.2"))
    #expect(try outcome("f.verdict.p < 0.05") == .unmet(found: "null"))
    #expect(try outcome("f.verdict.decision > 3") == .unmet(found: "'ship'"))
    #expect(try outcome("f.steps[3].rate > 0") == .missing("f.steps[3]"))
    #expect(try outcome("f.stepz[3].rate > 0") == .missing("f.stepz"))
    #expect(try outcome("f.ok.deeper = 1") == .missing("f.ok.deeper"))
  }

  @Test(arguments: [
    "", "f", "f = 1", "f.steps", "f.steps[0].units = 1", "f.steps[x] = 1", "f.steps[1 = 1", "f..x = 1",
    "f.x = ", "f.x = word", "f.x == 1", "f.x ~ 1", ".x = 1", "f.x = 1e999",
  ])
  func `what is no expectation is refused`(_ text: String) {
    #expect(JobExpectation(text) == nil)
  }
}
