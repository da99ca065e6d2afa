/// Writes a document as one HTML page that loads nothing: no script, no font, no picture from elsewhere.
struct HTMLRenderer {
  /// The page, which ends with a line break.
  func render(_ document: Document, title: String) -> String {
    """
    <!DOCTYPE html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>\(HTMLText.escaped(title))</title>
    <style>
    \(Self.style)
    </style>
    </head>
    <body>
    \(document.blocks.map(written).filter { !$0.isEmpty }.joined(separator: "\n"))
    </body>
    </html>

    """
  }

  private static let style = """
    body { font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Liberation Sans", "DejaVu Sans", sans-serif; margin: 2rem auto; max-width: 62rem; padding: 0 1rem; color: #1d2129; background: #fff; }
    pre { background: #f4f5f7; padding: .7rem 1rem; white-space: pre-wrap; overflow-wrap: anywhere; }
    p, li { overflow-wrap: anywhere; }
    .wide { overflow-x: auto; margin: .4rem 0 1rem; }
    table { border-collapse: collapse; min-width: min(100%, 24rem); }
    caption { text-align: left; font-weight: 600; padding: .8rem 0 .3rem; }
    th, td { padding: .2rem .7rem; border-bottom: 1px solid #dcdfe4; text-align: left; vertical-align: top; }
    th { white-space: nowrap; }
    td:first-child { min-width: 4.5rem; }
    th.right, td.right { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; }
    th.glued, td.glued { padding-left: 0; white-space: nowrap; font-variant-numeric: tabular-nums; }
    .bar { display: inline-block; height: .7rem; background: #2d6cdf; print-color-adjust: exact; -webkit-print-color-adjust: exact; }
    .quiet, .facts { color: #5f6773; }
    .good { color: #1a7f37; } .warning { color: #9a6700; } .bad { color: #c62828; }
    .verdict { font-size: 1.15rem; border-left: .3rem solid currentColor; padding-left: .8rem; }
    .verdict span { color: #1d2129; }
    svg { display: block; max-width: 100%; height: auto; margin: .3rem 0 1.2rem; }
    @media print {
      body { margin: 0; max-width: none; font-size: 12px; }
      .wide { overflow-x: visible; }
      th, td { padding: .1rem .4rem; }
      tr, svg { break-inside: avoid; }
      caption { break-after: avoid; }
    }
    """

  private func written(_ block: Block) -> String {
    switch block {
    case .statement(let text): return "<pre>\(HTMLText.escaped(text))</pre>"
    case .facts(let lines): return "<p class=\"facts\">\(joined(lines))</p>"
    case .footnote(let lines, let role): return "<p class=\"\(role.cssClass)\">\(joined(lines))</p>"
    case .heading(let text): return "<h2>\(HTMLText.escaped(text))</h2>"
    case .paragraph(let text, let role): return "<p class=\"\(role.cssClass)\">\(HTMLText.escaped(text))</p>"
    case .announcement(let word, let role, let sentence):
      return "<p class=\"verdict \(role.cssClass)\"><strong>\(HTMLText.escaped(word))</strong> "
        + "<span>\(HTMLText.escaped(sentence))</span></p>"
    case .table(let table): return written(table)
    case .plot(let plot): return IntervalDrawing(plot: plot).svg
    case .series(let plot): return SeriesDrawing(plot: plot).svg
    case .notes(let notes):
      let items = notes.map {
        "<li><strong>\(HTMLText.escaped($0.code))</strong>: \(HTMLText.escaped($0.message))</li>"
      }
      return "<ul>\(items.joined())</ul>"
    }
  }

  private func joined(_ lines: [[String]]) -> String {
    lines.map { $0.map(HTMLText.escaped).joined(separator: " · ") }.joined(separator: "<br>")
  }

  private func written(_ table: TextTable) -> String {
    var lines = ["<div class=\"wide\"><table>"]
    if let title = table.title { lines.append("<caption>\(HTMLText.escaped(title))</caption>") }
    let headers = Self.headers(of: table.columns).map { header in
      let span = header.columns > 1 ? " colspan=\"\(header.columns)\"" : ""
      return "<th scope=\"col\"\(span)\(side(header.column))>\(HTMLText.escaped(header.column.header))</th>"
    }
    lines.append("<thead><tr>\(headers.joined())</tr></thead>")
    lines.append("<tbody>")
    for cells in table.rows {
      let row = zip(table.columns, cells).map { column, cell in
        "<td\(side(column))>\(written(cell))</td>"
      }
      lines.append("<tr>\(row.joined())</tr>")
    }
    return (lines + ["</tbody>", "</table></div>"]).joined(separator: "\n")
  }

  private func written(_ cell: TextTable.Cell) -> String {
    switch cell {
    case .bar(let share):
      let length = NumberText.fixed(max(0, min(1, share.isFinite ? share : 0)) * 8, digits: 2)
      return "<span class=\"bar\" style=\"width:\(length)rem\"></span>"
    case .mark(let text, let role): return "<span class=\"\(role.cssClass)\">\(HTMLText.escaped(text))</span>"
    case .blank, .text, .path, .list, .figure: return HTMLText.escaped(cell.fullText)
    }
  }

  /// One header over a column and those without a header that belong to it.
  private static func headers(of columns: [TextTable.Column]) -> [(column: TextTable.Column, columns: Int)] {
    var headers: [(column: TextTable.Column, columns: Int)] = []
    for column in columns {
      if column.isGlued, column.header.isEmpty, !headers.isEmpty {
        headers[headers.count - 1].columns += 1
      } else {
        headers.append((column, 1))
      }
    }
    return headers
  }

  private func side(_ column: TextTable.Column) -> String {
    let classes = [column.alignment == .right ? "right" : nil, column.isGlued ? "glued" : nil].compactMap {
      $0
    }
    return classes.isEmpty ? "" : " class=\"\(classes.joined(separator: " "))\""
  }
}

extension Role {
  /// The class of the style sheet.
  var cssClass: String {
    switch self {
    case .good: "good"
    case .warning: "warning"
    case .bad: "bad"
    case .quiet: "quiet"
    case .body, .title, .heading, .bar: "body"
    }
  }

  /// The colour of a drawn interval.
  var colour: String {
    switch self {
    case .good: "#1a7f37"
    case .bad: "#c62828"
    default: "#5f6773"
    }
  }
}
