extension Parser {
  /// A segment expression and the instant it holds at.
  ///
  /// - Parameter isClause: whether it stands unbracketed among a statement's clauses; then `from`, `to` and `within`
  ///   belong to the statement.
  mutating func parseSegmentSelection(isClause: Bool) throws(Failure) -> SegmentSelection {
    let start = token.span.start
    let aliases = visibleAliases
    defer { visibleAliases = aliases }
    visibleAliases = []
    let expression = try parseSegmentExpression(isClause: isClause)
    var instant: Located<SegmentInstant>?
    if at("as", "of") {
      let instantStart = token.span.start
      advance()
      advance()
      let value: SegmentInstant = take("event", "time") ? .eventTime : .date(try expectSegmentDate())
      instant = Located(value, at: span(from: instantStart))
    }
    return SegmentSelection(expression: expression, instant: instant, span: span(from: start))
  }

  private mutating func expectSegmentDate() throws(Failure) -> DateLiteral {
    guard case .date = token.kind else { throw unexpected([.keyword("event time"), .date]) }
    return try expectDate().value
  }

  private mutating func parseSegmentExpression(isClause: Bool) throws(Failure) -> SegmentExpression {
    try nested { parser throws(Failure) in
      var alternatives = [try parser.parseSegmentConjunction(isClause: isClause)]
      while parser.take("or") { alternatives.append(try parser.parseSegmentConjunction(isClause: isClause)) }
      return alternatives.count == 1 ? alternatives[0] : .any(alternatives)
    }
  }

  private mutating func parseSegmentConjunction(isClause: Bool) throws(Failure) -> SegmentExpression {
    var parts = [try parseSegmentNegation(isClause: isClause)]
    while take("and") { parts.append(try parseSegmentNegation(isClause: isClause)) }
    return parts.count == 1 ? parts[0] : .all(parts)
  }

  private mutating func parseSegmentNegation(isClause: Bool) throws(Failure) -> SegmentExpression {
    if take("not") {
      return .not(
        try nested { parser throws(Failure) in try parser.parseSegmentNegation(isClause: isClause) })
    }
    if take(.parenthesisOpen) {
      let expression = try parseSegmentExpression(isClause: false)
      guard take(.parenthesisClose) else {
        throw unexpected([.keyword("and"), .keyword("or"), .symbol(")")])
      }
      return expression
    }
    return try parseSegmentAtom(isClause: isClause)
  }

  private mutating func parseSegmentAtom(isClause: Bool) throws(Failure) -> SegmentExpression {
    if token.kind == .end { throw unexpected([.segment]) }
    // A property may be called `did` or `file`; then a comparison follows.
    if case .symbol(let next) = token(after: 1).kind, Relation(rawValue: next.rawValue) != nil {
      return .condition(try parseCondition())
    }
    if take("did") {
      let negated = take("not")
      return .did(try parseBehaviour(isClause: isClause), negated: negated)
    }
    if take("first", "did") {
      let step = try parseScopedStep()
      return .firstDid(step, try parsePeriod(isClause: isClause))
    }
    if take("stopped") {
      let step = try parseScopedStep()
      return .stopped(step, try parsePeriod(isClause: isClause))
    }
    if take("reached") {
      try expect("step")
      let step = try expectWholeNumber()
      try expect("of")
      return .reached(step: step, try parseBehaviour(isClause: isClause))
    }
    if take("segment") { return .segment(try expectName()) }
    if at("file"), case .string = token(after: 1).kind {
      advance()
      return .file(try expectString())
    }
    if let failure = bareSegmentName() { throw failure }
    return .condition(try parseCondition())
  }

  private mutating func parseScopedStep() throws(Failure) -> Step {
    visibleAliases = []
    let step = try parseStep()
    visibleAliases = []
    return step
  }

  private mutating func parseBehaviour(isClause: Bool) throws(Failure) -> SegmentExpression.Behaviour {
    visibleAliases = []
    var behaviour = SegmentExpression.Behaviour(pattern: try parsePattern())
    // Steps that are ruled out may be held against those of the pattern.
    let aliases = visibleAliases
    defer { visibleAliases = [] }
    var seen: [ClauseKind: SourceSpan] = [:]
    while true {
      visibleAliases = []
      if behaviour.times == nil, let times = try parseTimes() {
        behaviour.times = times
      } else if !isClause, let option = matchingOption() {
        if let earlier = seen[option], !option.isRepeatable {
          report(.duplicateClause, option.spelling, earlier: earlier)
        }
        seen[option] = token.span
        let start = token.span.start
        advance()
        visibleAliases = aliases
        try parseMatchingClause(option, from: start, into: &behaviour.matching)
      } else if behaviour.period == nil, let period = try parsePeriod(isClause: isClause) {
        behaviour.period = period
      } else {
        return behaviour
      }
    }
  }

  /// The option of the matcher that begins at the cursor.
  private func matchingOption() -> ClauseKind? {
    guard let word = keyword(), let option = Parser.behaviourOptions[word] else { return nil }
    // `as of` tells the instant of the segment.
    return option == .preset && keyword(after: 1) == "of" ? nil : option
  }

  /// What a pattern in a segment takes, as a funnel does.
  private static let behaviourOptions: [String: ClauseKind] = Dictionary(
    uniqueKeysWithValues: [
      .within, .order, .repeats, .reuse, .scope, .entry, .ties, .tolerance, .resolution, .holding, .excluding,
      .effect, .preset,
    ].map { (kind: ClauseKind) in (kind.keyword, kind) })

  /// `>= 2 times`, `at least 2 times`, `at most 2 times`, `exactly 2 times`; nil when none of them stands here.
  private mutating func parseTimes() throws(Failure) -> SegmentExpression.Times? {
    let relation: Relation
    if let sign = takeRelation() {
      relation = sign
    } else if take("at", "least") {
      relation = .greaterOrEqual
    } else if take("at", "most") {
      relation = .lessOrEqual
    } else if take("exactly") {
      relation = .equal
    } else {
      return nil
    }
    let count = try expectWholeNumber(0...1_000_000_000).value
    if !take("times") { _ = take("time") }
    return SegmentExpression.Times(relation: relation, count: count)
  }

  /// `in last 30d`, or `from D to D` where that cannot be the statement's own range.
  private mutating func parsePeriod(isClause: Bool) throws(Failure) -> SegmentPeriod? {
    if at("in") {
      guard keyword(after: 1) == "last" else {
        if isClause { return nil }
        advance()
        throw unexpected([.keyword("last")])
      }
      advance()
      advance()
      return .last(try expectDuration().value)
    }
    guard !isClause, at("from") || at("to") else { return nil }
    var from: Located<DateLiteral>?
    var to: Located<DateLiteral>?
    if take("from") { from = try expectDate() }
    if take("to") { to = try expectDate() }
    return .range(from: from, to: to)
  }
}
