import Testing

@testable import QueryLanguage

/// A wrong text, and what must be said about it.
struct Mistake: Sendable, CustomTestStringConvertible {
  var text: String
  var code: Diagnostic.Code
  /// The marked piece of the text.
  var marked: String
  var suggestions: [String] = []

  init(_ text: String, _ code: Diagnostic.Code, at marked: String, suggesting suggestions: [String] = []) {
    self.text = text
    self.code = code
    self.marked = marked
    self.suggestions = suggestions
  }

  var testDescription: String { text }
}

@Suite struct `Diagnostics` {
  @Test(arguments: [
    Mistake("funel a -> b", .unknownStatement, at: "funel", suggesting: ["funnel"]),
    Mistake("funnel view -> crt witin 7d", .unknownClause, at: "witin", suggesting: ["within"]),
    Mistake("funnel a -> b order strickt", .unknownOption, at: "strickt", suggesting: ["strict"]),
    Mistake("funnel a -> where x = 1", .unexpected, at: "where"),
    Mistake("funnel a -> -> b", .unexpected, at: "->"),
    Mistake("funnel", .unexpected, at: ""),
    Mistake("funnel a -> b within 7d within 8d", .duplicateClause, at: "within"),
    Mistake("funnel a by p top 3 top 4", .duplicateClause, at: "top"),
    Mistake("journeys collapse loops 2 collapse loops 3", .duplicateClause, at: "collapse"),
    Mistake("frequent max gap 1h max gap 2h", .duplicateClause, at: "gap"),
    Mistake(
      "experiment x variant v goal conversion of a margin 2% margin 3%", .duplicateClause, at: "margin"),
    Mistake("compare p 'a', 'b' on funnel a compare q 'a', 'b'", .duplicateClause, at: "compare"),
    Mistake("funnel a last 30d from 2026-01-01", .conflictingClause, at: "from"),
    Mistake("funnel a from 2026-01-01 last 30d", .conflictingClause, at: "last"),
    Mistake("funnel a -> b depth 5", .clauseNotAllowed, at: "depth"),
    Mistake("funnel a top 5", .clauseNotAllowed, at: "top"),
    Mistake("funnel a group by p", .clauseNotAllowed, at: "group", suggesting: ["by"]),
    Mistake("match a -> b entry first", .clauseNotAllowed, at: "entry"),
    Mistake("journeys limit 5", .unknownClause, at: "limit", suggesting: ["top"]),
    Mistake("steps centered on a", .unknownClause, at: "centered", suggesting: ["centred on"]),
    Mistake("experiment x variant v", .missingClause, at: ""),
    Mistake("experiment x goal conversion of a", .missingClause, at: ""),
    Mistake("funnel a in \"UTC\"", .wrongQuotes, at: "\"UTC\"", suggesting: ["'UTC'"]),
    Mistake("funnel 'view' -> b", .wrongQuotes, at: "'view'", suggesting: ["\"view\""]),
    Mistake("funnel a where 'x' = 1", .wrongQuotes, at: "'x'", suggesting: ["\"x\""]),
    Mistake("funnel a where x in (\"y\")", .wrongQuotes, at: "\"y\"", suggesting: ["'y'"]),
    Mistake("funnel a from '2026-01-01'", .wrongQuotes, at: "'2026-01-01'", suggesting: ["2026-01-01"]),
    Mistake("funnel a where x = null", .comparedWithNull, at: "null"),
    Mistake("funnel a where x = pro-max", .unexpected, at: "pro-max", suggesting: ["'pro-max'"]),
    Mistake("funnel a where x = 'abc", .unterminatedQuote, at: "'abc"),
    Mistake("funnel a where x = 'a\\qb'", .unknownEscape, at: "\\q"),
    Mistake("funnel a where x = 'ä\\u{110000}'", .unknownEscape, at: "\\u{110000}"),
    Mistake("funnel a where x == 5", .foreignOperator, at: "==", suggesting: ["="]),
    Mistake("funnel a where x <> 5", .foreignOperator, at: "<>", suggesting: ["!="]),
    Mistake("funnel a, b", .unexpected, at: ",", suggesting: ["->"]),
    Mistake("funnel a > b", .unexpected, at: ">", suggesting: ["->"]),
    Mistake("funnel a → b", .invalidCharacter, at: "→", suggesting: ["->"]),
    Mistake("funnel a # b", .invalidCharacter, at: "#"),
    Mistake("funnel Käufer -> b", .unquotedName, at: "Käufer", suggesting: ["\"Käufer\""]),
    Mistake("funnel a-b -> c", .unquotedName, at: "a-b", suggesting: ["\"a-b\""]),
    Mistake("funnel (any|b) -> c", .misplacedEventClass, at: "any"),
    Mistake("funnel !any -> c", .misplacedEventClass, at: "any"),
    Mistake("funnel !start -> c", .misplacedEventClass, at: "start"),
    Mistake("describe event start", .reservedName, at: "start", suggesting: ["\"start\""]),
    Mistake("funnel a where end = 1", .reservedName, at: "end", suggesting: ["\"end\""]),
    Mistake("funnel a where x in ()", .unexpected, at: ")"),
    Mistake("funnel a[x = 1", .unclosedBracket, at: "["),
    Mistake("funnel a[x = 1 -> b", .unexpected, at: "->"),
    Mistake("funnel a{3,1}", .invalidQuantifier, at: "{3,1}"),
    Mistake("funnel a{0}", .invalidQuantifier, at: "{0}"),
    Mistake("match start? -> a", .invalidQuantifier, at: "?"),
    Mistake("match start[x = 1] -> a", .boundaryWithCondition, at: "["),
    Mistake("funnel x: a -> x: b", .duplicateAlias, at: "x"),
    Mistake("funnel x.y: a -> b", .invalidAlias, at: "x.y"),
    Mistake("funnel any: a -> b", .invalidAlias, at: "any"),
    Mistake("funnel a[q = c.x] -> c: b", .aliasOutOfScope, at: "c.x"),
    Mistake("funnel c: a[q = c.x]", .aliasOutOfScope, at: "c.x"),
    Mistake("funnel c: a -> b where c.x = 1", .aliasOutOfScope, at: "c.x"),
    Mistake("funnel a where c.\"x y\" = 1", .aliasOutOfScope, at: "c."),
    Mistake("funnel a from 2026-02-30", .invalidDate, at: "2026-02-30"),
    Mistake("funnel a from 2026-1-5", .invalidDate, at: "2026-1-5"),
    Mistake("funnel a from 2026-01-05T25:00", .invalidDate, at: "2026-01-05T25:00"),
    Mistake("funnel a within 7x", .invalidDuration, at: "7x"),
    Mistake("funnel a within -7d", .invalidDuration, at: "-7d"),
    Mistake("funnel a within 5min", .invalidDuration, at: "5min", suggesting: ["5m"]),
    Mistake("funnel a within 5 minutes", .invalidDuration, at: "5 minutes", suggesting: ["5m"]),
    Mistake("funnel a within 5", .unexpected, at: ""),
    Mistake("funnel a within 99999999999w", .numberOutOfRange, at: "99999999999w"),
    Mistake("funnel a within 0.0000001s", .numberOutOfRange, at: "0.0000001s"),
    Mistake("funnel a where x = 99999999999999999999", .numberOutOfRange, at: "99999999999999999999"),
    Mistake("funnel a where x = 1e999", .numberOutOfRange, at: "1e999"),
    Mistake("funnel a where x = 1e5z", .invalidNumber, at: "1e5z"),
    Mistake("funnel a by p top 0", .numberOutOfRange, at: "0"),
    Mistake("retention a -> b brackets 3, 1", .numberOutOfRange, at: "1"),
    Mistake("power conversion of a alpha 1", .numberOutOfRange, at: "1"),
    Mistake("funnel a compare segment A", .tooFewSides, at: "segment A"),
    Mistake("funnel a compare p rest, rest", .tooFewSides, at: "p rest, rest"),
    Mistake("funnel a by p attribute sideways", .unknownOption, at: "sideways"),
    Mistake("trend a by p top 3", .unknownOption, at: "a"),
    Mistake("trend count of a by p attribute first", .unknownClause, at: "attribute"),
    Mistake("show evnts", .unknownOption, at: "evnts", suggesting: ["events"]),
    Mistake("retention a -[within 1d]-> b", .unexpected, at: "-["),
    Mistake("explain explain funnel a", .unexpected, at: "explain"),
    Mistake("compare p 'x', 'y' on timeline", .unexpected, at: "timeline"),
    Mistake("segment x = did a within", .unexpected, at: ""),
    Mistake("segment x = did a;b", .unknownStatement, at: "b"),
    Mistake("journeys among did a from 2026-01-01 within 7d", .clauseNotAllowed, at: "within"),
    Mistake("funnel a as posthogg", .unknownOption, at: "posthogg", suggesting: ["posthog"]),
    Mistake("funnel a =[same x]-> b", .unexpected, at: "->"),
    Mistake("funnel a show", .unexpected, at: ""),
    Mistake("(funnel a)", .unexpected, at: "("),
  ])
  func `a mistake is named, marked, and where possible mended`(_ mistake: Mistake) throws {
    let script = Parser.parse(mistake.text)
    #expect(script.diagnostics.count == 1, "\(script.diagnostics.map(\.message))")
    let diagnostic = try #require(script.diagnostics.first)
    #expect(diagnostic.code == mistake.code)
    let bytes = Array(mistake.text.utf8)[diagnostic.span.range]
    #expect(String(decoding: bytes, as: UTF8.self) == mistake.marked)
    #expect(diagnostic.suggestions.prefix(1) == mistake.suggestions.prefix(1))
    #expect(script.entries.last?.statement == nil)
  }

