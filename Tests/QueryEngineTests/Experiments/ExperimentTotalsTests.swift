import NaiveEvaluator
import QueryEngine
import Testing

struct ExperimentTotalsTests {
  @Test(arguments: 0..<6)
  func `totals per unit are those of plain counting, with every option`(block: UInt64) throws {
    var answered = 0
    for seed in 3_000 + block * 6..<3_000 + (block + 1) * 6 {
      var questions = try LogQuestions(seed: seed)
      for number in 0..<12 {
        let question = TotalsQuestion(&questions)
        let text = question.text
        let label: Comment = "seed \(seed), question \(number): \(text)"
        let stored = questions.stored
        do {
          let result = try stored.answer(text)
          #expect(Differences(result, question, on: stored.log).found == [], label)
          answered += 1
        } catch QueryError.invalid(let problems) {
          let codes = ExpectedProblems.codes(of: problems)
          let isMissing = codes.allSatisfy { $0.hasPrefix("unknown-property") }
          #expect(
            isMissing || (codes == ["too-few-variants"] && question.arms(in: stored.log).count < 2), label)
        }
      }
    }
    #expect(answered > 15)
  }
}
