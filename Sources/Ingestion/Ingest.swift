import EventModel
import Glibc
public import SegmentStore

/// Turns streams of events into one committed snapshot.
///
/// Events are collected in memory up to a budget, sorted by user and time and written as a segment file; when the
/// budget is not enough, sorted runs go to temporary files that are merged at the end, so that one ingest leaves
/// every user in one place. Nothing is visible before the manifest is renamed into place. Used once, by one thread.
public final class Ingest {
  private let options: IngestOptions
  private let commit: SnapshotCommit
  private let isCancelled: () -> Bool
  private let onProgress: (IngestProgress) -> Void
  private var report = IngestReport()
  private var rejects: RejectLog
  private var eventNames = TextDictionary()
  private var columns: [EventColumn] = []
  private var columnCodes: [EventColumn: UInt32] = [:]
  private var run = EventRun()
  private var spilled: [String] = []
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
    rejects = RejectLog(path: commit.rejectLogPath, fileSystem: store.fileSystem)
  }

  /// Reads all inputs and commits the snapshot; on any error the store stays as it was.
  public func run(_ inputs: [IngestInput]) throws -> IngestReport {
    do {
      for input in inputs { try read(input) }
      if report.inputs.isEmpty { return report }
      try rejects.commit()
      try writeSegments()
      commit.manifest.inputs += report.inputs
      let manifest = try commit.commit(.ingest, at: Self.now())
      report.snapshot = manifest.snapshot
      if rejects.count > 0 { report.rejectLogPath = commit.rejectLogPath }
      report.rejectsByReason = rejects.countsByReason
      return report
    } catch {
      rejects.cancel()
      removeSpilled()
      commit.cancel()
      throw error
    }
  }

  private func known(_ digest: String) -> Manifest.Input? {
    (commit.knownInputs + report.inputs).first { $0.digest == digest && $0.source == options.source }
  }

  private func skip(_ input: IngestInput, _ known: Manifest.Input) {
    report.skipped.append(.init(name: input.name, snapshot: known.snapshot, knownAs: known.name))
  }

  private func read(_ input: IngestInput) throws {
    if let digest = input.knownDigest, let known = known(digest) { return skip(input, known) }
    var codes: [UInt32] = []
    var stored = 0
    var rejected = 0
    while let batch = try input.source.nextBatch() {
      if isCancelled() { throw IngestError.cancelled }
      while codes.count < batch.columns.count { codes.append(try code(of: batch.columns[codes.count])) }
      try run.append(batch, events: &eventNames, columns: codes)
      try rejects.append(batch.rejects)
      stored += batch.count
      rejected += batch.rejects.count
      reportProgress(.reading, input.source.progress, rows: stored, rejected: rejected)
      if run.byteCount > options.memoryBudget || run.isFull { try spill() }
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
    report.rowsStored += stored
    report.rowsRejected += rejected
    finishedBytes += input.source.progress.bytesRead
  }

  /// Drops all rows read so far, spilled ones too.
  private func forgetRows() {
    removeSpilled()
    rejects.cancel()
    rejects = RejectLog(path: commit.rejectLogPath, fileSystem: commit.store.fileSystem)
    run = EventRun()
  }

  private func code(of column: EventColumn) throws -> UInt32 {
    if let code = columnCodes[column] { return code }
    try SegmentLimits.check(columns.count + 1, "columns per file", SegmentLimits.columns)
    let code = UInt32(columns.count)
    columns.append(column)
    columnCodes[column] = code
    return code
  }

  private func reportProgress(
    _ phase: IngestProgress.Phase, _ progress: SourceProgress?, rows: Int, rejected: Int
  ) {
    onProgress(
      IngestProgress(
        phase: phase, bytesRead: finishedBytes + (progress?.bytesRead ?? 0),
        bytesTotal: progress?.bytesTotal.map { $0 + finishedBytes }, rows: report.rowsStored + rows,
        rejected: report.rowsRejected + rejected))
  }

  private var eventNameList: [String] { (0..<eventNames.count).map { eventNames.texts.text(at: $0) } }

  /// Writes the events in memory as a sorted run and forgets them.
  private func spill() throws {
    let path = commit.temporaryPath(spilled.count)
    spilled.append(path)
    _ = try writeRun(to: path, isTemporary: true)
    run.removeAll()
  }

  private func writeRun(to path: String, isTemporary: Bool = false) throws -> SegmentFooter {
    run.sourceColumn = try code(of: .source)
    run.sourceText = Array(options.source.utf8).withUnsafeBytes { run.texts.number(of: $0) }
    let writer = try SegmentWriter(
      path: path, threads: options.threads, isTemporary: isTemporary, fileSystem: commit.store.fileSystem)
    do {
      try run.write(to: writer, eventCount: eventNames.count)
      return try writer.finish(eventNames: eventNameList, columns: columns)
    } catch {
      writer.cancel()
      throw error
    }
  }

  private func writeSegments() throws {
    guard report.rowsStored > 0 else { return }
    let path = commit.nextSegmentPath()
    let full = commit.store.path + "/" + path
    let footer: SegmentFooter
    if spilled.isEmpty {
      reportProgress(.writing, nil, rows: 0, rejected: 0)
      footer = try writeRun(to: full)
    } else {
      if run.count > 0 { try spill() }
      // Merging needs the memory.
      run = EventRun()
      reportProgress(.merging, nil, rows: 0, rejected: 0)
      footer = try mergeRuns(to: full)
    }
    removeSpilled()
    try commit.add(path: path, footer: footer)
    report.users = footer.users
    report.segmentFiles = 1
    report.bytesStored = commit.bytesAdded
  }

  private func mergeRuns(to path: String) throws -> SegmentFooter {
    let files = try spilled.map { try SegmentFile(path: $0, fileSystem: commit.store.fileSystem) }
    let writer = try SegmentWriter(path: path, threads: options.threads, fileSystem: commit.store.fileSystem)
    do {
      try SegmentMerge.write(files, to: writer, eventCount: eventNames.count, isCancelled: isCancelled)
      return try writer.finish(eventNames: eventNameList, columns: columns)
    } catch {
      writer.cancel()
      throw error
    }
  }

  private func removeSpilled() {
    // What cannot be removed now is removed by the next writer.
    for path in spilled { try? commit.store.fileSystem.removeIfPresent(path) }
    spilled = []
  }

  private static func now() -> Timestamp {
    var clock = timespec()
    clock_gettime(CLOCK_REALTIME, &clock)
    return Timestamp(microseconds: Int64(clock.tv_sec) * 1_000_000 + Int64(clock.tv_nsec) / 1_000)
  }
}
