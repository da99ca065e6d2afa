extension Parser {
  /// `sum(amount) of purchase`.
  mutating func parseMeasure() throws(Failure) -> Measure {
    let start = token.span.start
    let aggregate = try parseAggregate()
    guard take("of") else { throw missingOf(aggregate) }
    return Measure(aggregate: aggregate, step: try parseStep(), span: span(from: start))
  }

  /// The mistake of `count(purchase)` for `count of purchase`.
  private mutating func missingOf(_ aggregate: Measure.Aggregate) -> Failure {
    let word = tokens[index - 1].description.lowercased()
    let failure = unexpected([.keyword("of")])
    if at(.parenthesisOpen), case .word(let event) = token(after: 1).kind {
      remedy(.write("\(word) of \(event)"))
    }
    return failure
  }

  private mutating func parseAggregate() throws(Failure) -> Measure.Aggregate {
    let word = keyword()
    if token(after: 1).kind == .symbol(.parenthesisOpen), let word, Parser.aggregates.contains(word) {
      advance()
      advance()
      var level = 0.0
      if word == "quantile" {
        level = try expectShare(includesEnds: true).value
        try expect(.comma)
      }
      let property = try expectProperty()
      try expect(.parenthesisClose)
      switch word {
      case "distinct": return .distinct(property)
      case "sum": return .sum(property)
      case "mean": return .mean(property)
      case "median": return .median(property)
      case "min": return .minimum(property)
      case "max": return .maximum(property)
      default: return .quantile(level, property)
      }
    }
    if take("count") || take("events") { return .count }
    if take("users") { return .users }
    if take("sessions") { return .sessions }
    if take("accounts") { return .accounts }
    if let word, Parser.aggregates.contains(word) {
      advance()
      throw unexpected([.symbol("(")])
    }
    throw eventInsteadOf(
      "users of", [.measure] + (Parser.countWords + Parser.aggregates).map { .keyword($0) })
  }

  /// The functions that take a property in parentheses.
  private static let aggregates = ["distinct", "sum", "mean", "median", "min", "max", "quantile"]

  /// What is measured per unit: `conversion of …`, `mean of …`, and their relatives.
  mutating func parseMetric() throws(Failure) -> GoalMetric {
    if take("conversion") {
      try expect("of")
      visibleAliases = []
      return .conversion(try parsePattern())
    }
    if take("mean", "of") { return .mean(try parseMeasure()) }
    if take("ratio") {
      try expect("of")
      let numerator = try parseMeasure()
      try expect("to")
      return .ratio(numerator, try parseMeasure())
    }
    if at("quantile"), token(after: 1).kind != .symbol(.parenthesisOpen) {
      advance()
      let level = try expectShare(includesEnds: true).value
      try expect("of")
      return .quantile(level, try parseMeasure())
    }
    if take("retention") {
      try expect("of")
      let step = try parseStep()
      try expect("between")
      let from = try expectDuration().value
      try expect("and")
      return .retention(step, from: from, to: try expectDuration().value)
    }
    guard let word = keyword(), Parser.aggregates.contains(word) || Parser.countWords.contains(word) else {
      throw eventInsteadOf(
        "conversion of",
        (["conversion of", "mean of", "ratio of", "quantile", "retention of"] + Parser.countWords
          + Parser.aggregates).map { .keyword($0) })
    }
    return .mean(try parseMeasure())
  }

  /// The mistake of an event alone where something is to be measured.
  private mutating func eventInsteadOf(_ words: String, _ expected: [Diagnostic.Expectation]) -> Failure {
    let failure = unexpected(expected, code: .unknownOption)
    switch token.kind {
    case .word(let event) where diagnostics.last?.suggestions.isEmpty == true:
      remedy(.write("\(words) \(event)"))
    case .name: remedy(.write("\(words) \(token.description)"))
    default: break
    }
    return failure
  }

  private static let countWords = ["count", "events", "users", "sessions", "accounts"]

  /// A metric with its own window, options of the matcher, direction, margin, cap and label, in any order.
  mutating func parseGoal(_ role: ExperimentGoal.Role, from start: SourcePosition) throws(Failure)
    -> ExperimentGoal
  {
    var goal = ExperimentGoal(role: role, metric: try parseMetric(), span: token.span)
    // Steps that are ruled out may be held against those of the pattern.
    let aliases = visibleAliases
    defer { visibleAliases = [] }
    var seen: [String: SourceSpan] = [:]
    while let word = keyword() {
      guard Parser.goalOptions.contains(word) else { break }
      // `cap` after a goal is the goal's; before all goals it is the statement's.
      let option = word.hasSuffix("-is-better") ? "direction" : word
      let matching = Parser.goalMatching[option]
      if let earlier = seen[option], !(matching?.isRepeatable ?? false) {
        var diagnostic = Diagnostic(.duplicateClause, at: token.span, found: .text(word))
        diagnostic.subject = word
        diagnostic.earlier = earlier
        throw record(diagnostic)
      }
      seen[option] = token.span
      if option == "direction" {
        goal.direction = try expectOption(GoalDirection.self)
        continue
      }
      let start = token.span.start
      advance()
      if let matching {
        visibleAliases = aliases
        try parseMatchingClause(matching, from: start, into: &goal.matching)
        continue
      }
      switch word {
      case "within": goal.window = try parseWindow()
      case "margin": goal.margin = try expectAmount()
      case "cap": goal.cap = try expectAmount()
      default: goal.label = try expectName()
      }
    }
    goal.span = span(from: start)
    return goal
  }

  /// The words that go on with a goal.
  static let goalOptions: Set<String> = Set(goalMatching.keys).union([
    "within", "margin", "cap", "as", "lower-is-better", "higher-is-better",
  ])

  /// The options of the matcher that a goal takes; `within` counts from exposure, and `as` begins a label.
  private static let goalMatching: [String: ClauseKind] = Dictionary(
    uniqueKeysWithValues: [
      .order, .repeats, .reuse, .entry, .ties, .tolerance, .resolution, .holding, .excluding, .effect,
    ].map { (kind: ClauseKind) in (kind.keyword, kind) })
}