  @Test func `several mistakes of one statement are reported at once`() {
    let text = "funnel a -> -> b[x == 1] -[nott c]-> d within 7x order strickt by p attribut sideways per"
    let codes = Parser.parse(text).diagnostics.map(\.code)
    #expect(
      codes == [
        .unexpected, .foreignOperator, .unknownOption, .invalidDuration, .unknownOption, .unknownClause,
        .unexpected,
      ])
  }

  @Test func `a mistake in one statement leaves the others readable`() {
    let script = Parser.parse("funnel a -> b;\nfunel c;\n\nfunnel d[ -> e\n\njourneys top 5;")
    #expect(script.entries.map { $0.statement != nil } == [true, false, false, true])
    #expect(script.diagnostics.map(\.span.start.line) == [2, 4])
  }

  @Test func `both missing clauses of an attribution are named`() {
    let diagnostics = Parser.parse("attribution of a").diagnostics
    #expect(diagnostics.map(\.message) == ["attribution needs 'touch'", "attribution needs 'key'"])
  }

  @Test func `a clause that is there but wrong is not also missing`() {
    let diagnostics = Parser.parse("experiment x variant 'v' goal").diagnostics
    #expect(diagnostics.map(\.code) == [.wrongQuotes, .unexpected])
  }

  @Test(arguments: [
    (
      "funnel a -> b order strickt",
      "'strickt' is not known here; expected 'ordered', 'strict', 'unordered' or 'sets'",
      "did you mean 'strict'?"
    ),
    ("funnel a within 1d within 2d", "'within' was already given at line 1, column 10", nil),
    ("funnel a[x = 1", "the bracket that opens here is never closed", nil),
    ("funnel a where x =", "expected a value (5, 'text', 2026-01-31), but the statement ends here", nil),
    ("funnel a from '2026-01-01'", "a date takes no quotes, found '2026-01-01'", "write 2026-01-01"),
    ("stickiness any", "expected 'of', found 'any'", nil),
    (
      "lifecycle of any top 5", "'top' is not a clause of lifecycle",
      "clauses of lifecycle are among, every, from, hide, in, last, only, per, to, week starts, where"
    ),
    (
      "x", "'x' is not a statement",
      "statements are funnel, journeys, transitions, steps, match, frequent, retention, trend, lifecycle, stickiness, attribution, experiment, power, correlate, compare, timeline, show, describe, explain, segment, event, group, set, remove"
    ),
  ])
  func `messages are whole sentences`(_ text: String, _ message: String, _ hint: String?) throws {
    let diagnostic = try #require(Parser.parse(text).diagnostics.first)
    #expect(diagnostic.message == message)
    #expect(diagnostic.hint == hint)
  }

  @Test func `every code has a message of its own`() {
    let messages = Diagnostic.Code.allCases.map { Diagnostic($0, at: .none, found: .text("x")).message }
    #expect(!messages.contains(""))
    #expect(Set(messages).count == messages.count)
  }

  @Test func `exactly one statement is asked for`() {
    #expect(throws: InvalidStatement.self) { try Parser.parseStatement("") }
    #expect(throws: InvalidStatement.self) { try Parser.parseStatement("funnel a; funnel b") }
    #expect(throws: Never.self) { try Parser.parseStatement("funnel a\n\n  -> b;\n-- done\n") }
  }
}

