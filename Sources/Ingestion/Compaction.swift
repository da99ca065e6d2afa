public import EventModel
public import SegmentStore

/// Merges neighbouring segment files of a store into larger ones, and leaves dead rows behind.
///
/// Answers stay the same to the byte. Each merge is a snapshot of its own, so that a compaction that is stopped keeps
/// what it has done and the next one goes on from there; older snapshots keep their files until they expire.
public struct Compaction {
  /// What is to be merged.
  public enum Extent: Sendable {
    /// Neighbours of like size, four at least, and files with many dead rows or any of forgotten users.
    case tiers
    /// All events into one file, and each table into one.
    case all
  }

  /// One merge of a plan.
  public struct Merge: Sendable, Equatable {
    /// The table whose files are merged; `nil` for events.
    public var table: PropertyTable?
    /// Which of the table's files, in the order of the manifest.
    public var files: Range<Int>
    public var bytes: Int
    /// Rows that come into the new file.
    public var rows: Int
    /// Rows that stay behind.
    public var deadRows: Int
  }

  /// How far a compaction is.
  public struct Progress: Sendable {
    /// Merges done, and those still to do as far as is known.
    public var merges: Int
    public var mergesLeft: Int
    /// Of the merge in work.
    public var rows: Int
    public var rowsTotal: Int
  }

  private let store: Store
  private let extent: Extent
  private let threads: Int
  private let isCancelled: () -> Bool
  private let onProgress: (Progress) -> Void

  public init(
    of store: Store, extent: Extent, threads: Int, isCancelled: @escaping () -> Bool = { false },
    onProgress: @escaping (Progress) -> Void = { _ in }
  ) {
    self.store = store
    self.extent = extent
    self.threads = threads
    self.isCancelled = isCancelled
    self.onProgress = onProgress
  }

  /// What ``run()`` would merge now, one merge after the other.
  public func plan() throws -> [Merge] {
    try CompactionPlan(store: store, manifest: try store.manifest(), extent: extent).merges
  }

  /// Merges until there is nothing to merge. Takes the store's lock for each merge.
  public func run() throws -> CompactionReport {
    var report = CompactionReport()
    report.before = CompactionReport.Size(try store.manifest())
    report.after = report.before
    while let done = try mergeNext(report) {
      report.merges += 1
      report.deadRows += done.merge.deadRows
      report.snapshot = done.manifest.snapshot
      report.after = CompactionReport.Size(done.manifest)
    }
    return report
  }

  /// Does the next merge; a cancelled one says what the ones before it have changed.
  private func mergeNext(_ report: CompactionReport) throws -> (merge: Merge, manifest: Manifest)? {
    do {
      return try mergeOnce(report)
    } catch IngestError.cancelled {
      guard let snapshot = report.snapshot else { throw IngestError.cancelled }
      throw IngestError.cancelledAfterMerges(report.merges, snapshot: snapshot)
    }
  }

  /// Does the first merge of the plan alone; answers whether there was one.
  package func runOnce() throws -> Bool { try mergeOnce(CompactionReport()) != nil }

  private func mergeOnce(_ report: CompactionReport) throws -> (merge: Merge, manifest: Manifest)? {
    let commit = try SnapshotCommit(store: store)
    do {
      let plan = try CompactionPlan(store: store, manifest: commit.manifest, extent: extent).merges
      guard let merge = plan.first else {
        commit.cancel()
        return nil
      }
      let revision = SnapshotRevision(commit)
      let entries = Array(revision.entries(of: merge.table)[merge.files])
      let files = try entries.map { try revision.file($0) }
      let masks = try entries.map { try revision.finishedMask($0) }
      let path = commit.nextSegmentPath()
      if merge.rows > 0 {
        let footer = try SegmentMerge(files, masks: masks).write(
          to: commit.store.path + "/" + path, threads: threads, fileSystem: store.fileSystem,
          isCancelled: isCancelled
        ) { rows in
          onProgress(
            Progress(
              merges: report.merges, mergesLeft: plan.count, rows: rows, rowsTotal: merge.rows))
        }
        revision.replace(
          merge.files, of: merge.table, by: try commit.entry(path: path, footer: footer, table: merge.table))
      } else {
        revision.replace(merge.files, of: merge.table, by: nil)
      }
      return (merge, try commit.commit(.compact, at: CommitClock.now()))
    } catch {
      commit.cancel()
      throw error
    }
  }
}

/// What a compaction came to.
public struct CompactionReport: Sendable, Equatable {
  /// The segment files of a snapshot.
  public struct Size: Sendable, Equatable {
    public var files = 0
    public var bytes = 0

    init() {}

    init(_ manifest: Manifest) {
      files = manifest.allFiles.count
      bytes = manifest.allFiles.reduce(0) { $0 + $1.bytes }
    }
  }

  /// Merges done.
  public var merges = 0
  public var before = Size()
  public var after = Size()
  /// Rows left behind.
  public var deadRows = 0
  /// The last snapshot committed; `nil` when there was nothing to do.
  public var snapshot: Int?

  init() {}
}
