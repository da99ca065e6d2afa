/// Reads statements from text; knows no data, so names are not checked.
public struct Parser {
  var tokens: [Token] = []
  var index = 0
  var diagnostics: [Diagnostic] = []
  /// How many brackets and operators are open around the cursor.
  var depth = 0
  /// The form being read; clauses and messages depend on it.
  var form = StatementForm.funnel
  /// Whether the statement's first word was understood.
  var hasForm = false
  /// Set when a search found no further `]`, so that hostile text is not searched again and again.
  var lacksClosingBracket = false
  /// Aliases that may be used at the cursor.
  var visibleAliases: Set<String> = []
  /// Every alias the statement declares.
  var declaredAliases: Set<String> = []
  /// The property of the condition read last.
  var comparedLast: PropertyReference?
  /// Bare dotted names that were taken as plain properties.
  var dottedNames: [Located<String>] = []

  /// The bounds that keep hostile input harmless.
  public enum Limits {
    /// UTF-8 bytes of one text.
    public static let textBytes = 1 << 20
    /// Brackets, `not`s and the like inside each other; a deeper tree would threaten the stack.
    public static let nesting = 64
    /// Mistakes reported for one text; after so many the rest says little.
    public static let diagnostics = 200
  }

  /// The mistake was recorded; the caller finds a place to go on from.
  struct Failure: Error {}

  /// Reads a whole text.
  ///
  /// - Parameter blankLineSeparates: whether a blank line ends a statement as `;` does, as in files; a prompt that
  ///   collects one statement turns it off.
  public static func parse(_ text: String, blankLineSeparates: Bool = true) -> Script {
    guard text.utf8.count <= Limits.textBytes else {
      var diagnostic = Diagnostic(.textTooLong, at: SourceSpan.none)
      diagnostic.limit = Limits.textBytes
      return Script(entries: [], generalDiagnostics: [diagnostic])
    }
    var lexer = Lexer(text, blankLineSeparates: blankLineSeparates)
    lexer.run()
    var script = Script(entries: [])
    var lexical = lexer.diagnostics[...]
    var count = 0
    for tokens in lexer.tokens.split(whereSeparator: { $0.kind == .separator || $0.kind == .end }) {
      guard let first = tokens.first, let last = tokens.last else { continue }
      let span = SourceSpan(start: first.span.start, end: last.span.end)
      var found: [Diagnostic] = []
      while let diagnostic = lexical.first, diagnostic.span.start < span.end {
        found.append(diagnostic)
        lexical.removeFirst()
      }
      var parser = Parser(tokens, end: last.span.end)
      let statement = parser.parseStatement()
      found = Parser.merged(found, parser.diagnostics)
      count += found.count
      script.entries.append(
        Script.Entry(span: span, statement: found.isEmpty ? statement : nil, diagnostics: found))
      if count > Limits.diagnostics {
        var diagnostic = Diagnostic(.tooManyErrors, at: span)
        diagnostic.limit = Limits.diagnostics
        script.generalDiagnostics.append(diagnostic)
        break
      }
    }
    return script
  }

  /// Reads exactly one statement, with or without its `;`; blank lines do not matter.
  public static func parseStatement(_ text: String) throws(InvalidStatement) -> Statement {
    let script = parse(text, blankLineSeparates: false)
    if let statement = script.entries.first?.statement, script.entries.count == 1 { return statement }
    var diagnostics = script.diagnostics
    if diagnostics.isEmpty {
      let isEmpty = script.entries.isEmpty
      var diagnostic = Diagnostic(
        .unexpected, at: isEmpty ? .none : script.entries[1].span,
        found: isEmpty ? .endOfStatement : .text("a second statement"))
      diagnostic.expected = [isEmpty ? .statement : .endOfStatement]
      diagnostics = [diagnostic]
    }
    throw InvalidStatement(diagnostics: diagnostics)
  }

  /// Whether a text, as typed at a prompt, ends with a complete statement: its last sign is a `;` outside quotes and
  /// comments.
  public static func isComplete(_ text: String) -> Bool {
    guard text.utf8.count <= Limits.textBytes else { return true }
    var lexer = Lexer(text, blankLineSeparates: false)
    lexer.run()
    return lexer.tokens.dropLast().last?.kind == .separator
  }

  private init(_ slice: ArraySlice<Token>, end: SourcePosition) {
    tokens = Array(slice)
    tokens.append(Token(kind: .end, span: SourceSpan(start: end, end: end)))
  }

  /// Both lists in the order of the text; where a token was already wrong, what the grammar makes of it is left out.
  private static func merged(_ lexical: [Diagnostic], _ grammatical: [Diagnostic]) -> [Diagnostic] {
    let places = Set(lexical.map(\.span.start))
    let further = grammatical.filter { !places.contains($0.span.start) }
    return (lexical + further).sorted { $0.span.start < $1.span.start }
  }
}

/// A text that is not one valid statement.
public struct InvalidStatement: Error, Equatable, Sendable {
  /// At least one, in the order of the text.
  public var diagnostics: [Diagnostic]
}
