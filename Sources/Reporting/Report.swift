// Reporting: how an answer looks.
//
// For people, an answer becomes a `Document` (Presentation), which is drawn for a terminal or written as Markdown
// (Document). For programs, JSON is written member by member in the order of the specification (JSON), and CSV
// from flat tables with full precision (CSV). Nothing here runs a query or knows where numbers come from.
public import QueryResults

/// Writes answers and errors in the formats users can ask for.
public enum Report {
  /// The answer as text, which ends with a line break.
  ///
  /// - `table`: fits `width` columns, unless the figures of one column alone are wider.
  /// - `json`: one object on one line.
  /// - `csv`: one table, or several with an empty line between them, in which text that looks like a formula gets
  ///   a leading apostrophe.
  ///   Options and warnings have no place in CSV; say them elsewhere.
  /// - `markdown`: the content of the table format without its bars.
  /// - `html`: a whole page with the content of the table format, and intervals of effects drawn.
  ///
  /// `width` and `style` matter to the table format only.
  public static func render(
    _ result: QueryResult, format: OutputFormat, width: Int = 80, style: Style = .plain
  ) -> String {
    switch format {
    case .table: TerminalRenderer(width: width, style: style).render(result.document)
    case .json: json(result)
    case .csv: CSVWriter.text(of: result.flatTables)
    case .markdown: MarkdownRenderer().render(result.document)
    case .html: HTMLRenderer().render(result.document, title: result.statement)
    }
  }

  /// The error as `{"error":{…}}` on one line, which ends with a line break.
  public static func json(_ error: ErrorReport) -> String {
    var writer = JSONWriter()
    error.write(to: &writer)
    return writer.text + "\n"
  }

  private static func json(_ result: QueryResult) -> String {
    var writer = JSONWriter()
    result.write(to: &writer)
    return writer.text + "\n"
  }
}
