import Glibc
import Testing

@testable import QueryLanguage

@Suite struct `The language's page` {
  /// The text of `docs/query-language.md`, found from this file's place in the package.
  private func page() throws -> String {
    let directories = #filePath.split(separator: "/").dropLast(3)
    let path = "/" + directories.joined(separator: "/") + "/docs/query-language.md"
    let file = try #require(fopen(path, "r"), "docs/query-language.md is not there")
    defer { fclose(file) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = fread(&buffer, 1, buffer.count, file)
      if count == 0 { break }
      bytes += buffer[..<count]
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// The blocks that open with ```` ```sojourn ````, and those that are also run on the demo store.
  private func examples(in page: String) -> [String] {
    var blocks: [String] = []
    var block: [Substring]?
    for line in page.split(separator: "\n", omittingEmptySubsequences: false) {
      if line == "```sojourn" || line == "```sojourn demo" {
        block = []
      } else if line == "```", let lines = block {
        blocks.append(lines.joined(separator: "\n"))
        block = nil
      } else {
        block?.append(line)
      }
    }
    return blocks
  }

  @Test func `every example is a statement`() throws {
    let blocks = examples(in: try page())
    #expect(blocks.count > 20)
    for block in blocks {
      let script = Parser.parse(block)
      #expect(script.diagnostics.map(\.message) == [], "\(block)")
      #expect(!script.entries.isEmpty, "\(block)")
    }
  }

  @Test func `every statement and every clause is described`() throws {
    let text = try page()
    let examples = examples(in: text).joined(separator: ";\n")
    for form in StatementForm.allCases {
      #expect(examples.contains("\(form.rawValue) "), "no example of \(form)")
      for clause in form.clauses {
        #expect(text.contains("`\(clause.spelling)") || text.contains(" \(clause.spelling) "), "\(clause)")
      }
    }
  }

  @Test func `every word of every option is described`() throws {
    let text = try page()
    let words: [[String]] = [
      StepOrder.allCases.map(\.rawValue), RepeatRule.allCases.map(\.rawValue),
      ReuseRule.allCases.map(\.rawValue),
      RangeScope.allCases.map(\.rawValue), EntryRule.allCases.map(\.rawValue),
      TieRule.allCases.map(\.rawValue),
      ExclusionEffect.allCases.map(\.rawValue), Preset.allCases.map(\.rawValue),
      HeldValues.allCases.map(\.rawValue),
      TransitionWeight.allCases.map(\.rawValue), MatchOccurrence.allCases.map(\.rawValue),
      RetentionMode.allCases.map(\.rawValue), RetentionClock.allCases.map(\.rawValue),
      CohortRule.allCases.map(\.rawValue), ExperimentMethod.allCases.map(\.rawValue),
      MultiplicityCorrection.allCases.map(\.rawValue), SwitcherRule.allCases.map(\.rawValue),
      GoalDirection.allCases.map(\.rawValue), ExperimentGoal.Role.allCases.map(\.rawValue),
    ]
    for word in words.joined() {
      #expect(text.contains("`\(word)") || text.contains(" \(word)`"), "\(word)")
    }
  }
}
