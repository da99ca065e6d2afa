import EventModel
import NaiveEvaluator

/// An experiment with one goal that both the engine and the plain evaluator can be asked.
struct ExperimentQuestion {
  var experiment: NaiveExperiment
  /// The steps of the goal; the evaluator's experiment knows only the first.
  var goal: [NaiveStep]
  var control: PropertyValue?

  init(_ questions: inout LogQuestions) {
    func condition(_ questions: inout LogQuestions) -> NaiveCondition {
      let name = questions.random.pick(questions.stored.log).name
      return NaiveCondition(
        questions.random.chance(15) ? .any : .oneOf([name]),
        where: questions.random.chance(15) ? questions.filter() : .always)
    }
    goal = [NaiveStep(condition(&questions))]
    while questions.random.chance(30) { goal.append(NaiveStep(condition(&questions))) }
    let field: NaiveField = questions.random.pick(["p", "p", "q", .session, "account"])
    let exposure = condition(&questions)
    experiment = NaiveExperiment(
      exposure: exposure, variant: field, goal: goal[0].condition,
      window: questions.random.chance(60) ? questions.generator.window() : nil)
    let values = Array(Set(questions.stored.log.compactMap { $0.value(of: field) }))
      .sorted(by: PropertyValue.listsBefore)
    if questions.random.chance(50), values.count >= 2 {
      experiment.variants = Array(values.prefix(2))
      if questions.random.chance(40) { control = values[1] }
    }
    if questions.random.chance(25) { experiment.range = questions.generator.range() }
    if questions.random.chance(20) { experiment.stream.filter = questions.filter() }
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
    let steps = goal.map { StatementText.condition($0.condition) }.joined(separator: " -> ")
    clauses.append("goal conversion of \(steps)")
    if let window = experiment.window { clauses.append("within \(StatementText.elapsed(window))") }
    return clauses.joined(separator: " ")
  }

  func problems(in stored: StoredLog) -> Set<String> {
    var problems = ExpectedProblems(in: stored)
    problems.name(experiment.exposure)
    problems.field(experiment.variant)
    for step in goal { problems.name(step.condition) }
    problems.filter(experiment.stream.filter)
    problems.range(experiment.range)
    return problems.codes
  }

  /// Whether a unit exposed at `exposure` reaches the goal: every attempt within its own window is tried.
  func converts(_ unit: NaiveUnitKey, exposedAt exposure: Int64, in log: [NaiveEvent]) -> Bool {
    let inWindow = log.filter { event in
      event.user == unit.user && event.time >= exposure
        && (experiment.window.map { event.time - exposure <= $0 } ?? true)
    }
    var funnel = NaiveFunnel(goal)
    funnel.stream = experiment.stream
    return funnel.answer(on: inWindow, endOfData: 0).attempts.contains { $0.depth == goal.count }
  }
}
