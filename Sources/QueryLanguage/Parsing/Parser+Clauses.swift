import EventModel

extension Parser {
  /// Reads the clause at the cursor into `values`.
  mutating func parseClause(into values: inout ClauseValues) throws(Failure) {
    let kind = try expectClause()
    let start = token.span.start
    if let earlier = values.places[kind.rawValue], !kind.isRepeatable {
      report(.duplicateClause, kind.spelling, earlier: earlier)
    }
    let place = token.span
    for _ in 0..<(kind.secondWord == nil || kind == .max ? 1 : 2) { advance() }
    // Written down even when what follows is wrong: the clause is then not missing.
    if values.places[kind.rawValue] == nil { values.places[kind.rawValue] = place }
    switch kind {
    case .fromDate, .toDate, .last, .zone, .where, .among, .per, .only, .hide:
      try parseStreamClause(kind, into: &values)
    case .within, .order, .repeats, .reuse, .scope, .entry, .ties, .tolerance, .resolution, .holding,
      .excluding,
      .effect, .preset:
      try parseMatchingClause(kind, from: start, into: &values.matching)
    case .node, .group, .collapse, .fromStep, .toStep, .depth:
      try parsePathClause(kind, into: &values)
    case .having, .by, .every, .weekStart, .bins, .compare, .showUnits, .stoppedAt, .top, .weight, .centre,
      .occurrence,
      .support,
      .max, .closed, .liftStep:
      try parseCountingClause(kind, from: start, into: &values)
    case .periods, .mode, .clock, .cohort, .atLeast, .brackets, .survival, .touch, .key, .model, .value,
      .with,
      .between:
      try parseRetentionOrAttributionClause(kind, from: start, into: &values)
    default:
      try parseExperimentClause(kind, from: start, into: &values)
    }
  }

  /// The clause whose first word stands at the cursor.
  private mutating func expectClause() throws(Failure) -> ClauseKind {
    guard case .word(let text) = token.kind else {
      if [.greater, .equal, .hyphen, .comma, .arrow, .immediateArrow].contains(where: { at($0) }) {
        throw mistake(
          .unexpected, expected: [.symbol("->"), .symbol("=>"), .clause, .endOfStatement], suggestions: ["->"]
        )
      }
      throw unexpected([.clause, .endOfStatement])
    }
    guard let kinds = ClauseKind.byKeyword[text.lowercased()] else {
      // Where a breakdown takes it, `top` follows `by`.
      if let meant = Parser.foreignClauses[text.lowercased()],
        form.clauses.contains(meant) || (meant == .top && form.clauses.contains(.by))
      {
        throw mistake(
          .unknownClause, expected: [.clause, .endOfStatement], suggestions: [meant.spelling])
      }
      let failure = unexpected([.clause, .endOfStatement], code: .unknownClause)
      if form == .journeys, index == 1, diagnostics.last?.suggestions.isEmpty == true {
        remedy(.write("from \(text) to name where journeys begin"))
      }
      throw failure
    }
    let allowed = kinds.filter { form.clauses.contains($0) }
    guard let kind = allowed.first else {
      if text.lowercased() == "top", form.clauses.contains(.by) {
        throw mistake(.clauseNotAllowed, expected: [.keyword("by")], subject: "top")
      }
      let suggestions = at("group", "by") && form.clauses.contains(.by) ? ["by"] : []
      throw mistake(
        .clauseNotAllowed, expected: [.clause], suggestions: suggestions, subject: kinds[0].spelling)
    }
    if let seconds = kind.secondWord, !(keyword(after: 1).map(seconds.contains) ?? false) {
      advance()
      throw unexpected(seconds.map { .keyword($0) })
    }
    // `from` and `to` begin the range or the path; what follows tells which.
    if allowed.count > 1 {
      switch token(after: 1).kind {
      case .date, .integer: return allowed.first { $0 == .fromDate || $0 == .toDate } ?? kind
      case .string(let content, _) where DateLiteral(content) != nil:
        return allowed.first { $0 == .fromDate || $0 == .toDate } ?? kind
      default: return allowed.first { $0 == .fromStep || $0 == .toStep } ?? kind
      }
    }
    return kind
  }

  /// What clauses are called in other languages and tools.
  private static let foreignClauses: [String: ClauseKind] = [
    "limit": .top, "filter": .where, "since": .fromDate, "after": .fromDate, "until": .toDate,
    "before": .toDate,
    "timezone": .zone, "tz": .zone, "exclude": .excluding, "without": .excluding, "window": .within,
    "breakdown": .by, "segment": .among, "interval": .every, "hold": .holding, "ignore": .hide,
    "centered": .centre,
    "grouped": .by,
  ]

