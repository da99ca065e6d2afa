extension Parser {
  /// The statement of the token slice; nil when mistakes were recorded.
  mutating func parseStatement() -> Statement? {
    do throws(Failure) {
      let statement = try parseAnyStatement()
      checkDottedNames()
      return diagnostics.isEmpty ? statement : nil
    } catch {
      return nil
    }
  }

  private mutating func parseAnyStatement() throws(Failure) -> Statement {
    guard let word = keyword() else { throw unexpected([.statement]) }
    guard let form = StatementForm(rawValue: word) else {
      throw unknownStatement(word)
    }
    advance()
    self.form = form
    hasForm = true
    switch form {
    case .explain: return try parseExplain()
    case .segment, .event, .group, .set, .remove: return try parseDefinition()
    case .compare: return try parseCompareStatement()
    default: return try parseAnalysis(form)
    }
  }

  private mutating func parseExplain() throws(Failure) -> Statement {
    let analyzes = take("analyze")
    if at("explain") { throw unexpected([.statement]) }
    let statement = try parseAnyStatement()
    return .explain(ExplainStatement(analyzes: analyzes, statement: statement))
  }

  /// `compare snapshots 3 and 5`, or `compare … on statement`, which is the statement with that clause.
  private mutating func parseCompareStatement() throws(Failure) -> Statement {
    if at("snapshots") {
      return try parseAnalysis(.compare)
    }
    let start = tokens[index - 1].span.start
    let comparison = try parseComparison()
    let place = span(from: start)
    try expect("on")
    guard let word = keyword(), let form = StatementForm(rawValue: word), form.clauses.contains(.compare)
    else {
      throw unexpected(
        StatementForm.allCases.filter { $0.clauses.contains(.compare) }.map { .keyword($0.rawValue) })
    }
    advance()
    self.form = form
    return try parseAnalysis(form, compare: Located(comparison, at: place))
  }

  /// Subject, then clauses in any order, then the tree. A mistake in one part does not hide those in others.
  private mutating func parseAnalysis(
    _ form: StatementForm, compare: Located<Comparison>? = nil
  ) throws(Failure) -> Statement {
    let start = tokens[max(0, index - 1)].span.start
    var subject: Subject?
    do throws(Failure) {
      subject = try parseSubject(form)
    } catch {
      if diagnostics.last?.remedy == .subjectFirst {
        // Nothing stands where it belongs; what else could be said would be about that.
        index = tokens.count - 1
      } else {
        skipToClause()
      }
    }
    let subjectAliases = visibleAliases
    var values = ClauseValues()
    if let compare {
      values.compare = compare
      values.places[ClauseKind.compare.rawValue] = compare.span
    }
    while token.kind != .end {
      let before = index
      depth = 0
      visibleAliases = subjectAliases
      comparedLast = nil
      do throws(Failure) {
        try parseClause(into: &values)
      } catch {
        if index == before, token.kind != .end { advance() }
        skipToClause()
      }
    }
    guard let subject else { throw Failure() }
    return try build(form, subject, values, at: span(from: start))
  }

  /// A dotted name whose prefix is an alias of the statement, used where that alias says nothing, is a mistake; it is
  /// not silently taken as a property.
  private mutating func checkDottedNames() {
    for name in dottedNames where declaredAliases.contains(name.value) {
      var diagnostic = Diagnostic(.aliasOutOfScope, at: name.span, found: .text(name.value))
      diagnostic.subject = name.value
      record(diagnostic)
    }
  }

  // Subjects.

  /// What stands between a statement's first word and its clauses.
  private enum Subject {
    case none
    case pattern(Pattern)
    case step(Step)
    case steps(Step, Step)
    case measures([Measure])
    case name(Located<String>)
    case metric(GoalMetric)
    case timeline(Located<AnalysisUnit>, Located<LiteralValue>)
    case show(ShowStatement.Subject)
    case describe(DescribeStatement.Subject)
    case snapshots(Located<Int>, Located<Int>)
  }

  private mutating func parseSubject(_ form: StatementForm) throws(Failure) -> Subject {
    switch form {
    case .funnel, .match: return .pattern(try parsePattern())
    case .correlate:
      // `correlate funnel a -> b` says the same; an event called funnel is followed by an arrow or a bracket.
      if at("funnel") {
        switch token(after: 1).kind {
        case .word, .name, .symbol(.parenthesisOpen), .symbol(.exclamation), .symbol(.star): advance()
        default: break
        }
      }
      return .pattern(try parsePattern())
    case .retention:
      let start = try parseStep()
      try expect(.arrow)
      return .steps(start, try parseStep())
    case .trend:
      return .measures(try list { parser throws(Failure) in try parser.parseMeasure() })
    case .lifecycle, .stickiness, .attribution:
      try expect("of")
      return .step(try parseStep())
    case .experiment: return .name(try expectName())
    case .power: return .metric(try parseMetric())
    case .timeline: return try parseTimelineSubject()
    case .show: return .show(try parseShowSubject())
    case .describe: return .describe(try parseDescribeSubject())
    case .compare:
      try expect("snapshots")
      let first = try expectWholeNumber(0...1_000_000_000)
      try expect("and")
      return .snapshots(first, try expectWholeNumber(0...1_000_000_000))
    default: return .none
    }
  }

  private mutating func parseTimelineSubject() throws(Failure) -> Subject {
    if case .string = token.kind {
      return .timeline(Located(.user, at: token.span), try expectLiteral())
    }
    let start = token.span.start
    let unit = try parseUnit()
    return .timeline(Located(unit, at: span(from: start)), try expectLiteral())
  }

  private mutating func parseShowSubject() throws(Failure) -> ShowStatement.Subject {
    if take("events") { return .events }
    if take("properties") { return .properties(of: try parseOwnerOfProperties()) }
    if take("values") {
      try expect("of")
      return .values(of: try expectProperty())
    }
    if take("segments") { return .segments }
    if take("snapshots") { return .snapshots }
    if take("definitions") { return .definitions }
    if take("groups") { return .groups }
    if take("settings") { return .settings }
    if take("sources") { return .sources }
    if take("segment") {
      var names = [try expectName()]
      while take(.comma) { names.append(try expectName()) }
      return names.count == 1 ? .segment(names[0]) : .overlap(names)
    }
    throw unknownSubject([
      "events", "properties", "values of", "segments", "snapshots", "definitions", "groups", "settings",
      "sources", "segment",
    ])
  }

  private mutating func parseDescribeSubject() throws(Failure) -> DescribeStatement.Subject {
    if take("event") { return .event(try expectName(.eventName)) }
    if take("property") { return .property(try expectProperty()) }
    if take("segment") { return .segment(try expectName()) }
    throw unknownSubject(["event", "property", "segment"])
  }

  // Trees.

  private mutating func build(
    _ form: StatementForm, _ subject: Subject, _ values: ClauseValues, at span: SourceSpan
  ) throws(Failure) -> Statement {
    switch (form, subject) {
    case (.funnel, .pattern(let pattern)):
      return .funnel(
        FunnelStatement(
          pattern: pattern, stream: values.stream, matching: values.matching, having: values.having,
          breakdown: values.breakdown, every: values.every, weekStart: values.weekStart, bins: values.bins,
          compare: values.compare, showsUnits: values.showsUnits, stoppedAt: values.stoppedAt))
    case (.match, .pattern(let pattern)):
      return .match(
        MatchStatement(
          pattern: pattern, stream: values.stream, path: values.path, window: values.matching.window,
          occurrence: values.occurrence, top: values.top))
    case (.correlate, .pattern(let pattern)):
      return .correlate(
        CorrelateStatement(
          pattern: pattern, candidates: values.candidates, between: values.between, support: values.support,
          alpha: values.alpha, top: values.top, stream: values.stream, matching: values.matching))
    case (.retention, .steps(let start, let comeback)):
      return .retention(
        RetentionStatement(
          start: start, comeback: comeback, stream: values.stream, every: values.every,
          periods: values.periods,
          mode: values.mode, clock: values.clock, cohort: values.cohort, atLeast: values.atLeast,
          brackets: values.brackets, scope: values.matching.scope, weekStart: values.weekStart,
          showsSurvival: values.showsSurvival, breakdown: values.breakdown, compare: values.compare,
          showsUnits: values.showsUnits))
    case (.trend, .measures(let measures)):
      return .trend(
        TrendStatement(
          measures: measures, stream: values.stream, every: values.every, weekStart: values.weekStart,
          breakdown: values.breakdown, compare: values.compare))
    case (.lifecycle, .step(let step)):
      return .lifecycle(
        LifecycleStatement(
          step: step, stream: values.stream, every: values.every, weekStart: values.weekStart))
    case (.stickiness, .step(let step)):
      return .stickiness(
        StickinessStatement(
          step: step, stream: values.stream, every: values.every, weekStart: values.weekStart))
    case (.timeline, .timeline(let unit, let key)):
      return .timeline(TimelineStatement(unit: unit, key: key, stream: values.stream, top: values.top))
    case (.show, .show(let subject)):
      return .show(
        ShowStatement(
          subject: subject, stream: values.stream, every: values.every, weekStart: values.weekStart,
          top: values.top))
    case (.describe, .describe(let subject)):
      return .describe(DescribeStatement(subject: subject, stream: values.stream))
    case (.compare, .snapshots(let first, let second)):
      return .compareSnapshots(
        CompareSnapshotsStatement(first: first, second: second, stream: values.stream))
    case (.attribution, .step(let conversion)): return try buildAttribution(conversion, values)
    case (.experiment, .name(let name)): return try buildExperiment(name, values)
    case (.power, .metric(let metric)):
      return .power(
        PowerStatement(
          metric: metric, window: values.matching.window, exposure: values.exposure, lift: values.liftAmount,
          alpha: values.alpha, power: values.power, sides: values.sides, arms: values.arms,
          stream: values.stream))
    default: return buildPaths(form, values)
    }
  }

  private func buildPaths(_ form: StatementForm, _ values: ClauseValues) -> Statement {
    switch form {
    case .transitions:
      return .transitions(
        TransitionsStatement(
          stream: values.stream, path: values.path, weight: values.weight, top: values.top,
          compare: values.compare))
    case .steps:
      return .steps(
        StepsStatement(
          stream: values.stream, path: values.path, centre: values.centre, top: values.top,
          compare: values.compare))
    case .frequent:
      return .frequent(
        FrequentStatement(
          stream: values.stream, path: values.path, support: values.support, maximumGap: values.maximumGap,
          maximumLength: values.maximumLength, isClosed: values.isClosed, lift: values.liftStep,
          top: values.top, compare: values.compare))
    default:
      return .journeys(
        JourneysStatement(
          stream: values.stream, path: values.path, top: values.top, compare: values.compare))
    }
  }

  private mutating func buildAttribution(
    _ conversion: Step, _ values: ClauseValues
  ) throws(Failure) -> Statement {
    if values.touch == nil { missing(.touch, in: values) }
    if values.key == nil { missing(.key, in: values) }
    guard let touch = values.touch, let key = values.key else { throw Failure() }
    return .attribution(
      AttributionStatement(
        conversion: conversion, touch: touch, key: key, model: values.model, window: values.matching.window,
        value: values.value, stream: values.stream, path: values.path))
  }

  private mutating func buildExperiment(
    _ name: Located<String>, _ values: ClauseValues
  ) throws(Failure) -> Statement {
    if values.variant == nil { missing(.variant, in: values) }
    let wroteGoal = [ClauseKind.goal, .secondary, .guardrail].contains { values.places[$0.rawValue] != nil }
    if !wroteGoal { missing(.goal, in: values) }
    guard let variant = values.variant, !values.goals.isEmpty else { throw Failure() }
    return .experiment(
      ExperimentStatement(
        name: name, exposure: values.exposure, variant: variant, control: values.control,
        variants: values.variants, activation: values.activation, goals: values.goals, method: values.method,
        alpha: values.alpha, power: values.power, sides: values.sides, correction: values.correction,
        cuped: values.cuped, cap: values.cap, switchers: values.switchers, maturedOnly: values.maturedOnly,
        planned: values.planned, looks: values.looks, spending: values.spending, lift: values.liftAmount,
        prior: values.prior, resamples: values.resamples, seed: values.seed, strata: values.strata,
        stream: values.stream, breakdown: values.breakdown))
  }

  /// Records that a clause is needed, unless it was there and wrong.
  private mutating func missing(_ kind: ClauseKind, in values: ClauseValues) {
    guard values.places[kind.rawValue] == nil else { return }
    var diagnostic = Diagnostic(
      .missingClause, at: SourceSpan(start: previousEnd, end: previousEnd), found: .endOfStatement)
    diagnostic.expected = [.keyword(kind.spelling)]
    record(diagnostic)
  }
}
