import NaiveEvaluator

/// A journeys statement that both the engine and the plain evaluator can be asked.
struct JourneyQuestion {
  var journeys: NaiveJourneys

  /// Any combination of the options of a journeys statement.
  init(_ questions: inout LogQuestions) {
    journeys = questions.generator.journeys()
    let names = questions.stored.log.map(\.name)
    if questions.random.chance(25) {
      journeys.unit = .property(questions.random.pick(["account", "p", "m", .event]))
    }
    if questions.random.chance(15) { journeys.stream.filter = questions.filter() }
    journeys.stream.calendar = questions.calendar()
    if questions.random.chance(10) {
      journeys.from = [questions.random.pick(names), questions.random.pick(names)]
    }
    if questions.random.chance(15) {
      journeys.node = questions.random.pick([.user, .session, .event, "m", "q"])
    }
    if questions.random.chance(10) { journeys.groups.append(.init("[bc]*", as: "never")) }
    if questions.random.chance(15) { journeys.groups.append(.init(questions.random.pick(names), as: "b")) }
    if questions.random.chance(25) { journeys.collapse.append(.loops(1 + questions.random.number(below: 4))) }
  }

  /// The question as a statement.
  var text: String {
    var clauses = ["journeys"]
    if let from = journeys.from { clauses.append("from \(Self.anchor(from))") }
    if let to = journeys.to { clauses.append("to \(Self.anchor(to))") }
    clauses += StatementText.range(journeys.range)
    clauses += StatementText.stream(journeys.stream)
    clauses += StatementText.names(only: journeys.only, hide: journeys.hide)
    if let unit = journeys.unit { clauses.append(StatementText.unit(unit)) }
    if journeys.depth != 10 { clauses.append("depth \(journeys.depth)") }
    if let top = journeys.top { clauses.append("top \(top)") }
    if let node = journeys.node { clauses.append("node \(StatementText.field(node))") }
    for rule in journeys.groups {
      clauses.append("group \(StatementText.string(rule.glob)) as \(StatementText.name(rule.label))")
    }
    for collapse in journeys.collapse {
      switch collapse {
      case .repeats(let names, let keepsLast):
        let list = names.isEmpty ? "" : " " + names.map(StatementText.name).joined(separator: ", ")
        clauses.append("collapse repeats\(list)\(keepsLast ? " keep last" : "")")
      case .loops(let reach): clauses.append("collapse loops \(reach)")
      }
    }
    return clauses.joined(separator: " ")
  }

  private static func anchor(_ names: [String]) -> String {
    StatementText.condition(NaiveCondition(.oneOf(names)))
  }

  /// Units with any event of the stream in the range, whatever their path is.
  func unitCount(in log: [NaiveEvent]) -> Int {
    stream(of: log).sequences(of: log).sequences.count { $0.times.contains { journeys.range.contains($0) } }
  }

  /// Events of the stream that belong to no unit.
  func eventsWithoutKey(in log: [NaiveEvent]) -> Int { stream(of: log).sequences(of: log).eventsWithoutKey }

  private func stream(of log: [NaiveEvent]) -> NaiveStream {
    var stream = journeys.stream
    stream.unit = journeys.unit ?? (log.contains { $0.session != nil } ? .session : .user)
    return stream
  }

  /// The log in the order that the engine gives events of equal times.
  func orderedLog(_ log: [NaiveEvent]) -> [NaiveEvent] {
    guard let unit = journeys.unit, case .property = unit else { return log }
    return LogQuestions.orderedByUser(log)
  }

  func problems(in stored: StoredLog) -> Set<String> {
    var problems = ExpectedProblems(in: stored)
    problems.filter(journeys.stream.filter)
    if let unit = journeys.unit, case .property(let field) = unit { problems.field(field) }
    problems.range(journeys.range)
    if let node = journeys.node {
      // Any name may be a value of the property.
      problems.field(node)
    } else {
      let labels = journeys.groups.map(\.label)
      for name in (journeys.from ?? []) + (journeys.to ?? []) where !labels.contains(name) {
        problems.event(name)
      }
    }
    return problems.codes
  }
}