/// Sentences that must say what is allowed, not only what is not.
@Suite struct `Sentences of bounds` {
  @Test(arguments: [
    ("journeys depth 0", "'0' is out of range; allowed is a whole number of at least 1"),
    ("journeys top -3", "'-3' is out of range; allowed is a whole number of at least 1"),
    ("funnel a -> b within 0 events", "'0' is out of range; allowed is a whole number of at least 1"),
    ("funnel a -> b bins 0", "'0' is out of range; allowed is 1 to 1000"),
    ("journeys depth 2000000000", "'2000000000' is out of range; allowed is 1 to 1000000000"),
    (
      "experiment x exposure e variant v goal conversion of b alpha 0",
      "'0' is out of range; allowed is more than 0 and less than 1"
    ),
    (
      "experiment x exposure e variant v goal conversion of b alpha 1.5",
      "'1.5' is out of range; allowed is more than 0 and less than 1"
    ),
  ])
  func `a number out of range is told the range`(text: String, sentence: String) {
    #expect(Parser.parse(text).diagnostics.map(\.message) == [sentence])
  }
}

@Suite struct `Source excerpts` {
  private func excerpt(_ text: String, marking piece: String, width: Int = 100) -> String {
    let bytes = Array(text.utf8)
    let wanted = Array(piece.utf8)
    let offset = bytes.indices.first { bytes[$0...].starts(with: wanted) } ?? 0
    let start = SourcePosition(offset: offset, line: 1, column: 1)
    let end = SourcePosition(offset: offset + wanted.count, line: 1, column: 1)
    return SourceExcerpt(of: SourceSpan(start: start, end: end), in: text, width: width).description
  }

