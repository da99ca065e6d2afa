import SegmentStore

/// Lets a source's replaced events die and counts what is there before and after.
struct SourceChangeCount {
  private let change: SourceChange
  private let before: [String: Int]
  private let replaced: [String: Int]

  /// Throws when the cursor is no longer what the change was planned for.
  init(_ change: SourceChange, before revision: SnapshotRevision, isCancelled: () -> Bool) throws {
    let source = change.replacement.source
    guard (revision.commit.manifest.cursors[source] ?? [:]) == change.cursorBefore else {
      throw IngestError.cursorMoved(source: source)
    }
    self.change = change
    before = try Self.count(change.counted, of: revision.commit.manifest, in: revision.commit.store)
    replaced = try change.replacement.run(revision, isCancelled: isCancelled)
  }

  func report(after manifest: Manifest, in store: Store) throws -> SourceChangeReport {
    let after = try Self.count(change.counted, of: manifest, in: store)
    var report = SourceChangeReport(replaced: replaced)
    for name in change.counted {
      report.added[name] = (after[name] ?? 0) - (before[name] ?? 0) + (replaced[name] ?? 0)
    }
    return report
  }

  /// Living events by name, and living rows by table; a table's files know one name, which is the table's.
  private static func count(
    _ names: Set<String>, of manifest: Manifest, in store: Store
  ) throws -> [String: Int] {
    var counts: [String: Int] = [:]
    for entry in manifest.allFiles {
      let file = try store.segmentFile(entry)
      let mask = try manifest.mask(of: entry.path).map { try store.mask($0, of: file) }
      for (code, event) in file.footer.eventNames.enumerated() where names.contains(event.name) {
        counts[event.name, default: 0] += mask?.remainder.eventRows[code] ?? event.rows
      }
    }
    return counts
  }
}
