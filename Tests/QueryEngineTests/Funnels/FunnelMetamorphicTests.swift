import EventModel
import NaiveEvaluator
import QueryEngine
import QueryResults
import Testing

/// What must hold between answers, on logs too large for trying everything.
struct FunnelMetamorphicTests {
  /// A log of some dozens of users with dozens of events each, and questions about it.
  private struct Case {
    var questions: LogQuestions
    var log: [NaiveEvent] { questions.stored.log }

    init(seed: UInt64) throws {
      var logs = NaiveLogGenerator(seed: seed ^ 0x1a46e)
      logs.maximumUsers = 30
      logs.maximumEvents = 60
      let log = logs.log()
      questions = try LogQuestions(seed: seed, log: log)
    }

    /// A question that the engine answers, or `nil`.
    mutating func question(_ change: (inout NaiveFunnel) -> Void) -> PatternQuestion? {
      var question = PatternQuestion(&questions)
      question.showsUnits = false
      question.bins = nil
      question.funnel.by = []
      question.funnel.byCount = nil
      question.funnel.bucket = nil
      change(&question.funnel)
      question.funnel.avoidUnreachableSteps()
      return question.problems(in: questions.stored).isEmpty ? question : nil
    }
  }

  private func steps(_ question: PatternQuestion, _ stored: StoredLog) throws -> [FunnelStep] {
    guard case .funnel(let funnel) = try stored.answer(question.text).body else { return [] }
    return funnel.steps
  }

  private func cases(_ body: (UInt64, inout Case) throws -> Void) throws {
    for seed in UInt64(0)..<12 {
      var example = try Case(seed: seed)
      for _ in 0..<12 { try body(seed, &example) }
    }
  }

  @Test func `a wider window never lowers a count`() throws {
    try cases { seed, example in
      let narrow = example.question {
        $0.entry = .best
        $0.exclusions = []
        $0.having = []
        if $0.order == .sets { $0.order = .ordered }
        $0.windowEvents = nil
        $0.window = $0.window ?? 600_000_000
      }
      guard var question = narrow, question.funnel.window != nil else { return }
      let before = try steps(question, example.questions.stored).map(\.units)
      question.funnel.window = (question.funnel.window ?? 0) * 2 + 1
      let after = try steps(question, example.questions.stored).map(\.units)
      #expect(zip(before, after).allSatisfy { $0 <= $1 }, "seed \(seed): \(question.text)")
    }
  }

  @Test func `another event never lowers the best attempts`() throws {
    try cases { seed, example in
      let plain = example.question {
        $0.entry = .best
        $0.exclusions = []
        $0.having = []
        $0.stream.unit = .user
        if $0.order == .strict { $0.order = .ordered }
        for step in $0.steps.indices {
          $0.steps[step].onset = .anywhere
          $0.steps[step].arrow.isImmediate = false
          $0.steps[step].arrow.without = []
          $0.steps[step].arrow.withinEvents = nil
        }
        $0.windowEvents = nil
        if $0.holdsFirstValue { $0.holding = [] }
      }
      guard let question = plain else { return }
      let log = example.log
      let fewer = try StoredLog(whole: Array(log.dropLast()))
      guard question.problems(in: fewer).isEmpty else { return }
      let before = try steps(question, fewer).map(\.units)
      let after = try steps(question, example.questions.stored).map(\.units)
      #expect(zip(before, after).allSatisfy { $0 <= $1 }, "seed \(seed): \(question.text)")
    }
  }

  @Test func `an optional first step changes no other figure`() throws {
    try cases { seed, example in
      let plain = example.question {
        $0.order = .ordered
        $0.exclusions = []
        $0.having = []
      }
      guard var question = plain else { return }
      let before = try steps(question, example.questions.stored)
      let name = example.questions.random.pick(example.log).name
      question.funnel.steps.insert(
        NaiveStep(NaiveCondition(.oneOf([name])), isOptional: true, label: name), at: 0)
      let after = try steps(question, example.questions.stored)
      #expect(before.map(\.units) == after.map(\.units), "seed \(seed): \(question.text)")
      #expect(
        before.map(\.timeFromPrevious) == after.map(\.timeFromPrevious), "seed \(seed): \(question.text)")
      #expect(before.map(\.open) == after.map(\.open), "seed \(seed): \(question.text)")
    }
  }

  @Test func `totals are at least uniques`() throws {
    try cases { seed, example in
      let first = example.question {
        $0.entry = .first
        $0.having = []
        $0.effect = .endAttempt
        if $0.order == .sets { $0.order = .ordered }
      }
      guard var question = first else { return }
      let uniques = try steps(question, example.questions.stored)
      question.funnel.entry = .every
      let totals = try steps(question, example.questions.stored)
      #expect(zip(uniques, totals).allSatisfy { $0.units <= $1.units }, "seed \(seed): \(question.text)")
      #expect(totals.allSatisfy { $0.units <= $0.attempts }, "seed \(seed): \(question.text)")
    }
  }

  @Test func `the users' own funnels add up to the whole`() throws {
    try cases { seed, example in
      guard var question = example.question({ $0.stream.unit = .user }) else { return }
      let whole = try steps(question, example.questions.stored)
      var sums = [Int](repeating: 0, count: whole.count)
      let filter = question.funnel.stream.filter
      for user in Set(example.log.map(\.user)).sorted() {
        question.funnel.stream.filter = .and([.compare(.user, .equal, .string(user)), filter])
        for (index, step) in try steps(question, example.questions.stored).enumerated() {
          sums[index] += step.attempts
        }
      }
      #expect(whole.map(\.attempts) == sums, "seed \(seed): \(question.text)")
    }
  }

  @Test func `files, threads and the order of ingestion change nothing`() throws {
    try cases { seed, example in
      guard let question = example.question({ _ in }) else { return }
      let (_, disagreements) = try example.questions.stored.ask(question.text)
      #expect(disagreements == [], "seed \(seed): \(question.text)")
    }
  }
}
