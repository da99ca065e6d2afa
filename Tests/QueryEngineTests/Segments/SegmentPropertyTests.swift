import EventModel
import NaiveEvaluator
import QueryEngine
import Testing

struct SegmentPropertyTests {
  private enum Place {
    case among
    case breakdown
  }

  @Test(arguments: 0..<16)
  func `a funnel among a segment sees the events that trying every user at every instant leaves`(
    block: UInt64
  ) throws {
    for seed in block * 8..<(block + 1) * 8 { try ask(seed, .among) }
  }

  @Test(arguments: 0..<8)
  func `a breakdown by segment tells members from everyone else at the attributed event`(
    block: UInt64
  ) throws {
    for seed in 800 + block * 8..<800 + (block + 1) * 8 { try ask(seed, .breakdown) }
  }

  @Test(arguments: 0..<8)
  func `membership may hang on any label of an event`(block: UInt64) throws {
    for seed in 9_500 + block * 8..<9_500 + (block + 1) * 8 {
      var logs = NaiveLogGenerator(seed: seed)
      try ask(seed, seed % 2 == 0 ? .among : .breakdown, log: logs.labelledLog())
    }
  }

  private func ask(_ seed: UInt64, _ place: Place, log: [NaiveEvent]? = nil) throws {
    var questions = try log.map { try LogQuestions(seed: seed, log: $0) } ?? LogQuestions(seed: seed)
    for number in 0..<12 {
      var question = FunnelQuestion(&questions)
      let segment = try SegmentQuestion(&questions)
      var text = question.text
      let mark = NaiveField.property(SegmentQuestion.mark)
      switch place {
      case .among: text += " among " + segment.text
      case .breakdown:
        question.funnel.by = [mark]
        question.funnel.top = nil
        text = question.text.replacing(
          StatementText.field(mark), with: "segment \"\(SegmentQuestion.name)\"")
      }
      var problems = ExpectedProblems(in: questions.stored)
      question.addProblems(to: &problems)
      segment.addProblems(to: &problems)
      let label: Comment = "seed \(seed), question \(number): \(text)\n\(segment.definitionTexts)"
      let (answer, disagreements) = try questions.stored.ask(text, definitions: segment.definitions)
      #expect(disagreements == [], label)
      do {
        let result = try answer.get()
        #expect(problems.codes == [], label)
        let expected = Self.expected(question.funnel, segment, place, questions.stored.log)
        #expect(Differences(result, expected, of: question).found == [], label)
      } catch QueryError.invalid(let found) {
        #expect(ExpectedProblems.codes(of: found) == problems.codes, label)
      }
    }
  }

  private static func expected(
    _ funnel: NaiveFunnel, _ segment: SegmentQuestion, _ place: Place, _ log: [NaiveEvent]
  ) -> NaiveFunnelResult {
    let end = funnel.range.to ?? funnel.answer(on: log).endOfData
    var funnel = funnel
    if place == .among {
      let isMember = NaiveFilter.compare(.property(SegmentQuestion.mark), .equal, .boolean(true))
      funnel.stream.filter = .and([isMember, funnel.stream.filter])
    }
    return funnel.answer(on: segment.marked(log, end: end))
  }
}
