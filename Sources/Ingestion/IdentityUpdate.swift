public import SegmentStore

/// Changes the identity map of a store by itself: all history is resolved anew, and one snapshot is committed.
public struct IdentityUpdate {
  private let store: Store
  private let threads: Int
  private let isCancelled: () -> Bool

  public init(of store: Store, threads: Int, isCancelled: @escaping () -> Bool = { false }) {
    self.store = store
    self.threads = threads
    self.isCancelled = isCancelled
  }

  /// Answers what the change came to and the snapshot committed, `nil` when the map says this already.
  ///
  /// Takes the store's lock; on any error the store stays as it was.
  public func run(_ change: IdentityChange) throws -> (report: IdentityReport, snapshot: Int?) {
    let commit = try SnapshotCommit(store: store)
    do {
      let revision = SnapshotRevision(commit)
      let before = commit.manifest.identity
      let step = IdentityStep(
        revision: revision, threads: threads, memoryBudget: IngestOptions.defaultMemoryBudget,
        isCancelled: isCancelled)
      let report = try step.run(change).report ?? IdentityReport()
      guard commit.manifest.identity != before else { return (report, nil) }
      try revision.writeMasks()
      return (report, try commit.commit(.identify, at: CommitClock.now()).snapshot)
    } catch {
      commit.cancel()
      throw error
    }
  }
}
