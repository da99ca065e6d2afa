import EventModel
import QueryResults
import Testing

@testable import Reporting

@Suite struct TableTests {
  /// The drawn lines without colours.
  private func lines(_ result: QueryResult, width: Int) -> [Substring] {
    Report.render(result, format: .table, width: width).split(
      separator: "\n", omittingEmptySubsequences: false)
  }

  @Test(arguments: SampleResults.all.map(\.name), [60, 80, 100, 120])
  func `no line is wider than the page`(name: String, width: Int) throws {
    let result = try #require(SampleResults.all.first { $0.name == name }).result
    for line in lines(result, width: width) { #expect(DisplayText.width(String(line)) <= width, "\(line)") }
  }

  @Test(arguments: UInt64(0)..<100)
  func `odd names neither break nor widen a table`(seed: UInt64) {
    var random = RandomResults(seed: seed)
    var result = random.result()
    result.body = .events(random.events())
    for line in lines(result, width: 80) {
      #expect(DisplayText.width(String(line)) <= 80, "seed \(seed): \(line)")
      #expect(line.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7F }, "seed \(seed)")
      #expect(!line.hasSuffix(" "))
    }
  }

  @Test(arguments: UInt64(0)..<200, [OutputFormat.table, .markdown, .html])
  func `every random answer can be drawn`(seed: UInt64, format: OutputFormat) {
    var random = RandomResults(seed: seed)
    let result = random.result()
    let text = Report.render(result, format: format, width: 80)
    #expect(text.hasSuffix("\n"))
    #expect(!text.unicodeScalars.contains("\u{1B}"))
  }

  @Test(arguments: SampleResults.all.map(\.name))
  func `colours change nothing but colours`(name: String) throws {
    let result = try #require(SampleResults.all.first { $0.name == name }).result
    let coloured = Report.render(result, format: .table, width: 80, style: .ansi)
    let plain = coloured.replacing(/\u{1B}\[[0-9;]*m/, with: "")
    #expect(plain == Report.render(result, format: .table, width: 80))
    #expect(coloured != plain)
  }

  @Test func `a table that is too wide is folded and repeats its key`() {
    let table = TextTable(
      columns: [.key("Name")] + (1...12).map { .figure("Figure \($0)") },
      rows: [[.text("row")] + (1...12).map { .count($0 * 1_000_000) }])
    var document = Document()
    document.add(table)
    let text = TerminalRenderer(width: 60, style: .plain).render(document)
    #expect(text.split(separator: "\n").filter { $0.contains("Name") }.count == 3)
    for figure in 1...12 { #expect(text.contains(" \(figure),000,000")) }
  }

  @Test func `figures are never shortened`() {
    let table = TextTable(
      columns: [.key("Name"), .figure("Figure")],
      rows: [[.text("a name of some length"), .figure(String(repeating: "9", count: 70))]])
    var document = Document()
    document.add(table)
    let text = TerminalRenderer(width: 40, style: .plain).render(document)
    #expect(text.contains(String(repeating: "9", count: 70)))
  }

  @Test func `dropped, open and next add up to the step`() throws {
    let text = Report.render(SampleResults.answer(SampleResults.funnel), format: .table, width: 120)
    let row = try #require(text.split(separator: "\n").first { $0.hasPrefix("  1  view") })
    let figures = row.split(separator: " ").compactMap { Int($0.filter { $0 != "," }) }
    // The step's number, its units, dropped, open; the next step has 4,120 units.
    #expect(figures == [1, 10_000, 5_760, 120])
    #expect(4_120 + figures[2] + figures[3] == figures[1])
  }

  @Test func `rows beyond the limit are counted, not lost in silence`() {
    let paths = (1...30).map {
      JourneyPath(
        path: ["p\($0)"], units: 2, paths: 2, share: 2.0 / 60, convertedShare: nil, medianDuration: nil)
    }
    let body = ResultBody.journeys(
      JourneysResult(paths: paths, nodes: [], edges: [], totals: JourneyTotals(paths: 60, units: 60)))
    let text = Report.render(SampleResults.answer(body), format: .table)
    #expect(text.contains("and 10 more variants with 20 paths"))
    let top = Report.render(
      SampleResults.answer(body, options: [ResultOption(key: "top", value: .integer(.max))]), format: .table)
    #expect(top.contains("p30"))
  }

  @Test func `where events have several labels, a list of them tells how many events there are`() {
    let events = ["a", "b"].map { EventSummary(name: $0, events: 3, users: 1, first: nil, last: nil) }
    let plain = Report.render(SampleResults.answer(.events(EventListResult(events: events))), format: .table)
    #expect(plain.contains("2 event names\n"))
    let body = ResultBody.events(EventListResult(events: events, distinctEvents: 4))
    let text = Report.render(SampleResults.answer(body), format: .table)
    #expect(text.contains("2 event names of 4 events; an event counts under each of its labels"))
    #expect(Report.render(SampleResults.answer(body), format: .json).contains("\"distinct_events\":4"))
  }

  @Test func `markup in names is text in Markdown`() {
    let body = ResultBody.events(
      EventListResult(events: [
        EventSummary(
          name: "a|b *c* `d` <script> [x](y) _e_ f_g &amp;", events: 1, users: 1, first: nil, last: nil)
      ]))
    let text = Report.render(SampleResults.answer(body), format: .markdown)
    #expect(text.contains(#"a\|b \*c\* \`d\` &lt;script> [x]\(y) \_e\_ f_g &amp;amp;"#))
  }

  @Test func `a statement with backticks stays inside its fence`() {
    let text = Report.render(
      SampleResults.answer(SampleResults.funnel, statement: "funnel \"```\""), format: .markdown)
    #expect(text.hasPrefix("````\nfunnel \"```\"\n````\n"))
  }
}
