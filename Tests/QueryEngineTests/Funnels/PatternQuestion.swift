import EventModel
import NaiveEvaluator

/// A funnel with any combination of options that both the engine and the plain evaluator can be asked.
struct PatternQuestion {
  var funnel: NaiveFunnel
  /// `bins N`; 0 for `bins`.
  var bins: Int?
  var showsUnits = false

  init(_ questions: inout LogQuestions) {
    var random = questions.random
    funnel = questions.generator.funnel()
    if random.chance(20) { funnel.stream.filter = questions.filter() }
    if random.chance(25) { funnel.stream.unit = .property(random.pick(["account", "p", "m", .event])) }
    (funnel.stream.only, funnel.stream.hide) = questions.names()
    funnel.stream.calendar = questions.calendar()
    if random.chance(20) { funnel.reusesEqualSteps = true }
    if random.chance(10) {
      funnel.window = nil
      funnel.windowEvents = 1 + random.number(below: 5)
    }
    if random.chance(30) {
      funnel.by = random.pick([["p", "q"], ["m"], [.event], [.user], ["q", .event], ["p"], ["q"]])
    }
    if random.chance(30) { funnel.top = 1 + random.number(below: 3) }
    if funnel.by.isEmpty, funnel.steps.count > 1, random.chance(15) {
      let from = 1 + random.number(below: funnel.steps.count - 1)
      funnel.byCount = .init(
        NaiveCondition(.oneOf([random.pick(questions.stored.log.map(\.name))])), from: from,
        to: from + 1 + random.number(below: funnel.steps.count - from))
      funnel.attribution = .first
    }
    funnel.having = funnel.having.filter { _ in funnel.order != .sets }
    if random.chance(20) { bins = random.number(below: 8) }
    showsUnits = random.chance(30)
    questions.random = random
    avoidRefusals()
  }

  /// What the language refuses because it would mean nothing, or is not computed.
  private mutating func avoidRefusals() {
    if funnel.order == .sets {
      funnel.window = nil
      funnel.windowEvents = nil
      funnel.bucket = nil
      funnel.entry = .best
    }
    if funnel.order == .unordered {
      for index in funnel.exclusions.indices {
        funnel.exclusions[index].from = 1
        funnel.exclusions[index].to = nil
      }
    }
    if funnel.steps.contains(where: { $0.alias != nil }) { funnel.foldsRepeats = false }
    funnel.avoidUnreachableSteps()
    if funnel.by.isEmpty, case .all = funnel.attribution { funnel.attribution = .first }
  }

  var text: String {
    var clauses = ["funnel \(StatementText.pattern(funnel.steps))"]
    if let window = funnel.window { clauses.append("within \(StatementText.elapsed(window))") }
    if let count = funnel.windowEvents { clauses.append("within \(count) events") }
    clauses += StatementText.range(funnel.range)
    clauses += StatementText.stream(funnel.stream)
    clauses.append(StatementText.unit(funnel.stream.unit))
    clauses += matching
    if !funnel.by.isEmpty || funnel.byCount != nil { clauses += breakdown }
    for having in funnel.having {
      clauses.append(
        "having \(StatementText.field(having.field)) \(StatementText.relation(having.test)) "
          + "\(StatementText.value(having.value)) attribute last")
    }
    if let bucket = funnel.bucket { clauses.append("every \(bucket)") }
    if let bins { clauses.append(bins == 0 ? "bins" : "bins \(bins)") }
    if showsUnits { clauses.append("show units") }
    return clauses.joined(separator: " ")
  }

  var matching: [String] { StatementText.matching(funnel) }

  private var breakdown: [String] {
    var clauses: [String] = []
    if let count = funnel.byCount {
      clauses.append(
        "by count of \(StatementText.condition(count.condition)) between \(count.from) and \(count.to)")
    } else {
      clauses.append("by \(funnel.by.map(StatementText.field).joined(separator: ", "))")
      switch funnel.attribution {
      case .first: break
      case .last: clauses.append("attribute last")
      case .step(let step): clauses.append("attribute step \(step)")
      case .nearest: clauses.append("attribute nearest")
      case .all: clauses.append("attribute all")
      }
    }
    if let top = funnel.top { clauses.append("top \(top)") }
    return clauses
  }

  func problems(in stored: StoredLog) -> Set<String> {
    var problems = ExpectedProblems(in: stored)
    for step in funnel.steps {
      problems.name(step.condition)
      for condition in step.arrow.without { problems.filter(condition.filter) }
      for field in step.arrow.same { problems.field(field) }
    }
    for exclusion in funnel.exclusions { problems.filter(exclusion.condition.filter) }
    for field in funnel.holding + funnel.by { problems.field(field) }
    for having in funnel.having { problems.field(having.field) }
    if case .property(let field) = funnel.stream.unit { problems.field(field) }
    problems.filter(funnel.stream.filter)
    problems.range(funnel.range)
    return problems.codes
  }

  /// The log in the order that the engine gives events of equal times: across users it is the order of their hashes.
  func orderedLog(_ log: [NaiveEvent]) -> [NaiveEvent] {
    guard case .property = funnel.stream.unit else { return log }
    return LogQuestions.orderedByUser(log)
  }
}