  @Test func `the carets stand under the marked piece`() {
    #expect(excerpt("funnel a -> b\n  witin 7d\n", marking: "witin") == "2 |   witin 7d\n  |   ^^^^^")
  }

  @Test func `letters of several bytes count once, tabs are blanks`() {
    #expect(excerpt("\tKäufer x", marking: "x") == "1 |  Käufer x\n  |         ^")
  }

  @Test func `wide letters take two cells`() {
    #expect(excerpt("日本 x", marking: "x") == "1 | 日本 x\n  |      ^")
    #expect(excerpt("a 日本", marking: "日本") == "1 | a 日本\n  |   ^^^^")
  }

  @Test func `a long line is cut on both sides`() {
    let line = String(repeating: "a", count: 200) + "XYZ" + String(repeating: "b", count: 200)
    let parts = excerpt(line, marking: "XYZ", width: 30).split(separator: "\n")
    #expect(parts[0] == "1 | …aaaaaaaaaaaaaaaaaaXYZbbbbbbbbb…")
    #expect(parts[1] == "  |                    ^^^")
  }

  @Test func `the end of the text has a place of its own`() {
    #expect(excerpt("ab", marking: "") == "1 | ab\n  | ^")
    let end = SourcePosition(offset: 99, line: 9, column: 9)
    #expect(SourceExcerpt(of: SourceSpan(start: end, end: end), in: "ab").description == "1 | ab\n  |   ^")
  }
}
