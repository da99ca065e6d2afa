/// What a text was read as: its statements in order, and everything wrong with it.
public struct Script: Sendable {
  /// One per statement, in the order of the text.
  public var entries: [Entry]
  /// Mistakes that belong to no statement, for example a text that is too long.
  public var generalDiagnostics: [Diagnostic] = []

  /// One statement of a text.
  public struct Entry: Sendable {
    /// From its first word to its last, without the separator.
    public var span: SourceSpan
    /// Nil exactly when there are diagnostics.
    public var statement: Statement?
    /// In the order of the text.
    public var diagnostics: [Diagnostic]
  }

  /// The statements that could be read.
  public var statements: [Statement] { entries.compactMap(\.statement) }

  /// All mistakes in the order of the text.
  public var diagnostics: [Diagnostic] { entries.flatMap(\.diagnostics) + generalDiagnostics }
}
