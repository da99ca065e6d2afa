import EventModel
import NaiveEvaluator
import QueryEngine
import QueryResults
import Testing

/// Every kind of statement about events with several labels, beside the plain evaluator, in stores whose rows of one event
/// came together, apart, and compacted.
struct LabelPropertyTests {
  private static func questions(_ seed: UInt64) throws -> LogQuestions {
    var logs = NaiveLogGenerator(seed: seed)
    return try LogQuestions(seed: seed, log: logs.labelledLog())
  }

  /// Asks and compares, unless the statement is rightly refused.
  private func check(
    _ text: String, _ problems: Set<String>, of questions: LogQuestions,
    definitions: Definitions = Definitions(),
    _ label: Comment, _ differences: (QueryResult) -> [String]
  ) throws {
    let (answer, disagreements) = try questions.stored.ask(text, definitions: definitions)
    #expect(disagreements == [], label)
    do {
      let result = try answer.get()
      #expect(problems == [], label)
      #expect(differences(result) == [], label)
    } catch QueryError.invalid(let found) {
      let codes = ExpectedProblems.codes(of: found)
      if codes != ["too-few-variants"] { #expect(codes == problems, label) }
    }
  }

  @Test(arguments: 0..<8)
  func `a funnel counts an event with several labels as one event`(block: UInt64) throws {
    for seed in 9_000 + block * 8..<9_000 + (block + 1) * 8 {
      var questions = try Self.questions(seed)
      for number in 0..<12 {
        let question = FunnelQuestion(&questions)
        try check(
          question.text, question.problems(in: questions.stored), of: questions,
          "seed \(seed), question \(number): \(question.text)"
        ) { Differences($0, question.funnel.answer(on: questions.stored.log), of: question).found }
      }
    }
  }

  @Test(arguments: 0..<8)
  func `a pattern with any options fills one step with an event of several labels`(block: UInt64) throws {
    for seed in 9_100 + block * 8..<9_100 + (block + 1) * 8 {
      var questions = try Self.questions(seed)
      for number in 0..<16 {
        let question = PatternQuestion(&questions)
        try check(
          question.text, question.problems(in: questions.stored), of: questions,
          "seed \(seed), question \(number): \(question.text)"
        ) { result in
          let expected = question.funnel.answer(on: question.orderedLog(questions.stored.log))
          return Differences(result, expected, of: question).found
        }
      }
    }
  }

  @Test(arguments: 0..<8)
  func `journeys show an event once, by its most specific label that is shown`(block: UInt64) throws {
    for seed in 9_200 + block * 8..<9_200 + (block + 1) * 8 {
      var questions = try Self.questions(seed)
      for number in 0..<12 {
        let question = JourneyQuestion(&questions)
        try check(
          question.text, question.problems(in: questions.stored), of: questions,
          "seed \(seed), question \(number): \(question.text)"
        ) { Differences($0, question.journeys.answer(on: question.orderedLog(questions.stored.log))).found }
      }
    }
  }

  @Test(arguments: 0..<4)
  func `experiments expose and convert by any label`(block: UInt64) throws {
    for seed in 9_300 + block * 8..<9_300 + (block + 1) * 8 {
      var questions = try Self.questions(seed)
      for number in 0..<12 {
        let question = ExperimentQuestion(&questions)
        try check(
          question.text, question.problems(in: questions.stored), of: questions,
          "seed \(seed), question \(number): \(question.text)"
        ) { Differences($0, question, on: questions.stored.log).found }
      }
    }
  }

  @Test(arguments: 9_400..<9_440)
  func `lists tell each label with its events, and how many events there are`(seed: UInt64) throws {
    let questions = try Self.questions(seed)
    let stored = questions.stored
    let label: Comment = "seed \(seed)"
    let log = stored.log
    guard case .events(let list) = try stored.answer("show events").body else {
      Issue.record("not a list of events")
      return
    }
    let names = Set(log.flatMap(\.allNames))
    #expect(Set(list.events.map(\.name)) == names, label)
    for event in list.events {
      let own = log.filter { $0.allNames.contains(event.name) }
      #expect(event.events == own.count && event.users == Set(own.map(\.user)).count, label)
      guard
        case .eventDescription(let description) = try stored.answer(
          "describe event \(StatementText.name(event.name))"
        ).body
      else { continue }
      #expect(description.events == own.count, label)
      for property in description.properties where property.name != "labels" {
        #expect(property.present == own.count { $0.properties[property.name] != nil }, label)
      }
    }
    if log.contains(where: { $0.id != nil }) { #expect(list.distinctEvents == log.count, label) }
    for text in ["show events", "show properties", "funnel any by labels", "funnel any by event"] {
      #expect(try stored.ask(text).disagreements == [], "seed \(seed): \(text)")
    }
    guard list.distinctEvents != nil,
      case .properties(let properties) = try stored.answer("show properties").body
    else { return }
    for property in properties.properties where property.name != "labels" {
      let counts = property.types.map(\.count).reduce(0, +)
      #expect(counts == log.count { $0.properties[property.name] != nil }, label)
    }
    let sets = Set(log.map { $0.allNames.joined(separator: ", ") })
    #expect(properties.properties.first { $0.name == "labels" }?.distinct == sets.count, label)
  }
}
