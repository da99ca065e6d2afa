/// What people write who know SQL or another tool, and what they are told.
extension Parser {
  /// The mistake of a first word that begins no statement.
  mutating func unknownStatement(_ word: String) -> Failure {
    var suggestions: [String] = []
    var remedy: Diagnostic.Remedy?
    if Parser.wordsOfSQL.contains(word) {
      remedy = .isSQL
    } else if let meant = Parser.foreignStatements[word] {
      suggestions = [meant]
    } else if ["create", "define", "let", "new"].contains(word) {
      remedy = .defineWithoutVerb
    } else if ["count", "sum", "users"].contains(word) {
      remedy = .countByFunnel
    } else if word == "help" {
      remedy = .helpIsNoStatement
    } else if ClauseKind.byKeyword[word] != nil {
      remedy = .clauseBeforeStatement(word)
    } else {
      suggestions = Suggestion.ranked(for: word, among: StatementForm.allCases.map(\.rawValue))
    }
    return mistake(.unknownStatement, expected: [.statement], suggestions: suggestions, remedy: remedy)
  }

  private static let wordsOfSQL: Set<String> = [
    "select", "with", "from", "insert", "update", "alter", "truncate", "merge", "join", "union", "use",
  ]

  /// What statements are called elsewhere.
  private static let foreignStatements: [String: String] = [
    "drop": "remove", "delete": "remove", "unset": "remove", "desc": "describe", "list": "show",
    "ls": "show", "path": "journeys", "paths": "journeys", "flow": "journeys", "flows": "journeys",
    "sankey": "journeys", "user": "timeline", "cohort": "retention", "cohorts": "retention",
    "test": "experiment", "ab": "experiment", "funnels": "funnel", "conversion": "funnel",
  ]

  /// The mistake of something else than what `show` and `describe` know.
  mutating func unknownSubject(_ known: [String]) -> Failure {
    guard let word = keyword() else { return unexpected(known.map { .keyword($0) }, code: .unknownOption) }
    if form == .show, let meant = Parser.foreignSubjects[word] {
      return mistake(.unknownOption, expected: known.map { .keyword($0) }, suggestions: [meant])
    }
    let failure = unexpected(known.map { .keyword($0) }, code: .unknownOption)
    if diagnostics.last?.suggestions.isEmpty == true {
      remedy(.write("describe event \(Printer.name(token.description))"))
    }
    return failure
  }

  private static let foreignSubjects: [String: String] = [
    "tables": "events", "table": "events", "names": "events", "columns": "properties",
    "fields": "properties", "attributes": "properties", "schema": "properties", "databases": "snapshots",
    "versions": "snapshots", "views": "segments", "cohorts": "segments",
  ]

  /// `of EVENT` after `show properties`.
  mutating func parseOwnerOfProperties() throws(Failure) -> Located<String>? {
    if take("of") { return try expectName(.eventName) }
    if at("from") || at("for") || at("in") {
      switch token(after: 1).kind {
      case .word, .name:
        let failure = mistake(.unexpected, expected: [.keyword("of")], suggestions: ["of"])
        advance()
        throw failure
      default: return nil
      }
    }
    return nil
  }

  // Conditions.

  /// The mistake of a property that is followed by something else than an operator.
  mutating func unknownOperator(after property: PropertyReference) -> Failure {
    let expected: [Diagnostic.Expectation] =
      Relation.allCases.map { .symbol($0.rawValue) }
      + ["in", "not in", "contains", "matches", "is null", "is not null"].map { .keyword($0) }
    let name = Printer().text(property)
    if at(.parenthesisOpen) {
      return mistake(.unexpected, expected: expected, remedy: .noFunctions)
    }
    if let value = literalText(after: 0) {
      return mistake(.unexpected, expected: expected, remedy: .write("\(name) = \(value)"))
    }
    let isNegated = at("not")
    let distance = isNegated ? 1 : 0
    switch keyword(after: distance) {
    case "like", "ilike", "rlike", "similar":
      guard case .string(let content, _) = token(after: distance + 1).kind else { break }
      let glob = content.map { $0 == "%" ? "*" : $0 == "_" ? "?" : String($0) }.joined()
      let ignoresCase = keyword(after: distance) == "ilike" ? "i" : ""
      let condition = "\(name) matches '\(glob)'\(ignoresCase)"
      return mistake(
        .unexpected, expected: expected, remedy: .write(isNegated ? "not (\(condition))" : condition))
    case "between":
      guard let low = boundText(after: distance + 1), keyword(after: distance + 2) == "and",
        let high = boundText(after: distance + 3)
      else { break }
      let condition = "\(name) >= \(low) and \(name) <= \(high)"
      return mistake(
        .unexpected, expected: expected, remedy: .write(isNegated ? "not (\(condition))" : condition))
    case "equals", "eq", "equal":
      return mistake(.unexpected, expected: expected, suggestions: ["="])
    default: break
    }
    return unexpected(expected)
  }

