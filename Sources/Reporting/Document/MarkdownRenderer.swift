/// Writes a document as GitHub-flavoured Markdown; bars are left out, nothing is shortened.
struct MarkdownRenderer {
  /// The written text, which ends with a line break.
  func render(_ document: Document) -> String {
    document.withoutPlots.map(written).joined(separator: "\n\n") + "\n"
  }

  private func written(_ block: Block) -> String {
    switch block {
    case .statement(let text):
      let fence = String(repeating: "`", count: max(3, longestRun(of: "`", in: text) + 1))
      return "\(fence)\n\(text)\n\(fence)"
    case .facts(let lines), .footnote(let lines, _):
      return lines.map { $0.map(escaped).joined(separator: " · ") }.joined(separator: "  \n")
    case .heading(let text): return "## " + escaped(text)
    case .paragraph(let text, _):
      // At the start of a paragraph these would make a heading, a quotation or a list.
      return (text.first.map { "#>+-".contains($0) } == true ? "\\" : "") + escaped(text)
    case .announcement(let word, _, let sentence): return "**\(escaped(word))** \(escaped(sentence))"
    case .table(let table): return written(table)
    case .plot, .series: return ""
    case .notes(let notes):
      return notes.map { "- **\(escaped($0.code))**: \(escaped($0.message))" }.joined(separator: "\n")
    }
  }

  private func written(_ table: TextTable) -> String {
    let drawnColumns = table.columns.indices.filter { column in
      table.columns[column].isGlued || !table.rows.contains { $0[column].isBar }
    }
    let bundles = TableLayout.bundles(drawnColumns, of: table)
    var lines: [String] = []
    if let title = table.title { lines += ["### " + escaped(title), ""] }
    lines.append(row(bundles.map { bundle in joined(bundle.map { table.columns[$0].header }) }))
    lines.append(row(bundles.map { table.columns[$0[0]].alignment == .left ? ":---" : "---:" }))
    for cells in table.rows {
      lines.append(row(bundles.map { bundle in joined(bundle.map { cells[$0].fullText }) }))
    }
    return lines.joined(separator: "\n")
  }

  private func joined(_ texts: [String]) -> String {
    texts.filter { !$0.isEmpty }.map(escaped).joined(separator: " ")
  }

  private func row(_ cells: [String]) -> String { "| " + cells.joined(separator: " | ") + " |" }

  /// The text with everything escaped that Markdown or HTML would take for markup.
  private func escaped(_ text: String) -> String {
    var result = ""
    let characters = Array(DisplayText.clean(text))
    for (place, character) in characters.enumerated() {
      let next = place + 1 < characters.count ? characters[place + 1] : " "
      switch character {
      case "\\", "|", "*", "`", "~": result += "\\" + String(character)
      case "(" where place > 0 && characters[place - 1] == "]": result += "\\("
      case "<" where next.isLetter || "/!?".contains(next): result += "&lt;"
      case "&" where next.isLetter || next == "#": result += "&amp;"
      case "_":
        // Inside a word, as in most event names, it is no markup.
        let isInside = place > 0 && characters[place - 1].isWordPart && next.isWordPart
        result += isInside ? "_" : "\\_"
      default: result.append(character)
      }
    }
    return result
  }

  private func longestRun(of character: Character, in text: String) -> Int {
    var longest = 0
    var run = 0
    for other in text {
      run = other == character ? run + 1 : 0
      longest = max(longest, run)
    }
    return longest
  }
}

extension Character {
  fileprivate var isWordPart: Bool { isLetter || isNumber }
}
