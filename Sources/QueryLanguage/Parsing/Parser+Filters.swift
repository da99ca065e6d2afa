extension Parser {
  /// `[condition]` after a step; a mistake inside leaves the cursor behind the bracket.
  mutating func parseBracketedFilter() throws(Failure) -> Filter {
    let open = token
    comparedLast = nil
    try expect(.bracketOpen)
    do throws(Failure) {
      let filter = try parseFilter()
      if token.kind == .end {
        throw record(
          Diagnostic(.unclosedBracket, at: open.span, found: .text("[")))
      }
      guard take(.bracketClose) else { throw unexpected([.keyword("and"), .keyword("or"), .symbol("]")]) }
      return filter
    } catch {
      skipPastBracket()
      throw error
    }
  }

  /// Conditions joined by `or`, each of conditions joined by `and`.
  mutating func parseFilter() throws(Failure) -> Filter {
    try nested { parser throws(Failure) in
      var alternatives = [try parser.parseConjunction()]
      while parser.take("or") { alternatives.append(try parser.parseConjunction()) }
      return alternatives.count == 1 ? alternatives[0] : .any(alternatives)
    }
  }

  private mutating func parseConjunction() throws(Failure) -> Filter {
    var conditions = [try parseNegation()]
    while take("and") { conditions.append(try parseNegation()) }
    return conditions.count == 1 ? conditions[0] : .all(conditions)
  }

  private mutating func parseNegation() throws(Failure) -> Filter {
    if take("not") {
      return .not(try nested { parser throws(Failure) in try parser.parseNegation() })
    }
    if take(.parenthesisOpen) {
      let filter = try parseFilter()
      guard take(.parenthesisClose) else {
        throw unexpected([.keyword("and"), .keyword("or"), .symbol(")")])
      }
      return filter
    }
    return try parseCondition()
  }

  /// One condition on one property.
  mutating func parseCondition() throws(Failure) -> Filter {
    guard token.kind != .end else { throw unexpected([.condition]) }
    if let failure = valueInsteadOfCondition() { throw failure }
    let property = try expectProperty()
    comparedLast = property
    if let relation = takeRelation() {
      return .comparison(Filter.Comparison(left: property, relation: relation, right: try parseOperand()))
    }
    if take("not", "in") { return try parseMembership(of: property, negated: true) }
    if take("in") { return try parseMembership(of: property, negated: false) }
    if take("contains") {
      return .contains(Filter.TextCondition(property: property, text: try expectString()))
    }
    if take("matches") {
      let (glob, ignoresCase) = try expectQuotedGlob()
      return .matches(Filter.GlobCondition(property: property, glob: glob, ignoresCase: ignoresCase))
    }
    if take("is") {
      let negated = take("not")
      guard take("null") else { throw comparisonWithIs(property, negated: negated) }
      return .null(Filter.NullCondition(property: property, negated: negated))
    }
    throw unknownOperator(after: property)
  }

  /// A relation sign, if there is one.
  mutating func takeRelation() -> Relation? {
    guard case .symbol(let symbol) = token.kind, let relation = Relation(rawValue: symbol.rawValue) else {
      return nil
    }
    advance()
    return relation
  }

  private mutating func parseOperand() throws(Failure) -> Located<Filter.Operand> {
    let isProperty: Bool
    switch token.kind {
    case .word(let word): isProperty = !["true", "false", "null"].contains(word.lowercased())
    case .name: isProperty = true
    default: isProperty = false
    }
    if case .word(let word) = token.kind, word.contains("-") {
      throw mistake(.unexpected, expected: [.value, .property], suggestions: [Printer.quotedString(word)])
    }
    if isProperty {
      let property = try expectProperty()
      return Located(.property(property), at: property.span)
    }
    let literal = try expectLiteral()
    return Located(.value(literal.value), at: literal.span)
  }

  private mutating func parseMembership(of property: PropertyReference, negated: Bool) throws(Failure)
    -> Filter
  {
    guard take(.parenthesisOpen) else {
      throw membershipWithoutParentheses(property, negated: negated)
    }
    let values = try list { parser throws(Failure) in try parser.expectLiteral() }
    guard take(.parenthesisClose) else { throw unexpected([.symbol(","), .symbol(")")]) }
    return .membership(Filter.Membership(property: property, negated: negated, values: values))
  }
}
