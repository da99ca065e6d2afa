/// What may be typed at the end of a text, for completion at a prompt.
///
/// Reads tokens only, so it also works while the statement is still wrong. Wrong guesses offer too much, never nothing
/// that is right in the place's own clause.
public struct CompletionPlace: Equatable, Sendable {
  /// What kind of word is expected.
  public enum Expectation: Hashable, Sendable {
    /// The first word of a statement.
    case statement
    /// One of these words.
    case word(String)
    case event, property, segment
    /// `segment` and the name of one, as conditions on users write it.
    case segmentMember
    /// A text in single quotes that this property has.
    case value(of: String)
  }

  /// The beginning that was typed, without an opening quote.
  public var word: String
  /// The quote before the beginning, if one is open.
  public var quote: Character?
  /// In the order in which they are offered.
  public var expectations: Set<Expectation>

  /// The characters before the cursor that a completion replaces.
  public var replaced: Int { word.count + (quote == nil ? 0 : 1) }

  /// - Parameter text: everything typed up to the cursor, earlier lines of the statement included.
  public init(atEndOf text: String) {
    let (before, word, quote) = Self.cut(text)
    self.word = word
    self.quote = quote
    var lexer = Lexer(before, blankLineSeparates: false)
    lexer.run()
    let tokens = lexer.tokens.dropLast().split(
      omittingEmptySubsequences: false, whereSeparator: { $0.kind == .separator })
    let words = (tokens.last ?? []).map(Word.init)
    expectations = Self.expectations(after: words, quote: quote)
  }

  /// Cuts the word at the end off.
  private static func cut(_ text: String) -> (before: String, word: String, quote: Character?) {
    var quote: Character?
    var start = text.startIndex
    var isComment = false
    var place = text.startIndex
    while place < text.endIndex {
      let character = text[place]
      let next = text.index(after: place)
      if character.isNewline {
        quote = nil
        isComment = false
      } else if isComment {
        // Nothing in a comment opens a quote.
      } else if let open = quote {
        if character == "\\", next < text.endIndex {
          place = text.index(after: next)
          continue
        }
        if character == open { quote = nil }
      } else if character == "'" || character == "\"" {
        quote = character
        start = next
      } else if character == "-", next < text.endIndex, text[next] == "-" {
        isComment = true
      }
      place = next
    }
    if let quote { return (String(text[..<text.index(before: start)]), String(text[start...]), quote) }
    if isComment { return (text, "", nil) }
    let word = text.reversed().prefix { $0.isLetter || $0.isNumber || "_.$\\".contains($0) }
    return (String(text.dropLast(word.count)), String(word.reversed()), nil)
  }

  // MARK: What was typed before

  /// A token as far as completion looks at it.
  private enum Word: Equatable {
    case bare(String)
    case name(String)
    case sign(Symbol)
    case value

    init(_ token: Token) {
      switch token.kind {
      case .word(let text): self = .bare(text)
      case .name(let text): self = .name(text)
      case .symbol(let symbol): self = .sign(symbol)
      default: self = .value
      }
    }

    /// In lower case, for keywords.
    var keyword: String? {
      if case .bare(let text) = self { text.lowercased() } else { nil }
    }

    /// As a name of the data.
    var text: String? {
      switch self {
      case .bare(let text), .name(let text): text
      case .sign, .value: nil
      }
    }
  }

