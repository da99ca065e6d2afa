import Testing

@testable import QueryLanguage

/// A slip of somebody who knows SQL or another tool, the place that is marked, and what is said to do.
struct Slip: Sendable, CustomTestStringConvertible {
  var text: String
  /// The marked piece of the text; empty at its end.
  var marked: String
  /// A part of the hint.
  var hint: String

  init(_ text: String, at marked: String, _ hint: String) {
    (self.text, self.marked, self.hint) = (text, marked, hint)
  }

  var testDescription: String { text }
}

@Suite struct `Who comes from SQL is shown the way` {
  @Test(arguments: [
    Slip("SELECT * FROM events", at: "SELECT", "this is no SQL: begin with 'show events'"),
    Slip("with x as (select 1) select 2", at: "with", "this is no SQL"),
    Slip("explain select 1", at: "select", "this is no SQL"),
    Slip("drop segment x", at: "drop", "did you mean 'remove'?"),
    Slip("delete from events", at: "delete", "did you mean 'remove'?"),
    Slip("create segment x as did a", at: "create", "segment Buyers = did purchase"),
    Slip("count purchase by platform", at: "count", "funnel purchase by platform"),
    Slip("where a = 1 funnel b", at: "where", "comes after what a statement asks about: funnel view"),
    Slip("help funnel", at: "help", "'help' is a command of the prompt"),
    Slip("paths from a", at: "paths", "did you mean 'journeys'?"),
    Slip("blah", at: "blah", "statements are funnel"),
    Slip("funnel by platform a -> b", at: "by", "what is asked about comes first"),
    Slip("funnel (a -> b)", at: "->", "a pattern has none: view -> purchase"),
    Slip("funnel a -> (b, c)", at: ",", "write | between alternatives"),
    Slip("funnel a -> (b or c)", at: "or", "write | between alternatives"),
    Slip("journeys a to b", at: "a", "write from a"),
    Slip("funnel a by platform limit 5", at: "limit", "did you mean 'top'?"),
    Slip("funnel a order by platform", at: "by", "answers are ordered by size"),
    Slip("funnel a order by users desc where b = 1", at: "by", "'top 5' keeps so many"),
    Slip("funnel a -> b within 7", at: "", "write 7d for so many days"),
    Slip("funnel a where x like 'i%'", at: "like", "write x matches 'i*'"),
    Slip("funnel a where x not like 'i_%'", at: "not", "write not (x matches 'i?*')"),
    Slip("funnel a where x ilike 'i%'", at: "ilike", "write x matches 'i*'i"),
    Slip("funnel a where x between 1 and 5", at: "between", "write x >= 1 and x <= 5"),
    Slip(
      "funnel a where time between '2026-01-01' and '2026-02-01'", at: "between",
      "write time >= 2026-01-01 and time <= 2026-02-01"),
    Slip("funnel a where x in 'p', 'q'", at: "'p'", "write x in ('p', 'q')"),
    Slip("funnel a where x not in 'p'", at: "'p'", "write x not in ('p')"),
    Slip("funnel a where x is 'p'", at: "'p'", "write x = 'p'"),
    Slip("funnel a where x is not 5", at: "5", "write x != 5"),
    Slip("funnel a where x 'p'", at: "'p'", "write x = 'p'"),
    Slip("funnel a where x equals 'p'", at: "equals", "did you mean '='?"),
    Slip("funnel a where x = 'p' or 'q'", at: "'q'", "write x = 'q'"),
    Slip("funnel a where 5 < x", at: "5", "write x > 5"),
    Slip("funnel a where lower(x) = 'p'", at: "(", "conditions call no functions"),
    Slip("funnel a among buyers", at: "buyers", "write segment buyers"),
    Slip("funnel a among \"EU buyers\" within 7d", at: "\"EU buyers\"", "write segment \"EU buyers\""),
    Slip("segment x where a = 1", at: "where", "did you mean '='?"),
    Slip("segment x as did a", at: "as", "did you mean '='?"),
    Slip("set zone to 'UTC'", at: "to", "did you mean '='?"),
    Slip("show tables", at: "tables", "did you mean 'events'?"),
    Slip("show columns", at: "columns", "did you mean 'properties'?"),
    Slip("show purchase", at: "purchase", "write describe event purchase"),
    Slip("describe purchase", at: "purchase", "write describe event purchase"),
    Slip("show properties from purchase", at: "from", "did you mean 'of'?"),
    Slip("trend purchase every day", at: "purchase", "write users of purchase"),
    Slip("trend count(purchase) every day", at: "(", "write count of purchase"),
    Slip("experiment x variant v goal purchase", at: "purchase", "write conversion of purchase"),
    Slip(
      "experiment x variant v control A goal conversion of a", at: "A", "a text takes single quotes: 'A'"),
    Slip("experiment x goal conversion of a", at: "", "name the property that tells which variant"),
    Slip("experiment x variant v", at: "", "such as goal conversion of purchase"),
  ])
  func `a slip is marked where it is, and the remedy is said`(_ slip: Slip) throws {
    let diagnostics = Parser.parse(slip.text).diagnostics
    #expect(diagnostics.count == 1, "\(diagnostics.map(\.message))")
    let diagnostic = try #require(diagnostics.first)
    let bytes = Array(slip.text.utf8)[diagnostic.span.range]
    #expect(String(decoding: bytes, as: UTF8.self) == slip.marked)
    #expect(diagnostic.hint?.contains(slip.hint) == true, "\(diagnostic.hint ?? "no hint")")
  }

  @Test func `a bare word is not shown in the quotes that it lacks`() throws {
    let diagnostic = try #require(Parser.parse("funnel a where x in (web)").diagnostics.first)
    #expect(diagnostic.message == "expected a value (5, 'text', 2026-01-31), found the bare word web")
    #expect(diagnostic.hint == "a text takes single quotes: 'web'")
  }

  @Test func `what a remedy says to write is read`() {
    for text in [
      "funnel a where x matches 'i*'", "funnel a where not (x matches 'i?*')",
      "funnel a where x matches 'i*'i", "funnel a where x >= 1 and x <= 5",
      "funnel a where x in ('p', 'q')", "funnel a where x not in ('p')", "funnel a where x = 'q'",
      "funnel a where x > 5", "funnel a among segment \"EU buyers\" within 7d", "describe event purchase",
      "trend users of purchase, count of purchase every day", "segment Buyers = did purchase",
      "funnel view -> purchase within 7d by platform", "funnel (view|search) -> purchase",
    ] {
      #expect(Parser.parse(text).diagnostics.map(\.message) == [], "\(text)")
    }
  }
}
