import EventModel
public import SegmentStore

/// Turns streams of events into one committed snapshot.
///
/// Events are collected in memory up to a budget, sorted by user and time and written as a segment file; when the
/// budget is not enough, sorted runs go to temporary files that are merged at the end, so that one ingest leaves
/// every user in one place. Rows are kept under the users that the store's identity map gives them, and each event id
/// counts once. Nothing is visible before the manifest is renamed into place. Used once, by one thread.
public final class Ingest {
  private let options: IngestOptions
  private let commit: SnapshotCommit
  private let isCancelled: () -> Bool
  private let onProgress: (IngestProgress) -> Void
  private var report = IngestReport()
  private var rejects: RejectLog
  private let revision: SnapshotRevision
  private var builder: SegmentBuilder?
  /// Bytes of the inputs that are read to the end.
  private var finishedBytes: UInt64 = 0

  /// Takes the store's lock; throws ``StoreError/locked(path:owner:)`` when another process has it.
  public init(
    into store: Store, options: IngestOptions, isCancelled: @escaping () -> Bool = { false },
    onProgress: @escaping (IngestProgress) -> Void = { _ in }
  ) throws {
    self.options = options
    self.isCancelled = isCancelled
    self.onProgress = onProgress
    commit = try SnapshotCommit(store: store)
    revision = SnapshotRevision(commit)
    rejects = RejectLog(path: commit.rejectLogPath, fileSystem: store.fileSystem)
  }

  /// Reads all inputs and commits the snapshot; on any error the store stays as it was.
  public func run(_ inputs: [IngestInput]) throws -> IngestReport {
    do {
      let step = IdentityStep(
        revision: revision, threads: options.threads, memoryBudget: options.memoryBudget,
        isCancelled: isCancelled)
      let identity = commit.manifest.identity
      if options.identity != nil { reportProgress(.resolving, nil, rows: 0, rejected: 0) }
      let (map, identityReport) = try step.run(options.identity)
      report.identity = identityReport
      builder = makeBuilder(map)
      for input in inputs { try read(input) }
      if report.inputs.isEmpty && commit.manifest.identity == identity {
        commit.cancel()
        return report
      }
      try rejects.commit()
      try writeSegments()
      try revision.writeMasks()
      commit.manifest.inputs += report.inputs
      if let account = options.accountProperty { commit.manifest.accountProperty = account }
      let manifest = try commit.commit(report.inputs.isEmpty ? .identify : .ingest, at: CommitClock.now())
      report.snapshot = manifest.snapshot
      if rejects.count > 0 { report.rejectLogPath = commit.rejectLogPath }
      report.rejectsByReason = rejects.countsByReason
      return report
    } catch {
      rejects.cancel()
      builder?.removeAll()
      commit.cancel()
      throw error
    }
  }

  private func makeBuilder(_ map: IdentityMap) -> SegmentBuilder {
    SegmentBuilder(
      .init(
        threads: options.threads, memoryBudget: options.memoryBudget, source: options.source,
        identity: map.isEmpty ? nil : map.resolver(source: options.source),
        commit: commit),
      isCancelled: isCancelled)
  }

  private func known(_ digest: String) -> Manifest.Input? {
    (commit.knownInputs + report.inputs).first { $0.digest == digest && $0.source == options.source }
  }

  private func skip(_ input: IngestInput, _ known: Manifest.Input) {
    report.skipped.append(.init(name: input.name, snapshot: known.snapshot, knownAs: known.name))
  }

  private func read(_ input: IngestInput) throws {
    guard let builder else { return }
    if let digest = input.knownDigest, let known = known(digest) { return skip(input, known) }
    var codes: [UInt32] = []
    var stored = 0
    var rejected = 0
    while let batch = try input.source.nextBatch() {
      if isCancelled() { throw IngestError.cancelled }
      while codes.count < batch.columns.count {
        codes.append(try builder.code(of: batch.columns[codes.count]))
      }
      try builder.append(batch, codes: codes)
      try rejects.append(batch.rejects)
      stored += batch.count
      rejected += batch.rejects.count
      reportProgress(.reading, input.source.progress, rows: stored, rejected: rejected)
    }
    let content = input.content()
    // A pipe shows what it is only at its end; as the first input it can still be forgotten.
    if input.knownDigest == nil, report.inputs.isEmpty, let known = known(content.digest) {
      forgetRows()
      return skip(input, known)
    }
    report.inputs.append(
      Manifest.Input(
        name: input.name, source: options.source, digest: content.digest, bytes: content.bytes,
        rowsRead: stored + rejected, rowsStored: stored, rowsRejected: rejected, snapshot: commit.number))
    report.rowsRead += stored + rejected
    report.rowsRejected += rejected
    finishedBytes += input.source.progress.bytesRead
  }