  mutating func report(_ code: Diagnostic.Code, _ subject: String, earlier: SourceSpan) {
    var diagnostic = Diagnostic(code, at: token.span, found: .text(Diagnostic.shortened(token.description)))
    diagnostic.subject = subject
    diagnostic.earlier = earlier
    record(diagnostic)
  }

  /// Records a second use of one part of a repeatable clause.
  private mutating func claim(_ part: String, at place: SourceSpan, in values: inout ClauseValues) {
    if let earlier = values.places[part] {
      var diagnostic = Diagnostic(.duplicateClause, at: place, found: .text(part))
      diagnostic.subject = part
      diagnostic.earlier = earlier
      record(diagnostic)
    }
    values.places[part] = place
  }

  // The stream.

  private mutating func parseStreamClause(_ kind: ClauseKind, into values: inout ClauseValues) throws(Failure)
  {
    let place = tokens[index - 1].span
    switch kind {
    case .fromDate, .last:
      let other: ClauseKind = kind == .last ? .fromDate : .last
      if let earlier = values.places[other.rawValue] {
        var diagnostic = Diagnostic(.conflictingClause, at: place, found: .text(kind.keyword))
        diagnostic.subject = other.keyword
        diagnostic.earlier = earlier
        record(diagnostic)
      }
      var range = values.stream.range ?? DateRange()
      if kind == .last { range.last = try expectDuration() } else { range.from = try expectDate() }
      values.stream.range = range
    case .toDate:
      var range = values.stream.range ?? DateRange()
      range.to = try expectDate()
      values.stream.range = range
    case .zone: values.stream.zone = try expectString()
    case .where:
      visibleAliases = []
      values.stream.filter = try parseFilter()
    case .among: values.stream.segment = try parseSegmentSelection(isClause: true)
    case .per:
      let start = token.span.start
      let unit = try parseUnit()
      values.stream.unit = Located(unit, at: span(from: start))
    case .only: values.stream.only += try list { parser throws(Failure) in try parser.expectGlob() }
    default: values.stream.hide += try list { parser throws(Failure) in try parser.expectGlob() }
    }
  }

  /// `user`, `session [gap 15m] [reset midnight]`, `account`, or a property.
  mutating func parseUnit() throws(Failure) -> AnalysisUnit {
    if take("user") { return .user }
    if take("account") { return .account }
    guard take("session") else {
      visibleAliases = []
      return .property(try expectProperty())
    }
    var rule = SessionRule(gap: nil, resetsAtMidnight: false)
    while true {
      if rule.gap == nil, take("gap") {
        rule.gap = try expectDuration().value
      } else if !rule.resetsAtMidnight, take("reset") {
        try expect("midnight")
        rule.resetsAtMidnight = true
      } else {
        return .session(rule)
      }
    }
  }

  // The matcher.

  mutating func parseMatchingClause(
    _ kind: ClauseKind, from start: SourcePosition, into matching: inout MatchingOptions
  ) throws(Failure) {
    switch kind {
    case .within: matching.window = try parseWindow()
    case .order where at("by"):
      let failure = mistake(
        .unknownOption, expected: StepOrder.allCases.map { .keyword($0.rawValue) }, remedy: .answersAreOrdered
      )
      // What it was to be ordered by is no breakdown.
      advance()
      if token.kind != .end { advance() }
      throw failure
    case .order: matching.order = try expectOption(StepOrder.self)
    case .repeats: matching.repeats = try expectOption(RepeatRule.self)
    case .reuse: matching.reuse = try expectOption(ReuseRule.self)
    case .scope: matching.scope = try expectOption(RangeScope.self)
    case .entry: matching.entry = try expectOption(EntryRule.self)
    case .ties: matching.ties = try expectOption(TieRule.self)
    case .tolerance: matching.tolerance = try expectDuration()
    case .resolution: matching.resolution = try expectDuration()
    case .holding:
      visibleAliases = []
      let properties = try list { parser throws(Failure) in try parser.expectProperty() }
      let values = at("each") || at("first") ? try expectOption(HeldValues.self) : nil
      matching.holding = Holding(properties: properties, values: values, span: span(from: start))
    case .excluding:
      matching.exclusions += try list { parser throws(Failure) in
        let step = try parser.parseStep()
        let between = parser.take("between") ? try parser.parseStepRange() : nil
        return Exclusion(step: step, between: between)
      }
    case .effect: matching.exclusionEffect = try expectOption(ExclusionEffect.self)
    default: matching.preset = try expectOption(Preset.self)
    }
  }

