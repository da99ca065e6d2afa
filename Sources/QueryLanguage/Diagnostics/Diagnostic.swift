/// One thing that is wrong with a text, as facts; ``message`` makes a sentence of them.
public struct Diagnostic: Error, Equatable, Sendable {
  /// The kind of mistake.
  public var code: Code
  /// Where it was written.
  public var span: SourceSpan
  /// What stood there.
  public var found: Found
  /// What could have stood there.
  public var expected: [Expectation] = []
  /// Spellings close to what was found, nearest first, ready to be written.
  public var suggestions: [String] = []
  /// What to do instead, where a spelling alone does not say it.
  public var remedy: Remedy?
  /// The first word of the statement being read.
  public var statement: String?
  /// The clause, alias or bound the code is about.
  public var subject: String?
  /// The bound that was passed, for codes about limits.
  public var limit: Int?
  /// The earlier place a duplicate or a conflict refers to.
  public var earlier: SourceSpan?

  init(_ code: Code, at span: SourceSpan, found: Found = .nothing) {
    self.code = code
    self.span = span
    self.found = found
  }

  /// The kinds of mistakes; raw values are stable and appear in JSON.
  public enum Code: String, Sendable, CaseIterable {
    case unexpected = "unexpected-token"
    case unknownStatement = "unknown-statement"
    case unknownClause = "unknown-clause"
    case unknownOption = "unknown-option"
    case clauseNotAllowed = "clause-not-allowed"
    case duplicateClause = "duplicate-clause"
    case conflictingClause = "conflicting-clause"
    case missingClause = "missing-clause"
    case unterminatedQuote = "unterminated-quote"
    case unknownEscape = "unknown-escape"
    case invalidCharacter = "invalid-character"
    case foreignOperator = "foreign-operator"
    case invalidNumber = "invalid-number"
    case numberOutOfRange = "number-out-of-range"
    case invalidDate = "invalid-date"
    case invalidDuration = "invalid-duration"
    case reservedName = "reserved-name"
    case unquotedName = "unquoted-name"
    case wrongQuotes = "wrong-quotes"
    case comparedWithNull = "compared-with-null"
    case aliasOutOfScope = "alias-out-of-scope"
    case duplicateAlias = "duplicate-alias"
    case invalidAlias = "invalid-alias"
    case invalidQuantifier = "invalid-quantifier"
    case boundaryWithCondition = "boundary-with-condition"
    case misplacedEventClass = "misplaced-event-class"
    case tooFewSides = "too-few-sides"
    case unclosedBracket = "unclosed-bracket"
    case nestingTooDeep = "nesting-too-deep"
    case textTooLong = "text-too-long"
    case tooManyErrors = "too-many-errors"
  }

  /// What stood at the place.
  public enum Found: Hashable, Sendable {
    case nothing
    case endOfStatement
    /// As written, shortened if long.
    case text(String)
  }

  /// What could have stood at the place.
  public enum Expectation: Hashable, Sendable {
    case keyword(String)
    case symbol(String)
    /// The words a statement may begin with.
    case statement
    /// A clause of the statement named by the diagnostic's subject.
    case clause
    case endOfStatement
    case step, eventName, name, property, condition, segment, measure, glob
    case value, string, number, wholeNumber, duration, date
  }
}