  /// Drops all rows read so far, spilled ones too.
  private func forgetRows() {
    builder?.removeAll()
    rejects.cancel()
    rejects = RejectLog(path: commit.rejectLogPath, fileSystem: commit.store.fileSystem)
  }

  private func reportProgress(
    _ phase: IngestProgress.Phase, _ progress: SourceProgress?, rows: Int, rejected: Int
  ) {
    onProgress(
      IngestProgress(
        phase: phase, bytesRead: finishedBytes + (progress?.bytesRead ?? 0),
        bytesTotal: progress?.bytesTotal.map { $0 + finishedBytes },
        rows: report.rowsRead - report.rowsRejected + rows,
        rejected: report.rowsRejected + rejected))
  }

  private func writeSegments() throws {
    guard let builder, builder.rowCount > 0 else { return }
    let rows = builder.rowCount
    let path = commit.nextSegmentPath()
    let full = commit.store.path + "/" + path
    if !builder.hasSpilled { reportProgress(.writing, nil, rows: 0, rejected: 0) }
    let written = try builder.write(
      to: full, willMerge: { self.reportProgress(.merging, nil, rows: 0, rejected: 0) })
    guard let footer = written else { return }
    var duplicates = builder.duplicates
    let final = try withoutStored(full, footer, &duplicates)
    if let final {
      try commit.add(path: path, footer: final)
      report.users = final.users
      report.segmentFiles = 1
    }
    report.rowsDropped = duplicates.dropped
    report.rowsSuperseded = duplicates.superseded
    report.rowsReplaced = duplicates.replaced
    report.rowsStored = rows - duplicates.dropped - duplicates.superseded
    report.bytesStored = commit.bytesAdded
  }

  /// Leaves rows out of a new file that the store holds already, and lets rows die that new ones take the place of.
  ///
  /// Answers the footer of what is left, `nil` when nothing is.
  private func withoutStored(
    _ path: String, _ footer: SegmentFooter, _ duplicates: inout DuplicateCounts
  ) throws -> SegmentFooter? {
    let hasIDs = footer.columns.contains(.eventID)
    guard hasIDs || options.dropsEqualRows else { return footer }
    let older = try revision.entries.filter { entry in
      try options.dropsEqualRows || revision.file(entry).footer.columns.contains(.eventID)
    }
    guard !older.isEmpty || options.dropsEqualRows else { return footer }
    reportProgress(.comparing, nil, rows: 0, rejected: 0)
    let fileSystem = commit.store.fileSystem
    let new = try SegmentFile(path: path, fileSystem: fileSystem)
    let files = try older.map { try revision.file($0) } + [new]
    let search = DuplicateSearch(
      files: files, masks: try older.map { try revision.mask($0) } + [nil], firstNew: older.count,
      findsRows: options.dropsEqualRows, replacing: [duplicates.replacing])
    let found = try search.run(threads: options.threads, isCancelled: isCancelled)
    duplicates.add(found.counts)
    for (index, entry) in older.enumerated() {
      for (group, rows) in found.dead[index] ?? [:] {
        try revision.kill(rows.sorted(), inGroup: group, of: entry, cause: .superseded)
      }
    }
    guard let dead = found.dead[older.count] else { return footer }
    var draft = MaskDraft(file: new, mask: nil)
    for (group, rows) in dead { draft.kill(rows.sorted(), inGroup: group, cause: .superseded) }
    let mask = try draft.mask(codec: ZstdCodec())
    let loose = commit.temporaryPath(0)
    try fileSystem.rename(path, to: loose)
    // What cannot be removed now is removed by the next writer.
    defer { try? fileSystem.removeIfPresent(loose) }
    guard mask.remainder.rows > 0 else { return nil }
    return try SegmentMerge([try SegmentFile(path: loose, fileSystem: fileSystem)], masks: [mask]).write(
      to: path, threads: options.threads, fileSystem: fileSystem, isCancelled: isCancelled)
  }
}
