import NaiveEvaluator
import QueryEngine
import QueryResults
import Testing

struct JourneyPropertyTests {
  @Test(arguments: 0..<10)
  func `journeys count what walking every path by hand counts`(block: UInt64) throws {
    for seed in 1_000 + block * 8..<1_000 + (block + 1) * 8 {
      var questions = try LogQuestions(seed: seed)
      for number in 0..<12 {
        let question = JourneyQuestion(&questions)
        let text = question.text
        let label: Comment = "seed \(seed), question \(number): \(text)"
        let problems = question.problems(in: questions.stored)
        let (answer, disagreements) = try questions.stored.ask(text)
        #expect(disagreements == [], label)
        do {
          let result = try answer.get()
          #expect(problems == [], label)
          let log = question.orderedLog(questions.stored.log)
          let expected = question.journeys.answer(on: log)
          #expect(Differences(result, expected).found == [], label)
          #expect(result.stats.units == question.unitCount(in: log), label)
          #expect(result.stats.unitsWithoutKey == question.eventsWithoutKey(in: log), label)
        } catch QueryError.invalid(let found) {
          #expect(ExpectedProblems.codes(of: found) == problems, label)
        }
      }
    }
  }
}
