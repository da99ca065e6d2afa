import EventModel
import NaiveEvaluator

/// An experiment with one goal that both the engine and the plain evaluator can be asked.
struct ExperimentQuestion {
  var experiment: NaiveExperiment
  /// The pattern of the goal with its options; the evaluator's experiment knows only the first step.
  var goal: PatternQuestion
  var control: PropertyValue?

  init(_ questions: inout LogQuestions) {
    func condition(_ questions: inout LogQuestions) -> NaiveCondition {
      let name = questions.random.pick(questions.stored.log).name
      return NaiveCondition(
        questions.random.chance(15) ? .any : .oneOf([name]),
        where: questions.random.chance(15) ? questions.filter() : .always)
    }
    goal = PatternQuestion(&questions)
    goal.becomeGoal()
    if questions.random.chance(50) {
      goal.funnel = NaiveFunnel([NaiveStep(condition(&questions))])
      while questions.random.chance(30) { goal.funnel.steps.append(NaiveStep(condition(&questions))) }
    }
    let field: NaiveField = questions.random.pick(["p", "p", "q", .session, "account"])
    let exposure = condition(&questions)
    experiment = NaiveExperiment(
      exposure: exposure, variant: field, goal: goal.funnel.steps[0].condition,
      window: questions.random.chance(60) ? questions.generator.window() : nil)
    let values = Array(Set(questions.stored.log.compactMap { $0.value(of: field) }))
      .sorted(by: PropertyValue.listsBefore)
    if questions.random.chance(50), values.count >= 2 {
      experiment.variants = Array(values.prefix(2))
      if questions.random.chance(40) { control = values[1] }
    }
    if questions.random.chance(25) { experiment.range = questions.generator.range() }
    if questions.random.chance(20) { experiment.stream.filter = questions.filter() }
    if questions.random.chance(40) {
      experiment.stream.unit =
        questions.random.chance(50)
        ? questions.generator.unit() : .property(questions.random.pick(["account", "p", "m", .event]))
    }
    // What orders the events of units that gather several users.
    goal.funnel.stream.unit = experiment.stream.unit
    (experiment.stream.only, experiment.stream.hide) = questions.names()
    experiment.stream.calendar = questions.calendar()
  }

  /// The question as a statement.
  var text: String {
    var clauses = [
      "experiment e exposure \(StatementText.condition(experiment.exposure))",
      "variant \(StatementText.field(experiment.variant))",
    ]
    if let variants = experiment.variants {
      clauses.append("variants \(variants.map(StatementText.value).joined(separator: ", "))")
    }
    if let control { clauses.append("control \(StatementText.value(control))") }
    clauses += StatementText.range(experiment.range)
    clauses += StatementText.stream(experiment.stream)
    clauses.append(StatementText.unit(experiment.stream.unit))
    clauses.append("goal conversion of \(StatementText.pattern(goal.funnel.steps))")
    if let window = experiment.window { clauses.append("within \(StatementText.elapsed(window))") }
    clauses += goal.matching
    return clauses.joined(separator: " ")
  }

  /// Whether the goal is one step and nothing else, so that the evaluator's experiment counts it itself.
  var isPlainStep: Bool {
    guard goal.funnel.steps.count == 1, case .anywhere = goal.funnel.steps[0].onset else { return false }
    return goal.funnel.holding.isEmpty
  }

  func problems(in stored: StoredLog) -> Set<String> {
    var problems = ExpectedProblems(in: stored)
    problems.name(experiment.exposure)
    problems.field(experiment.variant)
    problems.filter(experiment.stream.filter)
    problems.range(experiment.range)
    return problems.codes.union(goal.problems(in: stored))
  }

  /// The units that reach the goal, each within its own window: every attempt is tried, whoever makes it.
  func converted(in log: [NaiveEvent]) -> Set<NaiveUnitKey> {
    var funnel = goal.funnel
    funnel.stream = experiment.stream
    funnel.scope = .all
    let depth = funnel.steps.count { !$0.isOptional || funnel.order == .unordered || funnel.order == .sets }
    var converted: Set<NaiveUnitKey> = []
    for unit in experiment.answer(on: log).arms.flatMap(\.units) {
      let (last, isEndless) = unit.exposure.addingReportingOverflow((experiment.window ?? .max - 1) + 1)
      funnel.range = NaiveRange(from: unit.exposure, to: isEndless ? nil : last)
      let attempts = funnel.answer(on: log, endOfData: 0).attempts
      if attempts.contains(where: { $0.unit == unit.unit && $0.depth == depth }) {
        converted.insert(unit.unit)
      }
    }
    return converted
  }
}

extension PatternQuestion {
  /// Leaves of a funnel what a goal has: the time from exposure is its window and its range.
  fileprivate mutating func becomeGoal() {
    funnel.window = nil
    funnel.windowEvents = nil
    funnel.range = NaiveRange()
    funnel.scope = .entries
    funnel.stream = NaiveStream()
    funnel.by = []
    funnel.byCount = nil
    funnel.attribution = .first
    funnel.top = nil
    funnel.having = []
    funnel.bucket = nil
    // The plain evaluator floors times before it bounds them; a test of its own says what a goal does.
    funnel.resolution = nil
  }
}
