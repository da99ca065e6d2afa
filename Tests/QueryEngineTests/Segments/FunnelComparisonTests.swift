import EventModel
import NaiveEvaluator
import QueryEngine
import QueryResults
import Testing

struct FunnelComparisonTests {
  @Test(arguments: 0..<6)
  func `the sides of a comparison count what the funnels of their members count`(block: UInt64) throws {
    for seed in 1_600 + block * 8..<1_600 + (block + 1) * 8 {
      var questions = try LogQuestions(seed: seed)
      for number in 0..<8 {
        let question = FunnelQuestion(&questions)
        let segment = try SegmentQuestion(&questions)
        let text = "\(question.text) compare rest, segment \"\(SegmentQuestion.name)\""
        let label: Comment = "seed \(seed), question \(number): \(text)\n\(segment.definitionTexts)"
        var problems = ExpectedProblems(in: questions.stored)
        question.addProblems(to: &problems)
        segment.addProblems(to: &problems)
        let (answer, disagreements) = try questions.stored.ask(text, definitions: segment.definitions)
        #expect(disagreements == [], label)
        guard case .success(let result) = answer, problems.codes.isEmpty else {
          #expect(!problems.codes.isEmpty, label)
          continue
        }
        guard case .funnel(let funnel) = result.body, let comparison = funnel.compare?.first else {
          Issue.record("no comparison: \(label)")
          continue
        }
        #expect(comparison.a == .rest && comparison.b == .segment(SegmentQuestion.name), label)
        let log = questions.stored.log
        let end = question.funnel.range.to ?? question.funnel.answer(on: log).endOfData
        let marked = segment.marked(log, end: end)
        let rest = Self.steps(question.funnel, isMember: false, marked)
        let members = Self.steps(question.funnel, isMember: true, marked)
        for (place, step) in comparison.steps.enumerated() {
          #expect([step.a.reached, step.a.entered] == [rest[place + 1], rest[0]], label)
          #expect([step.b.reached, step.b.entered] == [members[place + 1], members[0]], label)
        }
        #expect(comparison.steps.count == funnel.steps.count - 1, label)
      }
    }
  }

  private static func steps(_ funnel: NaiveFunnel, isMember: Bool, _ marked: [NaiveEvent]) -> [Int] {
    var funnel = funnel
    let condition = NaiveFilter.compare(
      .property(SegmentQuestion.mark), .equal, .boolean(isMember))
    funnel.stream.filter = .and([condition, funnel.stream.filter])
    return funnel.answer(on: marked).steps.map(\.units)
  }
}
