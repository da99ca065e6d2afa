/// How a dataset is written: rows as JSON Lines or CSV, the whole plain or compressed.
public struct DatasetFormat: Hashable, Sendable {
  public enum Rows: String, Hashable, Sendable, CaseIterable {
    case jsonl
    case csv
  }

  public enum Compression: String, Hashable, Sendable, CaseIterable {
    case none
    case gzip
    case zstd
  }

  public var rows: Rows
  public var compression: Compression

  public init(rows: Rows, compression: Compression = .none) {
    self.rows = rows
    self.compression = compression
  }

  /// The format that the ending of `path` names: `.jsonl` or `.csv`, perhaps with `.gz` or `.zst`; `nil` for
  /// others.
  public init?(ending path: String) {
    var rest = Substring(path)
    compression = .none
    for (ending, kind) in [(".gz", Compression.gzip), (".zst", .zstd)] where rest.hasSuffix(ending) {
      compression = kind
      rest = rest.dropLast(ending.count)
      break
    }
    if rest.hasSuffix(".jsonl") {
      rows = .jsonl
    } else if rest.hasSuffix(".csv") {
      rows = .csv
    } else {
      return nil
    }
  }
}
