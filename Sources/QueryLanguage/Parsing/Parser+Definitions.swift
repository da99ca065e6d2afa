extension Parser {
  /// What follows `segment`, `event`, `group`, `set` or `remove` as a statement's first word.
  mutating func parseDefinition() throws(Failure) -> Statement {
    let statement: Statement
    switch form {
    case .segment:
      let name = try expectName()
      try expectEqual()
      statement = .defineSegment(
        SegmentDefinition(name: name, selection: try parseSegmentSelection(isClause: false)))
    case .event: statement = .defineEvent(try parseEventDefinition())
    case .group: statement = .defineGroup(try parseGroupRule())
    case .remove: statement = .remove(RemoveStatement(subject: try parseRemoved()))
    default: statement = .set(try parseSetting())
    }
    guard token.kind == .end else { throw unexpected([.endOfStatement]) }
    return statement
  }

  /// The sign between a name and what it stands for; other words for it are told.
  private mutating func expectEqual() throws(Failure) {
    if at("as") || at("is") || at("to") || at("where") || at("when") || at(.colon) {
      throw mistake(.unexpected, expected: [.symbol("=")], suggestions: ["="])
    }
    try expect(.equal)
  }

  private mutating func parseRemoved() throws(Failure) -> RemoveStatement.Subject {
    if take("segment") { return .segment(try expectName()) }
    if take("event") { return .event(try expectName(.eventName)) }
    if take("group") { return .group(try expectGlob()) }
    if take("setting") { return .setting(try expectName()) }
    throw unexpected([.keyword("segment"), .keyword("event"), .keyword("group"), .keyword("setting")])
  }

  private mutating func parseEventDefinition() throws(Failure) -> EventDefinition {
    let name = try expectName(.eventName)
    try expectEqual()
    var alternatives: [Step] = []
    repeat {
      let step = try parseStep()
      if step.alias != nil || step.quantifier != .once || step.events == .start || step.events == .end {
        var diagnostic = Diagnostic(.unexpected, at: step.span, found: .nothing)
        diagnostic.expected = [.eventName]
        throw record(diagnostic)
      }
      alternatives.append(step)
    } while take(.bar)
    let filter = take("where") ? try parseFilter() : nil
    return EventDefinition(name: name, alternatives: alternatives, filter: filter)
  }

  /// `'/shop/*' as "Shop"`.
  mutating func parseGroupRule() throws(Failure) -> GroupRule {
    let glob = try expectGlob()
    try expect("as")
    return GroupRule(glob: glob, label: try expectName())
  }

  private mutating func parseSetting() throws(Failure) -> SetStatement {
    let name = try expectName()
    try expectEqual()
    let span = token.span
    let value: SettingValue
    switch token.kind {
    case .duration:
      value = .duration(try expectDuration().value)
    case .name:
      value = .name(try expectName().value)
    case .word(let word) where !["true", "false"].contains(word.lowercased()):
      // Option words such as `strictly-later` carry hyphens, unlike names.
      if Parser.reservedWords.contains(word.lowercased()) { throw mistake(.reservedName) }
      advance()
      value = .name(word)
    default:
      value = .literal(try expectLiteral().value)
    }
    return SetStatement(name: name, value: Located(value, at: span))
  }
}
