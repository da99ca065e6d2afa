import EventModel
import NaiveEvaluator
import QueryEngine
import QueryResults
import Testing

struct PatternPropertyTests {
  @Test(arguments: 0..<20)
  func `a funnel with any options counts what trying all attempts counts`(block: UInt64) throws {
    for seed in block * 8..<(block + 1) * 8 {
      var questions = try LogQuestions(seed: seed ^ 0xfeed)
      for number in 0..<20 {
        let question = PatternQuestion(&questions)
        let text = question.text
        let label: Comment = "seed \(seed), question \(number): \(text)"
        let problems = question.problems(in: questions.stored)
        let (answer, disagreements) = try questions.stored.ask(text)
        #expect(disagreements == [], label)
        do {
          let result = try answer.get()
          #expect(problems == [], label)
          let expected = question.funnel.answer(on: question.orderedLog(questions.stored.log))
          #expect(Differences(result, expected, of: question).found == [], label)
        } catch QueryError.invalid(let found) {
          #expect(ExpectedProblems.codes(of: found) == problems, label)
        }
      }
    }
  }
}

extension Differences {
  /// Compares the answer to a funnel with any options with the plain evaluator's.
  init(_ result: QueryResult, _ expected: NaiveFunnelResult, of question: PatternQuestion) {
    var plain = FunnelQuestion(funnel: question.funnel, bins: question.bins)
    if question.funnel.byCount != nil { plain.funnel.by = ["count"] }
    self.init(result, expected, of: plain)
    guard case .funnel(let funnel) = result.body else { return }
    equal(
      funnel.optional?.map(\.attempts) ?? [], expected.optional.map(\.attempts),
      "attempts through optional steps")
    equal(funnel.optional?.map(\.step) ?? [], expected.optional.map(\.step), "optional steps")
    buckets(funnel.buckets, expected, question)
    listing(funnel.units, expected, question)
  }

  private mutating func buckets(
    _ buckets: [FunnelBucket]?, _ expected: NaiveFunnelResult, _ question: PatternQuestion
  ) {
    equal(buckets?.count ?? 0, expected.buckets.count, "buckets")
    for (bucket, naive) in zip(buckets ?? [], expected.buckets) {
      for (step, expected) in zip(bucket.steps, naive.steps) {
        let place = "bucket \(bucket.bucket), step \(step.step)"
        equal(step.units, expected.units, "\(place): units")
        equal(step.attempts, expected.attempts, "\(place): attempts")
        near(step.rateOfAll, expected.rateOfAll, "\(place): rate of all")
        near(step.timeFromPrevious?.mean, expected.timeFromPrevious?.mean, "\(place): mean time")
      }
    }
  }

  private mutating func listing(
    _ units: [FunnelUnit]?, _ expected: NaiveFunnelResult, _ question: PatternQuestion
  ) {
    equal(units != nil, question.showsUnits, "listing")
    guard let units else { return }
    func line(_ unit: String, _ depth: Int, _ times: [Int64?], _ held: [String], _ open: Bool?) -> String {
      "\(unit) \(depth) \(times) \(held) \(open as Any)"
    }
    let listed = units.map { unit in
      line(
        NaiveText.of(unit.unit), unit.depth, unit.times.map { $0?.microseconds },
        unit.held.map { $0.map { NaiveText.of($0) } ?? "" }, unit.open)
    }
    let naive = expected.attempts.map { attempt in
      let key = attempt.unit
      var unit = key.user ?? key.value.map { NaiveText.of($0) } ?? ""
      if key.user != nil, let value = key.value { unit += "/" + NaiveText.of(value) }
      if let ordinal = key.ordinal { unit += "/\(ordinal)" }
      return line(
        unit, attempt.depth, attempt.times, attempt.held.map { NaiveText.of($0) }, attempt.isOpen)
    }
    equal(listed.sorted(), naive.sorted(), "listed attempts")
  }
}
