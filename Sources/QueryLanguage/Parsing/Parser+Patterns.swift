extension Parser {
  /// Steps joined by arrows. A wrong step is reported and skipped, so that later ones are still read.
  mutating func parsePattern() throws(Failure) -> Pattern {
    let start = token.span.start
    var steps: [Step] = []
    var arrows: [Arrow] = []
    var failed = false
    func skipToArrow(_ parser: inout Parser) -> Bool {
      failed = true
      while true {
        if parser.atArrow { return true }
        if parser.token.kind == .end || parser.startsClause() { return false }
        parser.skipOne()
      }
    }
    while true {
      do throws(Failure) {
        steps.append(try parseStep())
      } catch {
        guard skipToArrow(&self) else { throw error }
      }
      guard atArrow else { break }
      do throws(Failure) {
        arrows.append(try parseArrow())
      } catch {
        failed = true
      }
    }
    if failed { throw Failure() }
    return Pattern(steps: steps, arrows: arrows, span: span(from: start))
  }

  var atArrow: Bool {
    at(.arrow) || at(.immediateArrow) || at(.arrowOpen) || at(.immediateArrowOpen)
  }

  private mutating func parseArrow() throws(Failure) -> Arrow {
    let start = token.span.start
    if take(.arrow) { return Arrow(kind: .eventually, constraints: [], span: span(from: start)) }
    if take(.immediateArrow) { return Arrow(kind: .immediately, constraints: [], span: span(from: start)) }
    let opensImmediate = at(.immediateArrowOpen)
    advance()
    let constraints: [Located<Arrow.Constraint>]
    do throws(Failure) {
      constraints = try nested { parser throws(Failure) in
        try parser.list { inner throws(Failure) in try inner.parseConstraint() }
      }
      try expect(.bracketClose)
    } catch {
      // The constraints are lost, but the arrow ends somewhere: the steps after it can be read.
      skipPastBracket()
      _ = take(.arrow) || take(.immediateArrow)
      throw error
    }
    if take(.immediateArrow) {
      return Arrow(kind: .immediately, constraints: constraints, span: span(from: start))
    }
    if opensImmediate {
      let failure = unexpected([.symbol("=>")])
      _ = take(.arrow)
      throw failure
    }
    guard take(.arrow) else { throw unexpected([.symbol("->"), .symbol("=>")]) }
    return Arrow(kind: .eventually, constraints: constraints, span: span(from: start))
  }

  private mutating func parseConstraint() throws(Failure) -> Located<Arrow.Constraint> {
    let start = token.span.start
    let constraint: Arrow.Constraint
    if take("within") {
      constraint = .within(try parseWindow().value)
    } else if take("after") {
      constraint = .after(try expectDuration().value)
    } else if take("not") {
      constraint = .not(try parseStep())
    } else if take("same") {
      constraint = .same(try expectProperty())
    } else {
      throw unexpected(["within", "after", "not", "same"].map { .keyword($0) }, code: .unknownOption)
    }
    return Located(constraint, at: span(from: start))
  }

  /// `7d`, `3 events`, `2 sessions`.
  mutating func parseWindow() throws(Failure) -> Located<Window> {
    let start = token.span.start
    if case .duration(let elapsed) = token.kind {
      advance()
      return Located(.time(elapsed), at: span(from: start))
    }
    guard case .integer = token.kind else { throw unexpected([.duration, .wholeNumber]) }
    if let failure = spelledOutDuration() { throw failure }
    let count = try expectWholeNumber().value
    if take("events") || take("event") { return Located(.events(count), at: span(from: start)) }
    if take("sessions") || take("session") { return Located(.sessions(count), at: span(from: start)) }
    let failure = unexpected([.duration, .keyword("events"), .keyword("sessions")])
    remedy(.write("\(count)d for so many days"))
    throw failure
  }

  /// One step in any of its spellings.
  mutating func parseStep() throws(Failure) -> Step {
    let start = token.span.start
    let alias = try parseAlias()
    var occurrence: Step.Occurrence?
    if at("first"), token(after: 1).kind == .symbol(.parenthesisOpen) {
      occurrence = .first
      advance()
    } else if at("first", "ever"), token(after: 2).kind == .symbol(.parenthesisOpen) {
      occurrence = .firstEver
      advance()
      advance()
    }
    if occurrence != nil { try expect(.parenthesisOpen) }
    let events = try parseEventSelection()
    var filter: Filter?
    if at(.bracketOpen) {
      if events == .start || events == .end { throw mistake(.boundaryWithCondition) }
      filter = try parseBracketedFilter()
    }
    if occurrence != nil { try expect(.parenthesisClose) }
    let quantifier = try parseQuantifier(on: events)
    if let alias {
      visibleAliases.insert(alias.value)
      declaredAliases.insert(alias.value)
    }
    return Step(
      alias: alias, occurrence: occurrence, events: events, filter: filter, quantifier: quantifier,
      span: span(from: start))
  }

  private mutating func parseAlias() throws(Failure) -> Located<String>? {
    guard token(after: 1).kind == .symbol(.colon) else { return nil }
    guard case .word(let word) = token.kind, !word.contains("."), !word.contains("-"),
      !Parser.reservedWords.contains(word.lowercased())
    else { throw mistake(.invalidAlias) }
    if declaredAliases.contains(word) { throw mistake(.duplicateAlias, subject: word) }
    let span = token.span
    advance()
    advance()
    return Located(word, at: span)
  }

  private mutating func parseEventSelection() throws(Failure) -> EventSelection {
    if take(.star) || take("any") { return .any }
    if take("start") { return .start }
    if take("end") { return .end }
    if take(.exclamation) {
      if at(.parenthesisOpen) { return .noneOf(try parseEventNames()) }
      try refuseEventClass()
      return .noneOf([try parseEventName()])
    }
    if at(.parenthesisOpen) { return .oneOf(try parseEventNames()) }
    return .oneOf([try parseEventName()])
  }

  private mutating func parseEventNames() throws(Failure) -> [Located<String>] {
    try expect(.parenthesisOpen)
    var names: [Located<String>] = []
    repeat {
      try refuseEventClass()
      names.append(try expectName(.eventName))
    } while take(.bar)
    guard take(.parenthesisClose) else {
      let failure = unexpected([.symbol("|"), .symbol(")")])
      if atArrow { remedy(.parenthesesHoldNames) }
      if at(.comma) || at("or") { remedy(.write("| between alternatives: (view|search)")) }
      throw failure
    }
    return names
  }

  /// Where only the names of events can be meant.
  private mutating func refuseEventClass() throws(Failure) {
    if at(.star) || at("any") || at("start") || at("end") || at(.exclamation) {
      throw mistake(.misplacedEventClass, expected: [.eventName])
    }
  }

  /// One event name outside a class: here a clause's first word is most likely a forgotten step.
  private mutating func parseEventName() throws(Failure) -> Located<String> {
    if case .word(let word) = token.kind, ClauseKind.byKeyword[word.lowercased()] != nil, startsClause(),
      !mayFollowStep(token(after: 1))
    {
      // What comes right behind the statement's first word.
      let isSubject = index == 1
      let failure = unexpected([.step])
      if isSubject { remedy(.subjectFirst) }
      throw failure
    }
    switch token.kind {
    case .word, .name, .string: return try expectName(.eventName)
    default: throw unexpected([.step])
    }
  }

  private func mayFollowStep(_ next: Token) -> Bool {
    switch next.kind {
    case .symbol, .end, .invalid: return true
    case .word(let word):
      let lowercased = word.lowercased()
      return ClauseKind.byKeyword[lowercased] != nil || Parser.goalOptions.contains(lowercased)
        || ["and", "or", "between", "exactly"].contains(lowercased)
    default: return false
    }
  }

  private mutating func parseQuantifier(on events: EventSelection) throws(Failure) -> Step.Quantifier {
    let isBoundary = events == .start || events == .end
    if at(.question) {
      if isBoundary { throw mistake(.invalidQuantifier) }
      advance()
      return .optional
    }
    guard at(.braceOpen) else { return .once }
    if isBoundary { throw mistake(.invalidQuantifier) }
    let start = token.span.start
    advance()
    var lower = 0
    if !at(.comma) { lower = try expectWholeNumber(0...1_000_000).value }
    var upper: Int? = lower
    if take(.comma) {
      upper = at(.braceClose) ? nil : try expectWholeNumber(0...1_000_000).value
    }
    try expect(.braceClose)
    if let upper, upper < max(1, lower) {
      throw record(
        Diagnostic(.invalidQuantifier, at: span(from: start), found: .text("{\(lower),\(upper)}")))
    }
    switch (lower, upper) {
    case (1, 1): return .once
    case (0, 1): return .optional
    default: return .repeated(atLeast: lower, atMost: upper)
    }
  }

  /// `i and j` after `between`.
  mutating func parseStepRange() throws(Failure) -> StepRange {
    let from = try expectWholeNumber()
    try expect("and")
    let to = try expectWholeNumber()
    return StepRange(from: from, to: to)
  }
}
