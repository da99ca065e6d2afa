import QueryLanguage
import TestSupport
import Testing

/// Blocks of the documentation that claim to run.
@Suite struct DocumentationExampleTests {
  private static let folder = TestFiles.ancestor(of: #filePath, steps: 4) + "/docs"

  /// The blocks of a page that open with ```` ```sojourn demo ````, with the line each begins on.
  private static func blocks(of page: String) -> [(line: Int, text: String)] {
    var blocks: [(line: Int, text: String)] = []
    var open: (line: Int, lines: [Substring])?
    let text = TestFiles.text(of: folder + "/" + page) ?? ""
    for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
      if line == "```sojourn demo" {
        open = (index + 1, [])
      } else if line == "```", let block = open {
        blocks.append((block.line, block.lines.joined(separator: "\n")))
        open = nil
      } else {
        open?.lines.append(line)
      }
    }
    return blocks
  }

  @Test func `examples for the demo store are answered on it`() throws {
    let store = try DemoStore()
    let pages = TestFiles.names(in: Self.folder).filter { $0.hasSuffix(".md") }
    var count = 0
    for page in pages {
      for block in Self.blocks(of: page) {
        count += 1
        let complaints = try store.complaints(about: block.text)
        #expect(complaints == [], "docs/\(page):\(block.line)")
      }
    }
    #expect(count >= 5)
  }

  @Test func `every statement that is computed has an example that runs`() throws {
    let store = try DemoStore()
    let running = Self.blocks(of: "query-language.md").map(\.text).joined(separator: "\n;\n")
    let words = Set(Parser.parse(running).statements.map(\.keyword))
    for keyword in Keywords.statements where !words.contains(keyword) {
      let shown = try #require(Self.plainExample(of: keyword), "no example of \(keyword)")
      #expect(try store.refuses(shown), "docs/query-language.md has no block that runs \(keyword)")
    }
  }

  /// The first statement of the page with this first word, wherever it stands.
  private static func plainExample(of keyword: String) -> Statement? {
    let text = TestFiles.text(of: folder + "/query-language.md") ?? ""
    var inside = false
    var lines: [Substring] = []
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      if line.hasPrefix("```") {
        inside = line == "```sojourn"
        lines.append(";")
      } else if inside {
        lines.append(line)
      }
    }
    return Parser.parse(lines.joined(separator: "\n")).statements.first { $0.keyword == keyword }
  }
}
