extension Parser {
  // Retention, attribution, correlation.

  mutating func parseRetentionOrAttributionClause(
    _ kind: ClauseKind, from start: SourcePosition, into values: inout ClauseValues
  ) throws(Failure) {
    switch kind {
    case .periods: values.periods = try expectWholeNumber(1...100_000)
    case .mode: values.mode = try expectOption(RetentionMode.self)
    case .clock: values.clock = try expectOption(RetentionClock.self)
    case .cohort: values.cohort = try expectOption(CohortRule.self)
    case .atLeast:
      values.atLeast = try expectWholeNumber()
      if !take("times") { _ = take("time") }
    case .brackets: values.brackets = try parseBrackets()
    case .survival: values.showsSurvival = true
    case .touch: values.touch = try parseStep()
    case .key:
      visibleAliases = []
      values.key = try expectProperty()
    case .model: values.model = try parseModel()
    case .value:
      visibleAliases = []
      values.value = try expectProperty()
    case .with:
      values.candidates += try list { parser throws(Failure) in try parser.parseCandidates() }
    default: values.between = try parseStepRange()
    }
  }

  private mutating func parseBrackets() throws(Failure) -> [Located<Int>] {
    let largest = 1_000_000_000
    var previous = 0
    return try list { parser throws(Failure) in
      // Past the largest number nothing can grow: the bound then refuses it as it stands.
      let number = try parser.expectWholeNumber(min(previous + 1, largest)...largest)
      guard number.value > previous else {
        parser.index -= 1
        throw parser.mistake(.numberOutOfRange, subject: "more than \(previous)")
      }
      previous = number.value
      return number
    }
  }

  private mutating func parseModel() throws(Failure) -> Located<AttributionModel> {
    let start = token.span.start
    let model: AttributionModel
    if take("first") {
      model = .first
    } else if take("last") {
      model = .last
    } else if take("linear") {
      model = .linear
    } else if take("participation") {
      model = .participation
    } else if take("position") {
      let first = try expectNumber().value
      try expect(.slash)
      let middle = try expectNumber().value
      try expect(.slash)
      model = .position(first: first, middle: middle, last: try expectNumber().value)
    } else if take("decay") {
      model = .decay(try expectDuration().value)
    } else if take("markov") {
      model = .markov(order: take("order") ? try expectWholeNumber(1...100).value : nil)
    } else if take("shapley") {
      model = .shapley
    } else {
      let words = ["first", "last", "linear", "participation", "position", "decay", "markov", "shapley"]
      throw unexpected(words.map { .keyword($0) }, code: .unknownOption)
    }
    return Located(model, at: span(from: start))
  }

  /// `events`, `properties`, or `properties a` with further names after commas.
  private mutating func parseCandidates() throws(Failure) -> CorrelationCandidates {
    if take("events") { return .events }
    guard take("properties") else {
      throw unexpected([.keyword("events"), .keyword("properties")], code: .unknownOption)
    }
    visibleAliases = []
    var properties: [PropertyReference] = []
    switch token.kind {
    case .name: properties.append(try expectProperty())
    case .word where !startsClause(): properties.append(try expectProperty())
    default: return .properties([])
    }
    // A comma may also lead to the next kind of candidate.
    while at(.comma), !["events", "properties"].contains(keyword(after: 1)) {
      advance()
      properties.append(try expectProperty())
    }
    return .properties(properties)
  }

  // Experiments and planning.

  mutating func parseExperimentClause(
    _ kind: ClauseKind, from start: SourcePosition, into values: inout ClauseValues
  ) throws(Failure) {
    visibleAliases = []
    switch kind {
    case .exposure: values.exposure = try parseStep()
    case .variant: values.variant = try expectProperty()
    case .variants:
      values.variants = try list { parser throws(Failure) in
        let value = try parser.expectLiteral()
        switch parser.token.kind {
        case .integer, .decimal: return PlannedVariant(value: value, weight: try parser.expectAmount())
        default: return PlannedVariant(value: value, weight: nil)
        }
      }
    case .control: values.control = try expectLiteral()
    case .activation: values.activation = try parseStep()
    case .goal: values.goals.append(try parseGoal(.goal, from: start))
    case .secondary: values.goals.append(try parseGoal(.secondary, from: start))
    case .guardrail: values.goals.append(try parseGoal(.guardrail, from: start))
    case .method: values.method = try expectOption(ExperimentMethod.self)
    case .alpha: values.alpha = try expectShare(includesEnds: false)
    case .power: values.power = try expectAmount()
    case .sides: values.sides = try expectWholeNumber(1...2)
    case .correction: values.correction = try expectOption(MultiplicityCorrection.self)
    case .cuped: values.cuped = try expectDuration()
    case .cap: values.cap = try expectAmount()
    case .switchers: values.switchers = try expectOption(SwitcherRule.self)
    case .maturedOnly: values.maturedOnly = true
    case .planned: values.planned = try expectWholeNumber()
    case .looks: values.looks = try expectWholeNumber(1...1_000)
    case .spending: values.spending = try expectOption(AlphaSpending.self)
    case .strata:
      values.strata = try list { parser throws(Failure) in try parser.expectProperty() }
    case .prior:
      let mean = try expectNumber()
      let deviation = try expectNumber()
      values.prior = Located(
        EffectPrior(mean: mean.value, deviation: deviation.value), at: mean.span.union(deviation.span))
    case .resamples: values.resamples = try expectWholeNumber()
    case .seed:
      guard case .integer(let number) = token.kind else { throw unexpected([.wholeNumber]) }
      values.seed = Located(number, at: token.span)
      advance()
    case .liftAmount: values.liftAmount = try expectAmount()
    default: values.arms = try expectWholeNumber(2...1_000)
    }
  }
}
