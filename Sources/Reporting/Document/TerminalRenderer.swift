/// Draws a document for a terminal of a given width.
struct TerminalRenderer {
  /// At least 40; narrower terminals get lines that are too long.
  let width: Int
  let style: Style

  init(width: Int, style: Style) {
    self.width = max(width, 40)
    self.style = style
  }

  /// The drawn text, which ends with a line break.
  func render(_ document: Document) -> String {
    var lines: [String] = []
    for block in document.withoutPlots {
      // The facts follow the statement, a table its heading, without an empty line.
      if !lines.isEmpty, !block.isClose { lines.append("") }
      lines += drawn(block)
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private func drawn(_ block: Block) -> [String] {
    switch block {
    case .statement(let text):
      return DisplayText.wrapped(text, to: width, indent: 4).map { style.paint($0, as: .title) }
    case .facts(let lines):
      return lines.flatMap { items in
        DisplayText.broken(items, separator: " · ", to: width, indent: 2)
          .map { style.paint($0, as: .quiet) }
      }
    case .footnote(let lines, let role):
      return lines.flatMap { items in
        DisplayText.broken(items, separator: " · ", to: width - 2, indent: 2)
          .map { "  " + style.paint($0, as: role) }
      }
    case .heading(let text):
      return DisplayText.wrapped(text, to: width, indent: 2).map { style.paint($0, as: .heading) }
    case .paragraph(let text, let role):
      return DisplayText.wrapped(text, to: width).map { style.paint($0, as: role) }
    case .announcement(let word, let role, let sentence):
      let lines = DisplayText.wrapped(word + " " + sentence, to: width - 1, indent: 2)
      guard let first = lines.first else { return [] }
      // Wrapping puts one space behind the word; a second one sets it off.
      let rest = String(first.dropFirst(word.count).drop { $0 == " " })
      return [style.paint(word, as: role) + "  " + rest] + lines.dropFirst()
    case .table(let table):
      return drawn(table)
    case .plot, .series: return []
    case .notes(let notes):
      return notes.flatMap { note in
        let lines = DisplayText.wrapped("\(note.code): \(note.message)", to: width - 2)
        return lines.enumerated().map { place, line in
          place == 0 ? style.paint("!", as: .warning) + " " + line : "  " + line
        }
      }
    }
  }

  private func drawn(_ table: TextTable) -> [String] {
    var lines: [String] = []
    if let title = table.title {
      lines += DisplayText.wrapped(title, to: width, indent: 2).map { style.paint($0, as: .heading) }
    }
    for (place, part) in TableLayout(table, width: width).parts.enumerated() {
      if place > 0 { lines.append("") }
      lines += drawn(part, of: table)
    }
    return lines
  }

  private func drawn(_ part: TableLayout.Part, of table: TextTable) -> [String] {
    var lines: [String] = []
    let total = zip(part.columns, part.widths).reduce(0) { $0 + table.columns[$1.0].gap + $1.1 }
    if table.columns.contains(where: { !$0.header.isEmpty }) {
      lines.append(header(of: part, in: table))
      lines.append(style.paint("  " + String(repeating: "─", count: max(0, total - 2)), as: .quiet))
    }
    for row in table.rows { lines += drawn(row, part, of: table) }
    return lines
  }

  /// The lines of one row: as many as its highest cell has.
  private func drawn(_ row: [TextTable.Cell], _ part: TableLayout.Part, of table: TextTable) -> [String] {
    let cells = zip(part.columns, part.widths).map { drawn(row[$0], width: $1) }
    let height = cells.reduce(1) { max($0, $1.lines.count) }
    return (0..<height).map { place in
      var line = ""
      var pending = ""
      for ((column, width), cell) in zip(zip(part.columns, part.widths), cells) {
        pending += String(repeating: " ", count: table.columns[column].gap)
        let text = place < cell.lines.count ? cell.lines[place] : ""
        let space = String(repeating: " ", count: max(0, width - DisplayText.width(text)))
        // Spaces are held back until something follows them, so that no line ends in spaces.
        if text.isEmpty {
          pending += space
        } else if table.columns[column].alignment == .right {
          line += pending + space + style.paint(text, as: cell.role)
          pending = ""
        } else {
          line += pending + style.paint(text, as: cell.role)
          pending = space
        }
      }
      return line
    }
  }

  private func header(of part: TableLayout.Part, in table: TextTable) -> String {
    let widths = Dictionary(uniqueKeysWithValues: zip(part.columns, part.widths))
    var line = ""
    for bundle in TableLayout.bundles(part.columns, of: table) {
      if TableLayout.spansHeader(bundle, of: table) {
        let lead = table.columns[bundle[0]]
        let span = bundle.reduce(0) { $0 + (widths[$1] ?? 0) + table.columns[$1].gap } - lead.gap
        line += String(repeating: " ", count: lead.gap)
        line += DisplayText.padded(
          DisplayText.shortened(lead.header, to: span), to: span, alignment: lead.alignment)
        continue
      }
      for index in bundle {
        let column = table.columns[index]
        let width = widths[index] ?? 0
        line += String(repeating: " ", count: column.gap)
        line += DisplayText.padded(
          DisplayText.shortened(column.header, to: width), to: width, alignment: column.alignment)
      }
    }
    while line.hasSuffix(" ") { line.removeLast() }
    return style.paint(line, as: .heading)
  }

  private func drawn(_ cell: TextTable.Cell, width: Int) -> (lines: [String], role: Role) {
    switch cell {
    case .blank: ([], .body)
    case .text(let text): ([DisplayText.shortened(text, to: width)], .body)
    case .path(let nodes): (DisplayText.broken(nodes, endedBy: " →", to: width), .body)
    case .list(let items): (DisplayText.broken(items, endedBy: ",", to: width), .body)
    case .figure(let text): ([text], .body)
    case .mark(let text, let role): ([text], role)
    case .bar(let share): ([BarText.bar(share, width: width)], .bar)
    }
  }
}

extension Block {
  /// Whether the block follows the one before it without an empty line.
  fileprivate var isClose: Bool {
    switch self {
    case .facts, .footnote: true
    default: false
    }
  }
}
