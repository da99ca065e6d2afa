import EventModel
import Foundation
import NaiveEvaluator
import QueryLanguage
import Testing

/// The questions that the page about the language gives to try.
struct FunnelDocumentationTests {
  private func questions() throws -> [String] {
    let root = URL(fileURLWithPath: #filePath)
      .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let page = try String(contentsOf: root.appendingPathComponent("docs/query-language.md"), encoding: .utf8)
    let table = page.components(separatedBy: "| question | what it shows |")[1].components(
      separatedBy: "\n\n")[0]
    return table.split(separator: "\n").dropFirst().flatMap { line in
      let cell = line.components(separatedBy: "` |")[0]
      return cell.components(separatedBy: "`").filter { $0.hasPrefix("funnel") }
    }
  }

  @Test func `every question of the page has an answer`() throws {
    var random = SplitMix64(seed: 1)
    let log = (0..<400).map { number in
      var event = NaiveEvent(
        user: "u\(random.number(below: 30))",
        name: random.pick(["product_view", "product_view", "add_to_cart", "search", "purchase"]),
        time: 1_767_571_200_000_000 + Int64(number) * 90_000_000)
      event.properties = [
        "item_id": .string("item_\(random.number(below: 4))"),
        "platform": .string(random.pick(["web", "ios"])),
        "country": .string(random.pick(["DE", "US", "FR", "NL"])),
      ]
      return event
    }
    let stored = try StoredLog(whole: log)
    let questions = try questions()
    #expect(questions.count > 25)
    for question in questions {
      let (answer, _) = try stored.ask(question)
      #expect(throws: Never.self, "\(question)") { _ = try answer.get() }
    }
  }
}
