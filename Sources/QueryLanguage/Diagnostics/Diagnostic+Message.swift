extension Diagnostic {
  /// What is wrong, in one sentence without the place; the only place where the language makes sentences.
  public var message: String {
    let what = subject ?? ""
    let owner = statement ?? "this statement"
    switch code {
    case .unexpected:
      if found == .nothing { return "expected \(expectation), without alias or repetition" }
      return found == .endOfStatement
        ? "expected \(expectation), but the statement ends here"
        : "expected \(expectation), found \(foundText)"
    case .unknownStatement: return "\(foundText) is not a statement"
    case .unknownClause: return "\(foundText) is not a clause of \(owner)"
    case .unknownOption: return "\(foundText) is not known here; expected \(expectation)"
    case .clauseNotAllowed:
      return expected == [.keyword("by")]
        ? "'top' follows 'by' here" : "'\(what)' is not a clause of \(owner)"
    case .duplicateClause: return "'\(what)' was already given\(earlierPlace)"
    case .conflictingClause:
      return "\(foundText) and '\(what)' exclude each other; '\(what)' stands\(earlierPlace)"
    case .missingClause: return "\(owner) needs \(expectation)"
    case .unterminatedQuote: return "the quote that opens here is not closed on its line"
    case .unknownEscape:
      return
        "\(foundText) is not an escape; known are \\\\ \\\" \\' \\n \\t \\r \\0 \\u{…}, in globs also \\* \\?"
    case .invalidCharacter: return "\(foundText) does not belong to the language"
    case .foreignOperator: return "\(foundText) is not an operator here"
    case .invalidNumber: return "\(foundText) is not a number"
    case .numberOutOfRange:
      return subject == nil
        ? "\(foundText) is too large" : "\(foundText) is out of range; allowed is \(what)"
    case .invalidDate: return "\(foundText) is not a date; write 2026-01-31 or 2026-01-31T10:00"
    case .invalidDuration: return "\(foundText) is not a duration; write 250ms, 30s, 5m, 2h, 7d or 4w"
    case .reservedName: return "\(foundText) is a keyword; as a name it goes in double quotes"
    case .unquotedName: return "the name \(foundText) has characters that need double quotes"
    case .wrongQuotes:
      switch expected.first {
      case .date: return "a date takes no quotes, found \(foundText)"
      case .string, .value: return "text values take single quotes, found \(foundText)"
      default: return "names take double quotes, found \(foundText)"
      }
    case .comparedWithNull: return "nothing equals null; ask 'is null' or 'is not null'"
    case .aliasOutOfScope:
      return
        "the alias '\(what)' is not known at this place: it names the event of a step, for later steps only"
    case .duplicateAlias: return "the alias '\(what)' is used twice"
    case .invalidAlias: return "\(foundText) cannot be an alias; use a plain word without dots and quotes"
    case .invalidQuantifier: return "\(foundText) is not a repetition that can happen"
    case .boundaryWithCondition: return "'start' and 'end' are no events and take no conditions"
    case .misplacedEventClass:
      return "behind '!' and in parentheses only names of events can stand, found \(foundText)"
    case .tooFewSides: return "a comparison needs at least two sides, of which one may be 'rest'"
    case .unclosedBracket: return "the bracket that opens here is never closed"
    case .nestingTooDeep: return "more than \(limit ?? 0) brackets or 'not' inside each other"
    case .textTooLong: return "the text is longer than \(limit ?? 0) bytes"
    case .tooManyErrors: return "more than \(limit ?? 0) mistakes; the rest was not read"
    }
  }

  /// What to do about it, where that is known.
  public var hint: String? {
    if code == .wrongQuotes, expected.first == .date, let date = suggestions.first { return "write \(date)" }
    if let remedy { return Diagnostic.sentence(for: remedy, in: statement) }
    if !suggestions.isEmpty {
      return "did you mean \(Diagnostic.enumeration(suggestions.map(Diagnostic.marked), last: "or"))?"
    }
    switch code {
    case .unknownStatement: return Diagnostic.listOfStatements
    case .unknownClause, .clauseNotAllowed:
      return statement.map { "clauses of \($0) are \(Keywords.clauses(of: $0).joined(separator: ", "))" }
    case .aliasOutOfScope: return "quote the whole name to mean a property whose name has a dot"
    case .textTooLong: return "split it into several files"
    case .missingClause: return expected.first.flatMap(Diagnostic.exampleOfClause)
    default: return nil
    }
  }

  /// How a clause that a statement cannot do without may look.
  private static func exampleOfClause(_ expectation: Expectation) -> String? {
    switch expectation {
    case .keyword("variant"): "name the property that tells which variant a user saw, such as variant arm"
    case .keyword("goal"): "name what is to be better, such as goal conversion of purchase within 7d"
    case .keyword("touch"): "name the events that may deserve credit, such as touch visit"
    case .keyword("key"): "name the property that credit goes to, such as key channel"
    default: nil
    }
  }

  private var foundText: String {
    // In quotes a word would look like the text in quotes that it should have been.
    if case .quoteText(let word)? = remedy { return "the bare word \(word)" }
    return switch found {
    case .nothing: "nothing"
    case .endOfStatement: "the end of the statement"
    case .text(let text): Diagnostic.marked(text)
    }
  }

  private var earlierPlace: String {
    guard let earlier else { return "" }
    return " at line \(earlier.start.line), column \(earlier.start.column)"
  }

  private var expectation: String {
    var texts: [String] = []
    for expectation in expected {
      let text = expectation.text(statement: statement)
      if !texts.contains(text) { texts.append(text) }
    }
    return Diagnostic.enumeration(texts, last: "or")
  }

  /// Quotes a piece of text, unless it brings its own quotes.
  private static func marked(_ text: String) -> String {
    let bringsQuotes = text.hasPrefix("\"") || text.hasPrefix("'")
    return bringsQuotes ? text : "'\(text)'"
  }

  private static func enumeration(_ texts: [String], last: String) -> String {
    guard let final = texts.last, texts.count > 1 else { return texts.first ?? "" }
    return "\(texts.dropLast().joined(separator: ", ")) \(last) \(final)"
  }
}

extension Diagnostic.Expectation {
  /// In words.
  func text(statement: String?) -> String {
    switch self {
    case .keyword(let word): "'\(word)'"
    case .symbol(let symbol): "'\(symbol)'"
    case .statement: "a statement"
    case .clause: statement.map { "a clause of \($0)" } ?? "a clause"
    case .endOfStatement: "the end of the statement"
    case .step: "a step"
    case .eventName: "the name of an event"
    case .name: "a name"
    case .property: "a property"
    case .condition: "a condition"
    case .segment: "a segment (did purchase >= 2 times in last 30d)"
    case .measure: "a measure (sum(amount) of purchase)"
    case .glob: "a pattern in quotes ('/shop/*')"
    case .value: "a value (5, 'text', 2026-01-31)"
    case .string: "a text in single quotes"
    case .number: "a number"
    case .wholeNumber: "a whole number"
    case .duration: "a duration (7d)"
    case .date: "a date (2026-01-31)"
    }
  }
}
