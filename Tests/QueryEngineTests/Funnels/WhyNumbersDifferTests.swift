import EventModel
import Foundation
import NaiveEvaluator
import QueryResults
import Testing

/// The page that walks through one stream with several answers: its numbers are computed here.
struct WhyNumbersDifferTests {
  private func page() throws -> String {
    let root = URL(fileURLWithPath: #filePath)
      .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    return try String(contentsOf: root.appendingPathComponent("docs/why-numbers-differ.md"), encoding: .utf8)
  }

  /// The events of the page's first table.
  private func log(_ page: String) throws -> [NaiveEvent] {
    let csv = page.components(separatedBy: "```csv\n")[1].components(separatedBy: "\n```")[0]
    let parser = ISO8601DateFormatter()
    parser.formatOptions = [.withInternetDateTime, .withFractionalSeconds]
    return try csv.split(separator: "\n").dropFirst().map { line in
      let fields = line.split(separator: ",").map(String.init)
      let text = fields[2].contains(".") ? fields[2] : fields[2].replacing("Z", with: ".000Z")
      let date = try #require(parser.date(from: text))
      return NaiveEvent(
        user: fields[0], name: fields[1], time: Int64((date.timeIntervalSince1970 * 1_000).rounded()) * 1_000)
    }
  }

  private func question(_ page: String) -> String {
    String(page.components(separatedBy: "sojourn query '")[1].prefix { $0 != "'" })
  }

  private func rows(_ page: String, after heading: String) -> [[String]] {
    let section = page.components(separatedBy: heading)[1]
    return section.split(separator: "\n").drop { !$0.hasPrefix("|---") }.dropFirst()
      .prefix { $0.hasPrefix("|") }.map { line in
        line.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
      }
  }

  private func preset(_ name: String) -> String {
    name == "none" ? "" : " " + (name.hasPrefix("`") ? name.replacing("`", with: "") : "as " + name)
  }

  @Test func `each preset counts what the page says`() throws {
    let page = try page()
    let stored = try StoredLog(whole: log(page))
    let rows = rows(page, after: "counts these users")
    #expect(rows.count == 6)
    for row in rows {
      let result = try stored.answer(question(page) + preset(row[0]))
      guard case .funnel(let funnel) = result.body else { continue }
      #expect(funnel.steps.map { "\($0.units)" } == Array(row[1...]), "\(row[0])")
    }
    #expect(Set(rows.map { $0[1...].joined(separator: "/") }).count == 6)
  }

  @Test func `each user comes as far as the page says`() throws {
    let page = try page()
    let stored = try StoredLog(whole: log(page))
    let presets = ["none", "posthog", "mixpanel", "amplitude", "heap", "clickhouse"]
    for (place, name) in presets.enumerated() {
      let result = try stored.answer(question(page) + preset(name) + " show units")
      guard case .funnel(let funnel) = result.body else { continue }
      for row in rows(page, after: "## Who makes the difference") {
        let unit = funnel.units?.first { $0.unit == .string(row[0]) }
        #expect("\(unit?.depth ?? 0)" == row[2 + place], "\(row[0]) as \(name)")
      }
    }
  }
}
