import Testing

@testable import QueryLanguage

@Suite struct `Printing and parsing` {
  @Test(arguments: StatementCorpus.valid)
  func `every statement of the corpus is read, printed, and read back as the same tree`(_ text: String) throws
  {
    let script = Parser.parse(text)
    #expect(script.diagnostics.map(\.message) == [])
    #expect(script.entries.count == 1)
    let statement = try #require(script.statements.first)
    let canonical = statement.description
    let again = Parser.parse(canonical)
    #expect(again.statements == [statement], "\(canonical)")
    #expect(again.statements.first?.description == canonical)
  }

  @Test(arguments: 0..<8)
  func `random trees survive printing and parsing`(_ part: Int) throws {
    for number in 0..<1500 {
      let seed = UInt64(part * 1_000_000 + number)
      var trees = RandomStatements(seed: seed)
      let tree = trees.statement()
      let text = tree.description
      let script = Parser.parse(text)
      guard script.statements == [tree] else {
        Issue.record("seed \(seed): \(text)\n\(script.diagnostics.map(\.message))\n\(script.statements)")
        return
      }
      #expect(script.statements.first?.description == text, "seed \(seed)")
    }
  }

  @Test func `clauses may come in any order`() throws {
    let clauses = [
      "within 7d", "from 2026-01-01", "to 2026-02-01", "in 'Europe/Berlin'", "where platform = 'web'",
      "among segment \"EU\"", "by platform top 5 attribute last", "holding order_id",
      "excluding refund between 1 and 2",
      "effect remove-unit", "entry first", "ties strictly-later", "order strict", "scope all",
      "per session gap 15m",
      "every week", "as mixpanel", "show units", "week starts sunday", "tolerance 2s", "resolution 1s",
      "repeats fold",
      "reuse equal-steps", "bins 7", "compare platform 'web', 'ios'", "having plan = 'pro' attribute last",
      "only a, b*", "hide c",
    ]
    let expected = try Parser.parseStatement("funnel a -> b " + clauses.joined(separator: " "))
    for seed in UInt64(0)..<300 {
      var random = SeededGenerator(seed: seed)
      let text = "funnel a -> b " + clauses.shuffled(using: &random).joined(separator: "\n  ")
      #expect(try Parser.parseStatement(text) == expected, "seed \(seed): \(text)")
    }
  }

  @Test func `the canonical form of the long example is fixed`() throws {
    let statement = try Parser.parseStatement(StatementCorpus.valid[1])
    #expect(
      statement.description == """
        funnel signup -[within 1h, not error]-> invite => purchase[amount > 10 and plan = 'pro'] order strict \
        scope all entry first ties strictly-later holding order_id excluding refund between 1 and 2 \
        effect remove-unit as mixpanel by platform attribute last top 5 every week from 2026-01-01 to 2026-02-01 \
        in 'Europe/Berlin' where platform = 'web' among segment EU per session show units
        """)
  }

  @Test(arguments: [
    ("FUNNEL a -> b WITHIN 48H", "funnel a -> b within 2d"),
    ("funnel * -> !b within 90s", "funnel any -> !(b) within 90s"),
    ("funnel (a) -> b{1} -> c{0,1} -> d{,3}", "funnel a -> b -> c? -> d{0,3}"),
    ("funnel a -[same x]=> b", "funnel a =[same x]=> b"),
    ("compare platform 'a', rest on funnel x -> y", "funnel x -> y compare platform 'a', rest"),
    ("correlate funnel a -> b", "correlate a -> b"),
    ("timeline 'u'", "timeline user 'u'"),
    ("trend events of a", "trend count of a"),
    ("journeys collapse repeats [a, b]", "journeys collapse repeats a, b"),
    ("segment x = did a at least 2 times", "segment x = did a >= 2 times"),
    ("funnel a excluding b excluding c", "funnel a excluding b, c"),
    ("funnel a among did b and c = 1", "funnel a among (did b and c = 1)"),
    ("funnel \"plain\" -> \"any\" -> \"order\"", "funnel plain -> \"any\" -> \"order\""),
    ("funnel a where not b = 1 and c = 2", "funnel a where not (b = 1) and c = 2"),
    ("funnel a where x = 1e2 and y = 0.5", "funnel a where x = 100.0 and y = 0.5"),
    ("journeys only any, *", "journeys only \"*\", \"*\""),
  ])
  func `other spellings have one canonical form`(_ text: String, _ canonical: String) throws {
    #expect(try Parser.parseStatement(text).description == canonical)
  }
}
