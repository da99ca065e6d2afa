/// Which dumps a store reflects: what is kept as the cursor of its source.
package struct HeapLoadState: Sendable, Equatable {
  package struct Table: Sendable, Equatable {
    /// The full dump the rows start from; `nil` when there was none.
    package var base: Int64?
    /// The newest dump applied.
    package var last: Int64

    package init(base: Int64?, last: Int64) {
      self.base = base
      self.last = last
    }
  }

  package var tables: [String: Table] = [:]
  /// All dumps applied.
  package var dumps: Set<Int64> = []

  package init() {}

  private static let tablePrefix = "table/"
  private static let dumpsKey = "dumps"

  /// Reads what ``cursor`` wrote; what is not understood is as if it were not there.
  package init(cursor: [String: String]) {
    for (key, value) in cursor {
      if key == Self.dumpsKey {
        dumps = Set(value.split(separator: ",").compactMap { Int64($0) })
      } else if key.hasPrefix(Self.tablePrefix) {
        let parts = value.split(separator: ",", omittingEmptySubsequences: false)
        guard parts.count == 2, let last = Int64(parts[1]) else { continue }
        tables[String(key.dropFirst(Self.tablePrefix.count))] = Table(base: Int64(parts[0]), last: last)
      }
    }
  }

  /// The state as texts: `dumps` is `1,2,3`, `table/NAME` is `BASE,LAST` with an empty base where there is none.
  package var cursor: [String: String] {
    var cursor = [Self.dumpsKey: dumps.sorted().map(String.init).joined(separator: ",")]
    for (name, table) in tables {
      cursor[Self.tablePrefix + name] = "\(table.base.map(String.init) ?? ""),\(table.last)"
    }
    return cursor
  }

  /// The dump the store reflects.
  package var newestDump: Int64? { dumps.max() }
}
