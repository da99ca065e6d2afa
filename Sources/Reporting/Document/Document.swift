/// An answer arranged for people, before it is known whether it goes to a terminal or a page.
struct Document {
  var blocks: [Block] = []

  mutating func add(_ block: Block) { blocks.append(block) }

  /// Without what only a browser draws.
  var withoutPlots: [Block] {
    blocks.filter { block in
      switch block {
      case .plot, .series: false
      default: true
      }
    }
  }

  /// Adds a table unless it has no rows; columns of bars without any length are left out.
  mutating func add(_ table: TextTable) {
    guard !table.rows.isEmpty else { return }
    let kept = table.columns.indices.filter { column in
      !table.rows.contains { $0[column].isBar } || table.rows.contains { $0[column].hasLength }
    }
    var drawn = table
    drawn.columns = kept.map { table.columns[$0] }
    drawn.rows = table.rows.map { row in kept.map { row[$0] } }
    blocks.append(.table(drawn))
  }
}

/// One part of a document; an empty line separates it from the next one.
enum Block {
  /// The statement that was asked.
  case statement(String)
  /// Short facts on one line, broken between them when it is too long; directly below what they belong to.
  case facts([[String]])
  /// Facts below a table.
  case footnote([[String]], Role)
  case heading(String)
  case paragraph(String, Role)
  /// A sentence behind a word that names its kind, such as the verdict.
  case announcement(word: String, Role, String)
  case table(TextTable)
  /// Drawn in a browser only; the table before it says the same.
  case plot(IntervalPlot)
  /// The same of effects over days.
  case series(SeriesPlot)
  case notes([Note])
}

/// A remark below the numbers.
struct Note {
  var code: String
  var message: String
}
