extension OutputFormat {
  /// What the ending of a file's name says: `.csv`, `.json`, `.jsonl`, `.md`, `.html`, `.txt`; `nil` for any other.
  public init?(pathEnding path: String) {
    let endings: [(String, OutputFormat)] = [
      (".csv", .csv), (".json", .json), (".jsonl", .json), (".md", .markdown), (".markdown", .markdown),
      (".html", .html), (".htm", .html), (".txt", .table),
    ]
    let name = path.lowercased()
    guard let format = endings.first(where: { name.hasSuffix($0.0) })?.1 else { return nil }
    self = format
  }
}
