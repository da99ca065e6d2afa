extension Parser {
  /// What follows `by`.
  mutating func parseBreakdown(from start: SourcePosition) throws(Failure) -> Breakdown {
    let keys = try list { parser throws(Failure) in try parser.parseBreakdownKey() }
    var breakdown = Breakdown(keys: keys, span: span(from: start))
    while true {
      if at("top") {
        if let earlier = breakdown.top { report(.duplicateClause, "top", earlier: earlier.span) }
        advance()
        breakdown.top = try expectWholeNumber()
      } else if at("attribute"), form.attributesValues {
        if let earlier = breakdown.attribution {
          report(.duplicateClause, "attribute", earlier: earlier.span)
        }
        breakdown.attribution = try parseAttribution()
      } else {
        breakdown.span = span(from: start)
        return breakdown
      }
    }
  }

  private mutating func parseBreakdownKey() throws(Failure) -> Breakdown.Key {
    if take("count", "of") {
      let step = try parseStep()
      let between = take("between") ? try parseStepRange() : nil
      return .count(of: step, between: between)
    }
    if at("segment"), followedByName() {
      advance()
      return .segment(try expectName())
    }
    return .property(try expectProperty())
  }

  /// Whether the word at the cursor is followed by something that can only be a name of its own.
  private func followedByName() -> Bool {
    switch token(after: 1).kind {
    case .name: return true
    case .word(let word):
      return ClauseKind.byKeyword[word.lowercased()] == nil && word.lowercased() != "attribute"
    default: return false
    }
  }

  /// `attribute first` and its relatives.
  mutating func parseAttribution() throws(Failure) -> Located<ValueAttribution> {
    try expect("attribute")
    let start = token.span.start
    let attribution: ValueAttribution
    if take("first") {
      attribution = .first
    } else if take("last") {
      attribution = .last
    } else if take("nearest") {
      attribution = .nearest
    } else if take("all") {
      attribution = .all
    } else if take("step") {
      attribution = .step(try expectWholeNumber().value)
    } else {
      throw unexpected(
        ["first", "last", "nearest", "all", "step"].map { .keyword($0) }, code: .unknownOption)
    }
    return Located(attribution, at: span(from: start))
  }

  /// `segment "A", segment "B", rest` · `platform 'web', 'ios'` · `from D to D, from D to D` · `previous period`.
  mutating func parseComparison() throws(Failure) -> Comparison {
    let start = token.span.start
    visibleAliases = []
    let comparison: Comparison
    let sides: Int
    if take("previous", "period") {
      return .previousPeriod
    } else if at("from") {
      let periods = try list { parser throws(Failure) in
        try parser.expect("from")
        let from = try parser.expectDate()
        try parser.expect("to")
        return Comparison.Period(from: from, to: try parser.expectDate())
      }
      comparison = .periods(periods)
      sides = periods.count
    } else if at("segment") || at("rest") && token(after: 1).kind == .symbol(.comma) {
      let segments = try list { parser throws(Failure) in
        if parser.take("rest") { return Comparison.SegmentSide.rest }
        _ = parser.take("segment")
        return .segment(try parser.expectName())
      }
      comparison = .segments(segments)
      sides = segments.filter { $0 == .rest }.count > 1 ? 0 : segments.count
    } else {
      let property = try expectProperty()
      let values = try list { parser throws(Failure) in
        if parser.take("rest") { return Comparison.ValueSide.rest }
        return .value(try parser.expectLiteral())
      }
      comparison = .values(property, values)
      sides = values.filter { $0 == .rest }.count > 1 ? 0 : values.count
    }
    guard sides > 1 else {
      throw record(Diagnostic(.tooFewSides, at: span(from: start)))
    }
    return comparison
  }
}