  private static func expectations(after words: [Word], quote: Character?) -> Set<Expectation> {
    guard let last = words.last else { return quote == nil ? [.statement] : [] }
    if quote == "'" { return values(after: words) }
    switch last {
    case .bare(let text) where text.lowercased() == "segment": return [.segment]
    case .bare(let text):
      if ["and", "or", "not", "among"].contains(text.lowercased()), isOnUsers(words) { return onUsers }
      if let expected = byKeyword[text.lowercased()], !isName(words) { return expected }
    case .sign(.equal) where words.count == 3:
      switch words[0].keyword {
      case "segment": return onUsers
      case "event": return [.event, .word("any")]
      default: return words[0].keyword == "set" ? [] : [.property, .word("true"), .word("false")]
      }
    case .sign(.comma): return afterComma(words)
    case .sign(.bracketOpen): return [.property]
    case .sign(.parenthesisOpen):
      let aggregate = words.dropLast().last?.keyword.map(functions.contains) ?? false
      if !aggregate, isOnUsers(words.dropLast()), opensExpression(words.dropLast()) { return onUsers }
      return aggregate || isCondition(words) ? [.property] : [.event]
    case .sign(let sign) where stepSigns.contains(sign): return [.event, .word("any")]
    case .sign(let sign) where comparisons.contains(sign): return [.property, .word("true"), .word("false")]
    default: break
    }
    if words.count >= 2, conditionOpeners.contains(words[words.count - 2]) {
      return Set(["contains", "in", "is", "matches", "not"].map { .word($0) })
    }
    return clauses(of: words)
  }

  /// Whether the last word is a name although it reads like a keyword: it stands where a step or property does.
  private static func isName(_ words: [Word]) -> Bool {
    guard words.count >= 2 else { return false }
    if case .sign(let sign) = words[words.count - 2] {
      return stepSigns.contains(sign) || comparisons.contains(sign)
    }
    return false
  }

  private static func clauses(of words: [Word]) -> Set<Expectation> {
    var form = words.first?.keyword
    if form == "explain" {
      form = words.dropFirst().first { $0.keyword != "analyze" }?.keyword
      if form == nil { return [.statement, .word("analyze")] }
    }
    var offered = Set(Keywords.clauses(of: form ?? "").map { Expectation.word($0) })
    // Inside a condition it may go on.
    if isCondition(words) { offered.formUnion([.word("and"), .word("or")]) }
    return offered
  }

  /// Whether the clause at the end is one of conditions.
  private static func isCondition(_ words: [Word]) -> Bool {
    let openers: Set<String> = ["where", "having", "among"]
    for word in words.reversed() {
      if word == .sign(.bracketOpen) { return true }
      guard let keyword = word.keyword else { continue }
      if openers.contains(keyword) { return true }
      if ["by", "within", "from", "to", "per", "every"].contains(keyword) { return false }
    }
    return false
  }

  /// What a condition on users may begin with.
  private static let onUsers: Set<Expectation> = [
    .property, .segmentMember, .word("segment"), .word("did"), .word("not"), .word("stopped"),
    .word("first did"), .word("reached step"), .word("file"),
  ]

  /// Whether the words end inside a segment: after `among`, or in the definition of one.
  private static func isOnUsers(_ words: [Word]) -> Bool {
    for word in words.reversed() {
      if word == .sign(.bracketOpen) { return false }
      guard let keyword = word.keyword else { continue }
      if keyword == "among" { return true }
      if ["where", "having", "by", "excluding", "compare"].contains(keyword) { return false }
    }
    return words.count >= 3 && words[0].keyword == "segment" && words[2] == .sign(.equal)
  }

  /// Whether a parenthesis after these words holds an expression, not the names of a step or the values of a list.
  private static func opensExpression(_ words: [Word]) -> Bool {
    guard let last = words.last else { return false }
    return ["among", "and", "or", "not"].contains(last.keyword) || (words.count == 3 && last == .sign(.equal))
      || last == .sign(.parenthesisOpen)
  }

  private static func afterComma(_ words: [Word]) -> Set<Expectation> {
    for word in words.reversed() {
      guard let keyword = word.keyword else { continue }
      if ["by", "holding"].contains(keyword) { return [.property] }
      if ["only", "hide", "excluding"].contains(keyword) { return [.event] }
      if keyword == "trend" { return byKeyword["trend"] ?? [] }
      if keyword == "compare" { return [.property, .segment] }
    }
    return [.event]
  }

