import EventModel

extension Parser {
  // Numbers.

  /// Larger counts are mistakes.
  static let largestCount = 1_000_000_000

  /// A whole number within bounds.
  mutating func expectWholeNumber(
    _ range: ClosedRange<Int> = 1...largestCount
  ) throws(Failure) -> Located<Int> {
    guard case .integer(let value) = token.kind else { throw unexpected([.wholeNumber]) }
    guard let number = Int(exactly: value), range.contains(number) else {
      let isTooSmall = value < Int64(range.lowerBound)
      throw outOfRange(
        isTooSmall && range.upperBound == Self.largestCount
          ? "a whole number of at least \(range.lowerBound)" : "\(range.lowerBound) to \(range.upperBound)")
    }
    let span = token.span
    advance()
    return Located(number, at: span)
  }

  /// A number, whole or not.
  mutating func expectNumber() throws(Failure) -> Located<Double> {
    let span = token.span
    switch token.kind {
    case .integer(let value):
      advance()
      return Located(Double(value), at: span)
    case .decimal(let value):
      advance()
      return Located(value, at: span)
    default: throw unexpected([.number])
    }
  }

  /// A number strictly between 0 and 1, or including the ends.
  mutating func expectShare(includesEnds: Bool) throws(Failure) -> Located<Double> {
    let mark = index
    let number = try expectNumber()
    let isInside =
      includesEnds ? (0...1).contains(number.value) : number.value > 0 && number.value < 1
    guard isInside else {
      index = mark
      throw outOfRange(includesEnds ? "0 to 1" : "more than 0 and less than 1")
    }
    return number
  }

  /// A number with or without `%`.
  mutating func expectAmount() throws(Failure) -> Located<Amount> {
    let start = token.span.start
    let number = try expectNumber().value
    let isPercent = take(.percent)
    return Located(Amount(number: number, isPercent: isPercent), at: span(from: start))
  }

  private mutating func outOfRange(_ allowed: String) -> Failure {
    var diagnostic = Diagnostic(.numberOutOfRange, at: token.span, found: .text(token.description))
    diagnostic.subject = allowed
    return record(diagnostic)
  }

  // Times.

  mutating func expectDuration() throws(Failure) -> Located<ElapsedTime> {
    guard case .duration(let value) = token.kind else {
      throw spelledOutDuration() ?? unexpected([.duration])
    }
    let span = token.span
    advance()
    return Located(value, at: span)
  }

  /// The mistake of writing `5 minutes` for `5m`, if that stands at the cursor.
  mutating func spelledOutDuration() -> Failure? {
    guard case .integer(let number) = token.kind, let word = keyword(after: 1),
      let unit = ElapsedTime.units.first(where: { $0.suffix == word })?.suffix ?? Lexer.longUnits[word]
    else { return nil }
    var diagnostic = Diagnostic(
      .invalidDuration, at: token.span.union(token(after: 1).span), found: .text("\(number) \(word)"))
    diagnostic.suggestions = ["\(number)\(unit)"]
    return record(diagnostic)
  }

  mutating func expectDate() throws(Failure) -> Located<DateLiteral> {
    let span = token.span
    switch token.kind {
    case .date(let value):
      advance()
      return Located(value, at: span)
    case .string(let content, _), .name(let content):
      // Dates are not quoted here, but in most other languages they are.
      if let date = DateLiteral(content) {
        throw mistake(.wrongQuotes, expected: [.date], suggestions: ["\(date)"])
      }
      throw unexpected([.date])
    default: throw unexpected([.date])
    }
  }

  // Texts.

  mutating func expectString() throws(Failure) -> Located<String> {
    let span = token.span
    switch token.kind {
    case .string(let content, let ignoresCase):
      if ignoresCase { throw mistake(.unexpected, expected: [.string]) }
      let text = try decoded(content)
      advance()
      return Located(text, at: span)
    case .name(let content):
      let text = try decoded(content)
      throw mistake(.wrongQuotes, expected: [.string], suggestions: [Printer.quotedString(text)])
    case .word(let word): throw mistake(.unexpected, expected: [.string], remedy: .quoteText(word))
    default: throw unexpected([.string])
    }
  }

  /// A glob in either quotes, and whether it ignores case.
  mutating func expectQuotedGlob() throws(Failure) -> (glob: Located<Glob>, ignoresCase: Bool) {
    let span = token.span
    switch token.kind {
    case .string(let content, let ignoresCase):
      let glob = try decodedGlob(content)
      advance()
      return (Located(glob, at: span), ignoresCase)
    case .name(let content):
      let glob = try decodedGlob(content)
      advance()
      return (Located(glob, at: span), false)
    default: throw unexpected([.glob])
    }
  }

  /// A glob in quotes, or bare as in `page_*`.
  mutating func expectGlob() throws(Failure) -> Located<Glob> {
    switch token.kind {
    case .string(_, true): throw mistake(.unexpected, expected: [.glob])
    case .string, .name: return try expectQuotedGlob().glob
    case .word, .symbol(.star): break
    default: throw unexpected([.glob])
    }
    let start = token.span.start
    if case .word(let word) = token.kind,
      token(after: 1).span.start != token.span.end || !isGlobPart(token(after: 1))
    {
      let span = token.span
      if word.lowercased() == "any" {
        advance()
        return Located(Glob(pattern: "*"), at: span)
      }
      try checkBareName(word)
    }
    var pattern = ""
    var end = start
    while pattern.isEmpty || token.span.start == end {
      if case .word(let word) = token.kind {
        pattern += word
      } else if at(.star) {
        pattern += "*"
      } else if case .integer(let number) = token.kind, number >= 0, !pattern.isEmpty {
        pattern += "\(number)"
      } else {
        break
      }
      end = token.span.end
      advance()
    }
    return Located(Glob(pattern: pattern), at: SourceSpan(start: start, end: end))
  }

