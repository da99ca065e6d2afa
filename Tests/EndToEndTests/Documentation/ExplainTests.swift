import QueryEngine
import QueryLanguage
import QueryResults
import Reporting
import Testing

/// `explain` before statements about the demo store, two of whose files share a user.
@Suite struct ExplainTests {
  private static let statements = [
    "funnel product_view -> purchase within 7d",
    "funnel product_view -> purchase within 7d where platform = 'ios' by country",
    "funnel any -> purchase", "journeys from product_view to purchase depth 5 top 5", "show events",
    "show properties of purchase", "describe event purchase",
    "experiment \"checkout\" exposure experiment_viewed[name = 'checkout'] variant variant goal conversion of purchase",
  ]

  private static func explanation(_ text: String, _ engine: QueryEngine) throws -> (Explanation, QueryResult)
  {
    let result = try engine.run(try Parser.parseStatement(text))
    guard case .explanation(let explanation) = result.body else { throw NotAnExplanation() }
    return (explanation, result)
  }

  private struct NotAnExplanation: Error {}

  @Test func `what is planned covers what is read, and explaining alone reads nothing`() throws {
    let store = try DemoStore()
    defer { withExtendedLifetime(store) {} }
    let engine = try store.engine()
    for text in Self.statements {
      let answer = try engine.run(try Parser.parseStatement(text))
      let (plan, planned) = try Self.explanation("explain " + text, engine)
      #expect(planned.stats.eventsRead == 0 && planned.stats.bytesRead == 0, "\(text)")
      #expect(plan.measured == nil)
      let (_, analyzed) = try Self.explanation("explain analyze " + text, engine)
      let (again, _) = try Self.explanation("explain analyze " + text, engine)
      let measured = try #require(again.measured)
      #expect(analyzed.stats.eventsRead == answer.stats.eventsRead, "\(text)")
      #expect(measured.bytesRead == answer.stats.bytesRead, "\(text)")
      #expect(measured.bytesRead <= plan.bytes * max(1, measured.scans), "\(text)")
      #expect(measured.parts.map(\.name) == ["scan", "decode", "match", "merge"])
      #expect(measured.parts.allSatisfy { $0.seconds >= 0 })
    }
  }

  @Test func `postings, columns, units and pruned groups are those of the statement`() throws {
    let store = try DemoStore()
    defer { withExtendedLifetime(store) {} }
    let engine = try store.engine()
    let (plan, _) = try Self.explanation("explain \(Self.statements[1])", engine)
    #expect(plan.events.map(\.name) == ["product_view", "purchase"])
    #expect(plan.columns.map(\.name) == ["country", "platform"])
    #expect(plan.mergedGroups == 2)
    #expect(plan.directGroups == 0)
    #expect(plan.files.count == 2)
    #expect(!plan.readsWholeSequences)
    let (journeys, _) = try Self.explanation("explain journeys top 3", engine)
    #expect(journeys.readsWholeSequences)
    #expect(journeys.events.count == engine.eventNames.count)
    let (catalog, _) = try Self.explanation("explain show snapshots", engine)
    #expect(catalog.files.isEmpty)
  }

  @Test func `a wrong statement is as wrong behind explain`() throws {
    let store = try DemoStore()
    defer { withExtendedLifetime(store) {} }
    let engine = try store.engine()
    #expect(throws: QueryError.self) { try Self.explanation("explain funnel purchse", engine) }
  }

  @Test func `it has every form of an answer`() throws {
    let store = try DemoStore()
    defer { withExtendedLifetime(store) {} }
    let engine = try store.engine()
    let result = try engine.run(try Parser.parseStatement("explain analyze \(Self.statements[1])"))
    let json = Report.render(result, format: .json)
    #expect(json.hasPrefix(#"{"kind":"explain","statement":"explain analyze funnel product_view"#))
    for key in ["postings", "row_groups", "merged_units", "measured", "parts", "bytes_in_snapshot"] {
      #expect(json.contains("\"\(key)\":"), "\(key)")
    }
    let table = Report.render(result, format: .table, width: 80)
    for part in [
      "Segment files", "postings of purchase", "column platform", "match", "merge", "on the clock",
    ] {
      #expect(table.contains(part), "\(part) in \(table)")
    }
    #expect(table.split(separator: "\n").allSatisfy { $0.count <= 80 })
    let csv = Report.render(result, format: .csv)
    #expect(csv.contains("postings,purchase,") && csv.contains("\r\n\r\npart,seconds\r\n"))
    #expect(Report.render(result, format: .markdown).contains("| postings of purchase |"))
  }
}