  /// The mistake of `is 'x'` and `is not 'x'` for a comparison.
  mutating func comparisonWithIs(_ property: PropertyReference, negated: Bool) -> Failure {
    let failure = unexpected([.keyword("null")])
    if let value = literalText(after: 0) {
      remedy(.write("\(Printer().text(property)) \(negated ? "!=" : "=") \(value)"))
    }
    return failure
  }

  /// The mistake of values after `in` without parentheses.
  mutating func membershipWithoutParentheses(_ property: PropertyReference, negated: Bool) -> Failure {
    let failure = unexpected([.symbol("(")])
    var values: [String] = []
    var distance = 0
    while let value = literalText(after: distance) {
      values.append(value)
      guard token(after: distance + 1).kind == .symbol(.comma) else { break }
      distance += 2
    }
    if !values.isEmpty {
      let list = values.joined(separator: ", ")
      remedy(.write("\(Printer().text(property)) \(negated ? "not in" : "in") (\(list))"))
    }
    return failure
  }

  /// The mistake of a value where a condition begins: `a = 'x' or 'y'`, `'x' = a`; nil where it is none.
  mutating func valueInsteadOfCondition() -> Failure? {
    guard let value = literalText(after: 0) else { return nil }
    if case .symbol(let symbol) = token(after: 1).kind, Relation(rawValue: symbol.rawValue) != nil {
      guard case .word(let word) = token(after: 2).kind, !Parser.literalWords.contains(word.lowercased())
      else { return nil }
      let mirrored = ["<": ">", "<=": ">=", ">": "<", ">=": "<="][symbol.rawValue] ?? symbol.rawValue
      return mistake(
        .unexpected, expected: [.condition], remedy: .write("\(word) \(mirrored) \(value)"))
    }
    guard let property = comparedLast else { return nil }
    return mistake(
      .unexpected, expected: [.condition], remedy: .write("\(Printer().text(property)) = \(value)"))
  }

  private static let literalWords: Set<String> = ["true", "false", "null"]

  /// A value as the language writes it, if one stands so many tokens further on.
  private func literalText(after distance: Int) -> String? {
    let token = token(after: distance)
    switch token.kind {
    case .string, .integer, .decimal, .date: return token.description
    default: return nil
    }
  }

  /// A bound of a range, of which dates lose their quotes.
  private func boundText(after distance: Int) -> String? {
    if case .string(let content, _) = token(after: distance).kind, let date = DateLiteral(content) {
      return "\(date)"
    }
    return literalText(after: distance)
  }

  // Segments.

  /// The mistake of a segment's name alone where a segment is wanted; nil where it is none.
  mutating func bareSegmentName() -> Failure? {
    let name: String
    switch token.kind {
    case .word(let word): name = word
    case .name(let content): name = (try? QuotedText.text(of: content)) ?? content
    default: return nil
    }
    let next = token(after: 1)
    let isAlone: Bool
    switch next.kind {
    case .end, .symbol(.parenthesisClose): isAlone = true
    case .word(let word):
      let following = word.lowercased()
      isAlone =
        ["and", "or"].contains(following)
        || (!["in", "not", "contains", "matches", "is"].contains(following)
          && ClauseKind.byKeyword[following] != nil)
    default: isAlone = false
    }
    guard isAlone else { return nil }
    return mistake(.unexpected, expected: [.segment], remedy: .write("segment \(Printer.name(name))"))
  }
}
