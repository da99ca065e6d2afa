import EventModel

extension Parser {
  var token: Token { tokens[index] }

  func token(after distance: Int) -> Token { tokens[min(index + distance, tokens.count - 1)] }

  /// The place before the cursor, where something is missing.
  var previousEnd: SourcePosition { index > 0 ? tokens[index - 1].span.end : token.span.start }

  func span(from start: SourcePosition) -> SourceSpan {
    SourceSpan(start: start, end: max(start, previousEnd))
  }

  mutating func advance() {
    if index < tokens.count - 1 { index += 1 }
  }

  // Symbols.

  func at(_ symbol: Symbol) -> Bool { token.kind == .symbol(symbol) }

  mutating func take(_ symbol: Symbol) -> Bool {
    guard at(symbol) else { return false }
    advance()
    return true
  }

  mutating func expect(_ symbol: Symbol) throws(Failure) {
    guard take(symbol) else { throw unexpected([.symbol(symbol.rawValue)]) }
  }

  // Keywords.

  /// The bare word at a distance from the cursor, in lower case.
  func keyword(after distance: Int = 0) -> String? {
    guard case .word(let word) = token(after: distance).kind else { return nil }
    return word.lowercased()
  }

  func at(_ words: String...) -> Bool {
    for (distance, word) in words.enumerated() where keyword(after: distance) != word { return false }
    return true
  }

  mutating func take(_ words: String...) -> Bool {
    for (distance, word) in words.enumerated() where keyword(after: distance) != word { return false }
    for _ in words { advance() }
    return true
  }

  mutating func expect(_ word: String) throws(Failure) {
    guard take(word) else { throw unexpected([.keyword(word)]) }
  }

  /// One of the words of an enumeration, longest spelling first, so that `best earliest` is not read as `best`.
  mutating func expectOption<Option>(_: Option.Type) throws(Failure) -> Located<Option>
  where Option: RawRepresentable<String> & CaseIterable {
    try expectOption(Option.allCases) { $0.rawValue }
  }

  /// Reads one of `options` by its name, the longest that fits.
  mutating func expectOption<Option>(
    _ options: some Collection<Option>, name: (Option) -> String
  ) throws(Failure) -> Located<Option> {
    let start = token.span.start
    let names = options.map(name)
    let options = zip(options, names).map { (option: $0, words: $1.split(separator: " ").map(String.init)) }
    for (option, words) in options.sorted(by: { $0.words.count > $1.words.count }) {
      guard words.indices.allSatisfy({ keyword(after: $0) == words[$0] }) else { continue }
      for _ in words { advance() }
      return Located(option, at: span(from: start))
    }
    throw unexpected(names.map { .keyword($0) }, code: .unknownOption)
  }

  // Mistakes.

  /// Records that the cursor stands on something else than expected.
  mutating func unexpected(
    _ expected: [Diagnostic.Expectation], code: Diagnostic.Code = .unexpected
  ) -> Failure {
    if token.kind == .invalid { return Failure() }
    if token.kind == .end {
      var diagnostic = Diagnostic(
        .unexpected, at: SourceSpan(start: previousEnd, end: previousEnd), found: .endOfStatement)
      diagnostic.expected = expected
      return record(diagnostic)
    }
    var diagnostic = Diagnostic(code, at: token.span, found: .text(Diagnostic.shortened(token.description)))
    diagnostic.expected = expected
    if case .word(let word) = token.kind {
      let words = expected.flatMap { expectation -> [String] in
        switch expectation {
        case .keyword(let word): [word]
        case .clause: form.clauses.map(\.keyword).sorted() + (form.attributesValues ? ["attribute"] : [])
        default: []
        }
      }
      diagnostic.suggestions = Suggestion.ranked(for: word, among: words)
    }
    return record(diagnostic)
  }

  /// Gives the mistake recorded at the cursor a remedy, unless it has one.
  mutating func remedy(_ remedy: Diagnostic.Remedy) {
    guard let last = diagnostics.indices.last, diagnostics[last].remedy == nil,
      [token.span.start, previousEnd].contains(diagnostics[last].span.start)
    else { return }
    diagnostics[last].remedy = remedy
  }

  /// Past the limit it gives the statement up: the cursor moves to its end, where every loop stops.
  @discardableResult
  mutating func record(_ diagnostic: Diagnostic) -> Failure {
    if diagnostics.count <= Limits.diagnostics {
      diagnostics.append(diagnostic)
      diagnostics[diagnostics.count - 1].statement = hasForm ? form.rawValue : nil
    } else {
      index = tokens.count - 1
    }
    return Failure()
  }

  /// Records a mistake about the token at the cursor.
  mutating func mistake(
    _ code: Diagnostic.Code, expected: [Diagnostic.Expectation] = [], suggestions: [String] = [],
    remedy: Diagnostic.Remedy? = nil, subject: String? = nil
  ) -> Failure {
    var diagnostic = Diagnostic(code, at: token.span, found: .text(Diagnostic.shortened(token.description)))
    diagnostic.expected = expected
    diagnostic.suggestions = suggestions
    diagnostic.remedy = remedy
    diagnostic.subject = subject
    return record(diagnostic)
  }

  /// Runs `body` one level deeper, or refuses when that would be too deep.
  mutating func nested<Result>(
    _ body: (inout Parser) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    guard depth < Limits.nesting else {
      var diagnostic = Diagnostic(.nestingTooDeep, at: token.span)
      diagnostic.limit = Limits.nesting
      throw record(diagnostic)
    }
    depth += 1
    defer { depth -= 1 }
    return try body(&self)
  }
}

extension Token {
  /// The token as the person wrote it, near enough for a message.
  var description: String {
    switch kind {
    case .word(let word): word
    case .name(let content): "\"\(content)\""
    case .string(let content, let ignoresCase): "'\(content)'\(ignoresCase ? "i" : "")"
    case .integer(let value): "\(value)"
    case .decimal(let value): "\(value)"
    case .duration(let value): "\(value.literal)"
    case .date(let value): "\(value)"
    case .symbol(let symbol): symbol.rawValue
    case .invalid: ""
    case .separator: ";"
    case .end: ""
    }
  }
}

extension Diagnostic {
  /// Text for a message: long pieces lose their middle.
  static func shortened(_ text: String) -> String {
    let scalars = text.unicodeScalars
    guard scalars.count > 60 else { return text }
    return String(scalars.prefix(40)) + "…" + String(scalars.suffix(16))
  }
}
