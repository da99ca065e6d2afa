/// The ways an answer can be written.
public enum OutputFormat: String, Sendable, CaseIterable {
  /// For people at a terminal.
  case table
  /// One object per answer, on one line.
  case json
  /// Comma-separated values as of RFC 4180, with full precision.
  case csv
  /// For people, in a page.
  case markdown
  /// For people, in a browser: one page that loads nothing, with intervals drawn.
  case html
}
