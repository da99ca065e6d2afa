import NaiveEvaluator

/// A funnel that both the engine and the plain evaluator can be asked.
struct FunnelQuestion {
  var funnel: NaiveFunnel
  /// `bins N`; 0 for `bins`.
  var bins: Int?

  init(funnel: NaiveFunnel, bins: Int?) {
    self.funnel = funnel
    self.bins = bins
  }

  /// Any combination of the options that the fast matcher computes.
  init(_ questions: inout LogQuestions) {
    funnel = questions.generator.plainFunnel()
    let names = questions.stored.log.map(\.name)
    for step in funnel.steps.indices {
      if questions.random.chance(10) {
        let some = [questions.random.pick(names), questions.random.pick(names)]
        funnel.steps[step].condition.names = questions.random.pick([
          .any, .oneOf(Array(Set(some)).sorted()), .noneOf([some[0]]), .noneOf([some[0], "nobody"]),
        ])
      }
      if questions.random.chance(10) { funnel.steps[step].condition.filter = questions.filter() }
    }
    if questions.random.chance(20) { funnel.stream.filter = questions.filter() }
    funnel.stream.unit = questions.random.chance(60) ? .user : questions.unit()
    (funnel.stream.only, funnel.stream.hide) = questions.names()
    funnel.stream.calendar = questions.calendar()
    funnel.ties = questions.random.pick(NaiveFunnel.Ties.allCases)
    if questions.random.chance(20) {
      funnel.by = questions.random.pick([
        ["p", "q"], ["m"], [.event], [.user, "p"], [.session], [.source], [.time], ["q", .event, "p"],
      ])
    }
    funnel.avoidUnreachableSteps()
    if !funnel.by.isEmpty {
      funnel.attribution = questions.random.pick([
        .first, .last, .step(1 + questions.random.number(below: funnel.steps.count)),
      ])
    }
    if questions.random.chance(30) { bins = questions.random.number(below: 8) }
  }

  /// The question as a statement.
  var text: String {
    var clauses = [
      "funnel " + funnel.steps.map { StatementText.condition($0.condition) }.joined(separator: " -> ")
    ]
    if let window = funnel.window { clauses.append("within \(StatementText.elapsed(window))") }
    clauses += StatementText.range(funnel.range)
    clauses += StatementText.stream(funnel.stream)
    clauses.append(StatementText.unit(funnel.stream.unit))
    switch funnel.ties {
    case .stepOrder: break
    case .inputOrder: clauses.append("ties input-order")
    case .strictlyLater: clauses.append("ties strictly-later")
    }
    if !funnel.by.isEmpty {
      clauses.append("by \(funnel.by.map(StatementText.field).joined(separator: ", "))")
      switch funnel.attribution {
      case .first: break
      case .last: clauses.append("attribute last")
      case .step(let step): clauses.append("attribute step \(step)")
      case .nearest, .all: preconditionFailure("not asked")
      }
      if let top = funnel.top { clauses.append("top \(top)") }
    }
    if let bins { clauses.append(bins == 0 ? "bins" : "bins \(bins)") }
    return clauses.joined(separator: " ")
  }

  func problems(in stored: StoredLog) -> Set<String> {
    var problems = ExpectedProblems(in: stored)
    addProblems(to: &problems)
    return problems.codes
  }

  func addProblems(to problems: inout ExpectedProblems) {
    for step in funnel.steps { problems.name(step.condition) }
    problems.filter(funnel.stream.filter)
    for field in funnel.by where field != .property(SegmentQuestion.mark) { problems.field(field) }
    problems.range(funnel.range)
  }
}
