import NaiveEvaluator
import QueryEngine
import Testing

struct ExperimentPropertyTests {
  @Test(arguments: 0..<8)
  func `an experiment counts arms and converters as a plain model does`(block: UInt64) throws {
    var answered = 0
    for seed in 2_000 + block * 6..<2_000 + (block + 1) * 6 {
      var questions = try LogQuestions(seed: seed)
      for number in 0..<12 {
        let question = ExperimentQuestion(&questions)
        let text = question.text
        let label: Comment = "seed \(seed), question \(number): \(text)"
        let problems = question.problems(in: questions.stored)
        let (answer, disagreements) = try questions.stored.ask(text)
        #expect(disagreements == [], label)
        do {
          let result = try answer.get()
          #expect(problems == [], label)
          #expect(Differences(result, question, on: questions.stored.log).found == [], label)
          answered += 1
        } catch QueryError.invalid(let found) {
          let codes = ExpectedProblems.codes(of: found)
          if codes == ["too-few-variants"] {
            let expected = question.experiment.answer(on: questions.stored.log)
            #expect(problems == [], label)
            #expect(expected.arms.count < 2 && expected.switchers == 0, label)
          } else {
            #expect(codes == problems, label)
          }
        }
      }
    }
    #expect(answered > 20)
  }
}
