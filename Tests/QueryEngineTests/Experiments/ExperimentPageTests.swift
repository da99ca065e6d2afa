import Foundation
import QueryEngine
import QueryLanguage
import QueryResults
import Testing

struct ExperimentPageTests {
  private func page() throws -> String {
    let root = URL(fileURLWithPath: #filePath)
      .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    return try String(contentsOf: root.appendingPathComponent("docs/experiments.md"), encoding: .utf8)
  }

  @Test func `every example of the page is a statement`() throws {
    let blocks = try page().components(separatedBy: "```sojourn\n").dropFirst().map {
      $0.components(separatedBy: "\n```")[0]
    }
    #expect(blocks.count >= 2)
    for block in blocks { #expect(Parser.parse(block).diagnostics.map(\.message) == [], "\(block)") }
  }

  @Test func `every check, verdict and caveat that a report can have is on the page`() throws {
    let text = try page()
    for verdict in VerdictName.allCases { #expect(text.contains("**\(verdict.rawValue)**"), "\(verdict)") }
    var log = ExperimentLog.made(seed: 50, units: 300)
    log.add("u0", variant: "A", at: 25)
    log.add("u0", variant: "B", at: 26)
    let report = try log.store().report(
      ExperimentReportTests.everything + " activation view switchers first")
    for check in report.health { #expect(text.contains("`\(check.check)`"), "\(check.check)") }
    for caveat in report.caveats { #expect(text.contains("`\(caveat.code)`"), "\(caveat.code)") }
  }
}