  /// The property whose values are expected in single quotes.
  private static func values(after words: [Word]) -> Set<Expectation> {
    var rest = words[...]
    // Earlier values of a list.
    while let last = rest.last, last == .value || last == .sign(.comma) { rest.removeLast() }
    if rest.last == .sign(.parenthesisOpen) {
      rest.removeLast()
      guard rest.last?.keyword == "in" else { return [] }
      rest.removeLast()
      if rest.last?.keyword == "not" { rest.removeLast() }
      return rest.last?.text.map { [.value(of: $0)] } ?? []
    }
    if case .sign(let sign)? = rest.last, comparisons.contains(sign) {
      return rest.dropLast().last?.text.map { [.value(of: $0)] } ?? []
    }
    switch rest.last?.keyword {
    case "contains", "matches": return rest.dropLast().last?.text.map { [.value(of: $0)] } ?? []
    case "control", "variants":
      guard let place = words.firstIndex(where: { $0.keyword == "variant" }), place + 1 < words.count else {
        return []
      }
      return words[place + 1].text.map { [.value(of: $0)] } ?? []
    default:
      // `compare platform 'web', 'ios'`
      guard let name = rest.last?.text, rest.dropLast().last?.keyword == "compare" else { return [] }
      return [.value(of: name)]
    }
  }

  // MARK: Tables

  private static let stepSigns: Set<Symbol> = [
    .arrow, .immediateArrow, .bar, .exclamation, .colon, .bracketClose,
  ]
  private static let comparisons: Set<Symbol> = [
    .equal, .unequal, .less, .lessOrEqual, .greater, .greaterOrEqual,
  ]
  private static let functions: Set<String> = ["sum", "mean", "median", "min", "max", "distinct"]
  private static let conditionOpeners: [Word] =
    ["where", "and", "or", "not", "having"].map { .bare($0) } + [.sign(.bracketOpen)]

  /// What follows a keyword.
  private static let byKeyword: [String: Set<Expectation>] = {
    func words(_ list: String...) -> Set<Expectation> { Set(list.map { .word($0) }) }
    func options<Option: RawRepresentable<String> & CaseIterable>(_: Option.Type) -> Set<Expectation> {
      Set(Option.allCases.map { .word($0.rawValue) })
    }
    let step: Set<Expectation> = [.event, .word("any")]
    let measure = words("users of", "count of", "sum(", "mean(", "median(", "distinct(", "quantile(")
    var table: [String: Set<Expectation>] = [
      "show": words(
        "events", "properties", "values of", "segments", "snapshots", "definitions", "groups", "settings",
        "sources"),
      "describe": words("event", "property", "segment"),
      "property": [.property], "trend": measure, "per": words("user", "session", "account"),
      "compare": [.property, .word("snapshots"), .word("segment"), .word("previous period")],
      "timeline": words("user", "account"), "explain": [.statement, .word("analyze")],
      "retention": step, "experiment": [], "power": words("conversion of", "mean of", "ratio of"),
      "centred": words("on"), "weight": options(TransitionWeight.self),
      "ties": options(TieRule.self), "order": options(StepOrder.self), "entry": options(EntryRule.self),
      "scope": options(RangeScope.self), "reuse": options(ReuseRule.self),
      "effect": options(ExclusionEffect.self), "as": options(Preset.self),
      "every": options(CalendarPeriod.self), "mode": options(RetentionMode.self),
      "clock": options(RetentionClock.self), "cohort": options(CohortRule.self),
      "method": options(ExperimentMethod.self), "correction": options(MultiplicityCorrection.self),
      "switchers": options(SwitcherRule.self), "occurrence": options(MatchOccurrence.self),
      "collapse": words("repeats", "loops"), "attribute": words("first", "last", "step"),
      "model": words("first", "last", "linear", "participation", "position", "decay", "markov", "shapley"),
    ]
    for goal in ["goal", "secondary", "guardrail"] {
      table[goal] = words("conversion of", "mean of", "ratio of", "quantile", "retention of")
    }
    for word in [
      "funnel", "match", "of", "from", "to", "on", "touch", "exposure", "excluding", "only", "hide",
    ]
      + ["did", "activation", "correlate", "event", "stopped"]
    {
      table[word] = step
    }
    for word in ["where", "and", "or", "not", "having", "by", "node", "holding", "key", "value", "variant"] {
      table[word] = [.property]
    }
    return table
  }()
}
