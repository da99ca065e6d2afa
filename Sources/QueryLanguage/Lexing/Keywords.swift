/// Every word that means something to the grammar.
///
/// Most are free to be names where a name is expected. The printer quotes them all the same, so that its text never
/// depends on the place.
public enum Keywords {
  /// In lower case.
  static let all: Set<String> = {
    var words: Set<String> = [
      "start", "end", "any", "true", "false", "null", "and", "or", "not", "is", "in", "contains", "matches",
      "on",
      "of", "as", "from", "to", "between", "first", "last", "ever", "after", "same", "event", "events",
      "session",
      "sessions", "gap", "reset", "midnight", "user", "users", "account", "accounts", "attribute", "nearest",
      "step",
      "all", "count", "segment", "rest", "previous", "period", "snapshots", "funnel", "repeats", "loops",
      "keep",
      "length", "least", "most", "exactly", "times", "time", "did", "stopped", "reached", "file", "units",
      "starts",
      "only", "conversion", "mean", "ratio", "quantile", "retention", "sum", "median", "min", "max",
      "distinct",
      "margin", "within", "cap", "linear", "participation", "position", "decay", "markov", "shapley", "order",
      "properties", "property", "values", "segments", "definitions", "groups", "setting", "settings",
      "sources",
      "source",
      "analyze", "where", "i",
    ]
    words.formUnion(StatementForm.allCases.map(\.rawValue))
    for kind in ClauseKind.allCases {
      words.insert(kind.keyword)
      words.formUnion(kind.secondWord ?? [])
    }
    return words
  }()

  /// The words a statement may begin with, for completion.
  public static let statements: [String] = StatementForm.allCases.map(\.rawValue)

  /// The words that begin the clauses of the statement with this first word, for completion; sorted.
  public static func clauses(of statement: String) -> [String] {
    guard let form = StatementForm(rawValue: statement.lowercased()) else { return [] }
    return Set(form.clauses.map(\.spelling)).sorted()
  }
}
