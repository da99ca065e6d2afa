import EventModel
import NaiveEvaluator
import QueryEngine
import Testing

struct SegmentPropertyTests {
  @Test(arguments: 0..<16)
  func `a funnel among a segment sees the events that trying every user at every instant leaves`(
    block: UInt64
  ) throws {
    try ask(block, seeds: 8) { question, segment in
      (question.text + " among " + segment.text, question.funnel)
    } narrowed: { funnel in
      funnel.stream.filter = .and([
        .compare(.property(SegmentQuestion.mark), .equal, .boolean(true)), funnel.stream.filter,
      ])
    }
  }

  @Test(arguments: 0..<8)
  func `a breakdown by segment tells members from everyone else at the attributed event`(
    block: UInt64
  ) throws {
    try ask(block + 100, seeds: 8) { question, segment in
      var question = question
      question.funnel.by = [.property(SegmentQuestion.mark)]
      question.funnel.top = nil
      let text = question.text.replacing(
        StatementText.field(.property(SegmentQuestion.mark)), with: "segment \"\(SegmentQuestion.name)\"")
      return (text, question.funnel)
    } narrowed: { _ in
    }
  }

  private func ask(
    _ block: UInt64, seeds: UInt64, statement: (FunnelQuestion, SegmentQuestion) -> (String, NaiveFunnel),
    narrowed: (inout NaiveFunnel) -> Void
  ) throws {
    for seed in block * seeds..<(block + 1) * seeds {
      var questions = try LogQuestions(seed: seed)
      for number in 0..<12 {
        let question = FunnelQuestion(&questions)
        let segment = try SegmentQuestion(&questions)
        let (text, funnel) = statement(question, segment)
        let label: Comment = "seed \(seed), question \(number): \(text)\n\(segment.definitionTexts)"
        var problems = ExpectedProblems(in: questions.stored)
        var asked = question
        asked.funnel = funnel
        asked.addProblems(to: &problems)
        segment.addProblems(to: &problems)
        let (answer, disagreements) = try questions.stored.ask(text, definitions: segment.definitions)
        #expect(disagreements == [], label)
        do {
          let result = try answer.get()
          #expect(problems.codes == [], label)
          let log = questions.stored.log
          let end = funnel.range.to ?? funnel.answer(on: log).endOfData
          var expected = funnel
          narrowed(&expected)
          let naive = expected.answer(on: segment.marked(log, end: end))
          #expect(Differences(result, naive, of: asked).found == [], label)
        } catch QueryError.invalid(let found) {
          #expect(ExpectedProblems.codes(of: found) == problems.codes, label)
        }
      }
    }
  }
}