  // Paths.

  private mutating func parsePathClause(_ kind: ClauseKind, into values: inout ClauseValues) throws(Failure) {
    let place = tokens[index - 1].span
    switch kind {
    case .node:
      visibleAliases = []
      values.path.node = try expectProperty()
    case .group: values.path.groups.append(try parseGroupRule())
    case .fromStep: values.path.from = try parseStep()
    case .toStep: values.path.to = try parseStep()
    case .depth: values.path.depth = try expectWholeNumber()
    default:
      if take("loops") {
        claim("collapse loops", at: place, in: &values)
        values.path.collapseLoops = try expectWholeNumber()
      } else if take("repeats") {
        claim("collapse repeats", at: place, in: &values)
        values.path.collapseRepeats = try parseCollapseRepeats()
      } else {
        throw unexpected([.keyword("repeats"), .keyword("loops")], code: .unknownOption)
      }
    }
  }

  /// `[names] [keep last]`; the names may stand in brackets.
  private mutating func parseCollapseRepeats() throws(Failure) -> CollapseRepeats {
    var names: [Located<String>] = []
    if take(.bracketOpen) {
      names = try list { parser throws(Failure) in try parser.expectName(.eventName) }
      try expect(.bracketClose)
    } else {
      let isName: Bool
      switch token.kind {
      case .name: isName = true
      case .word: isName = !startsClause() && !at("keep", "last")
      default: isName = false
      }
      if isName { names = try list { parser throws(Failure) in try parser.expectName(.eventName) } }
    }
    var keepsLast = false
    if take("keep") {
      try expect("last")
      keepsLast = true
    }
    return CollapseRepeats(names: names, keepsLast: keepsLast)
  }

  // Counting.

  private mutating func parseCountingClause(
    _ kind: ClauseKind, from start: SourcePosition, into values: inout ClauseValues
  ) throws(Failure) {
    switch kind {
    case .having:
      let filter = try parseFilter()
      let attribution = at("attribute") ? try parseAttribution() : nil
      values.having = Having(filter: filter, attribution: attribution)
    case .by: values.breakdown = try parseBreakdown(from: start)
    case .every: values.every = try expectOption(CalendarPeriod.self)
    case .weekStart: values.weekStart = try expectOption(Weekday.allCases) { $0.name }
    case .bins:
      if case .integer = token.kind {
        let count = try expectWholeNumber(1...1_000)
        values.bins = Located(.count(count.value), at: count.span)
      } else {
        values.bins = Located(.automatic, at: tokens[index - 1].span)
      }
    case .compare:
      let comparison = try parseComparison()
      values.compare = Located(comparison, at: span(from: start))
    case .showUnits: values.showsUnits = true
    case .stoppedAt: values.stoppedAt = try expectWholeNumber()
    case .top: values.top = try expectWholeNumber()
    case .weight: values.weight = try expectOption(TransitionWeight.self)
    case .centre:
      try expect("on")
      let centreStart = token.span.start
      values.centre = try parseCentre(from: centreStart)
    case .occurrence: values.occurrence = try expectOption(MatchOccurrence.self)
    case .support: values.support = try expectAmount()
    case .max:
      let place = token.span
      if take("gap") {
        claim("max gap", at: place, in: &values)
        values.maximumGap = try parseWindow()
      } else {
        try expect("length")
        claim("max length", at: place, in: &values)
        values.maximumLength = try expectWholeNumber()
      }
    case .closed: values.isClosed = true
    default: values.liftStep = try parseStep()
    }
  }

  private mutating func parseCentre(from start: SourcePosition) throws(Failure) -> Located<StepCentre> {
    let isBoundary = (at("start") || at("end")) && !isArrow(token(after: 1))
    if isBoundary, take("start") { return Located(.start, at: span(from: start)) }
    if isBoundary, take("end") { return Located(.end, at: span(from: start)) }
    visibleAliases = []
    let pattern = try parsePattern()
    return Located(.pattern(pattern), at: span(from: start))
  }

  private func isArrow(_ token: Token) -> Bool {
    switch token.kind {
    case .symbol(.arrow), .symbol(.immediateArrow), .symbol(.arrowOpen), .symbol(.immediateArrowOpen): true
    default: false
    }
  }
}
