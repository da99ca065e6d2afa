extension Parser {
  /// Whether the cursor stands on the first word of a clause of the statement being read.
  func startsClause() -> Bool {
    guard let word = keyword(), let kinds = ClauseKind.byKeyword[word] else { return false }
    return kinds.contains { kind in
      form.clauses.contains(kind) && isMeant(kind)
    }
  }

  /// Whether what follows the first word does not speak against the clause.
  private func isMeant(_ kind: ClauseKind) -> Bool {
    if let seconds = kind.secondWord { return keyword(after: 1).map(seconds.contains) ?? false }
    switch kind {
    case .zone:
      switch token(after: 1).kind {
      case .string, .name, .end: return true
      default: return false
      }
    case .preset: return keyword(after: 1) != "of"
    default: return true
    }
  }

  /// Moves past one token, or past everything in the bracket it opens.
  mutating func skipOne() {
    var open = 0
    repeat {
      switch token.kind {
      case .symbol(.bracketOpen), .symbol(.arrowOpen), .symbol(.immediateArrowOpen),
        .symbol(.parenthesisOpen),
        .symbol(.braceOpen):
        open += 1
      case .symbol(.bracketClose), .symbol(.parenthesisClose), .symbol(.braceClose): open -= 1
      case .end: return
      default: break
      }
      advance()
    } while open > 0
  }

  /// Moves behind the `]` that closes the bracket the cursor is in; stays when there is none.
  mutating func skipPastBracket() {
    if lacksClosingBracket { return }
    let mark = index
    while token.kind != .end {
      if at(.bracketClose) {
        advance()
        return
      }
      if at(.bracketOpen) || at(.parenthesisOpen) || at(.arrowOpen) {
        skipOne()
      } else {
        advance()
      }
    }
    index = mark
    lacksClosingBracket = true
  }

  /// Moves to the next clause of the statement, or to its end.
  mutating func skipToClause() {
    while token.kind != .end, !startsClause() { skipOne() }
  }
}