  private func isGlobPart(_ token: Token) -> Bool {
    switch token.kind {
    case .word, .symbol(.star), .integer: true
    default: false
    }
  }

  mutating func decoded(_ content: String) throws(Failure) -> String {
    do { return try QuotedText.text(of: content) } catch { throw unknownEscape(error) }
  }

  mutating func decodedGlob(_ content: String) throws(Failure) -> Glob {
    do { return try QuotedText.glob(of: content) } catch { throw unknownEscape(error) }
  }

  private mutating func unknownEscape(_ mistake: QuotedText.Mistake) -> Failure {
    var start = token.span.start
    start.offset += 1 + mistake.byteOffset
    start.column += 1 + mistake.scalarOffset
    var end = start
    end.offset += mistake.text.utf8.count
    end.column += mistake.text.unicodeScalars.count
    return record(
      Diagnostic(.unknownEscape, at: SourceSpan(start: start, end: end), found: .text(mistake.text)))
  }

  // Values.

  mutating func expectLiteral() throws(Failure) -> Located<LiteralValue> {
    let span = token.span
    let value: LiteralValue
    switch token.kind {
    case .string:
      let text = try expectString()
      return Located(.string(text.value), at: text.span)
    case .integer(let number): value = .integer(number)
    case .decimal(let number): value = .double(number)
    case .date(let date): value = .date(date)
    case .word(let word):
      switch word.lowercased() {
      case "true": value = .boolean(true)
      case "false": value = .boolean(false)
      case "null": throw mistake(.comparedWithNull)
      default: throw mistake(.unexpected, expected: [.value], remedy: .quoteText(word))
      }
    case .name(let content):
      let text = try decoded(content)
      throw mistake(.wrongQuotes, expected: [.value], suggestions: [Printer.quotedString(text)])
    default: throw unexpected([.value])
    }
    advance()
    return Located(value, at: span)
  }

  // Names.

  /// The words that are never bare names.
  static let reservedWords: Set<String> = ["start", "end", "any", "true", "false"]

  /// A name of an event, a segment, a label: bare or in double quotes.
  mutating func expectName(_ expectation: Diagnostic.Expectation = .name) throws(Failure) -> Located<String> {
    let span = token.span
    switch token.kind {
    case .word(let word):
      try checkBareName(word)
      advance()
      return Located(word, at: span)
    case .name(let content):
      let text = try decoded(content)
      advance()
      return Located(text, at: span)
    case .string(let content, _):
      let text = try decoded(content)
      throw mistake(.wrongQuotes, expected: [expectation], suggestions: [Printer.quotedName(text)])
    default: throw unexpected([expectation])
    }
  }

  /// Refuses words that need quotes to be names.
  mutating func checkBareName(_ word: String) throws(Failure) {
    if Parser.reservedWords.contains(word.lowercased()) {
      throw mistake(.reservedName, suggestions: [Printer.quotedName(word)])
    }
    if word.contains("-") {
      throw mistake(.unquotedName, suggestions: [Printer.quotedName(word)])
    }
  }

  /// A property, a built-in field, or either of the event an alias names.
  mutating func expectProperty() throws(Failure) -> PropertyReference {
    let span = token.span
    switch token.kind {
    case .word(let word):
      try checkBareName(word)
      if let dot = word.firstIndex(of: ".") {
        let prefix = String(word[..<dot])
        if visibleAliases.contains(prefix) {
          return try aliasedProperty(prefix, rest: String(word[word.index(after: dot)...]))
        }
        if case .name = token(after: 1).kind, word.hasSuffix("."),
          token(after: 1).span.start == token.span.end
        {
          // `x."y"` can only mean the alias x, which is not known here.
          var diagnostic = Diagnostic(.aliasOutOfScope, at: span, found: .text(prefix))
          diagnostic.subject = prefix
          record(diagnostic)
          return try aliasedProperty(prefix, rest: "")
        }
        dottedNames.append(Located(prefix, at: span))
      }
      advance()
      return PropertyReference(subject: subject(bare: word), span: span)
    case .name(let content):
      let text = try decoded(content)
      advance()
      return PropertyReference(subject: .property(text), span: span)
    case .string(let content, _):
      let text = try decoded(content)
      throw mistake(.wrongQuotes, expected: [.property], suggestions: [Printer.quotedName(text)])
    default: throw unexpected([.property])
    }
  }

  /// The property after `alias.`, which may be quoted: `cart."Item Id"`.
  private mutating func aliasedProperty(_ alias: String, rest: String) throws(Failure) -> PropertyReference {
    let start = token.span.start
    var aliasEnd = start
    aliasEnd.offset += alias.utf8.count
    aliasEnd.column += alias.utf8.count
    let located = Located(alias, at: SourceSpan(start: start, end: aliasEnd))
    if rest.isEmpty {
      let next = token(after: 1)
      guard case .name(let content) = next.kind, next.span.start.offset == token.span.end.offset else {
        advance()
        throw unexpected([.property])
      }
      advance()
      let text = try decoded(content)
      advance()
      return PropertyReference(alias: located, subject: .property(text), span: span(from: start))
    }
    advance()
    return PropertyReference(alias: located, subject: subject(bare: rest), span: span(from: start))
  }

  private func subject(bare word: String) -> PropertyReference.Subject {
    EventField(rawValue: word).map(PropertyReference.Subject.field) ?? .property(word)
  }

  /// Something, and more of it after each comma.
  mutating func list<Element>(
    _ element: (inout Parser) throws(Failure) -> Element
  ) throws(Failure) -> [Element] {
    var result = [try element(&self)]
    while take(.comma) { result.append(try element(&self)) }
    return result
  }
}
