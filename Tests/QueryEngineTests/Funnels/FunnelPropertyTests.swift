import NaiveEvaluator
import QueryEngine
import Testing

struct FunnelPropertyTests {
  @Test(arguments: 0..<16)
  func `a funnel counts what trying all attempts of every unit counts`(block: UInt64) throws {
    for seed in block * 8..<(block + 1) * 8 {
      var questions = try LogQuestions(seed: seed)
      for number in 0..<12 {
        let question = FunnelQuestion(&questions)
        let text = question.text
        let label: Comment = "seed \(seed), question \(number): \(text)"
        let problems = question.problems(in: questions.stored)
        let (answer, disagreements) = try questions.stored.ask(text)
        #expect(disagreements == [], label)
        do {
          let result = try answer.get()
          #expect(problems == [], label)
          let expected = question.funnel.answer(on: questions.stored.log)
          #expect(Differences(result, expected, of: question).found == [], label)
        } catch QueryError.invalid(let found) {
          #expect(ExpectedProblems.codes(of: found) == problems, label)
        }
      }
    }
  }
}
