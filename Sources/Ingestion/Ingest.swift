import EventModel
public import SegmentStore

/// Turns streams of events, and of rows of tables, into one committed snapshot.
///
/// Events are collected in memory up to a budget, sorted by user and time and written as a segment file; when the
/// budget is not enough, sorted runs go to temporary files that are merged at the end, so that one ingest leaves
/// every user in one place. Rows are kept under the users that the store's identity map gives them, and each event id
/// counts once. Rows of tables go to files of their own in the same way; of those alike in every column one is kept.
/// Nothing is visible before the manifest is renamed into place. Used once, by one thread.
public final class Ingest {
  private let options: IngestOptions
  private let commit: SnapshotCommit
  private let isCancelled: () -> Bool
  private let onProgress: (IngestProgress) -> Void
  private var report = IngestReport()
  private var rejects: RejectLog
  private let revision: SnapshotRevision
  /// What collects events, under `nil`, and the rows of each table that any input is for.
  private var builders: [PropertyTable?: SegmentBuilder] = [:]
  /// Bytes of the inputs that are read to the end.
  private var finishedBytes: UInt64 = 0
  private var change: SourceChange?
  private var inputs: [IngestInput] = []
  /// The input under way.
  private var inputName: String?

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
  public func run(_ inputs: [IngestInput]) throws -> IngestReport { try run(inputs, change: nil) }

  /// As ``run(_:)``, for a source that keeps a cursor: the cursor moves with the commit, events that come anew take the
  /// place of the stored ones, and no input is passed over for its content.
  package func run(_ inputs: [IngestInput], change: SourceChange?) throws -> IngestReport {
    do {
      self.change = change
      self.inputs = inputs
      let counts = try change.map { try SourceChangeCount($0, before: revision, isCancelled: isCancelled) }
      let step = IdentityStep(
        revision: revision, threads: options.threads, memoryBudget: options.memoryBudget,
        isCancelled: isCancelled)
      let identity = commit.manifest.identity
      if options.identity != nil { reportProgress(.resolving, nil, rows: 0, rejected: 0) }
      let (map, identityReport) = try step.run(options.identity)
      report.identity = identityReport
      makeBuilders(for: Set([nil] + inputs.map(\.table)), map)
      for input in inputs { try read(input) }
      // What holds no rows is no news, and a table is not emptied by a file that came out empty.
      let hasNews =
        report.rowsRead > 0 || commit.manifest.identity != identity || change != nil || changesSettings
      guard hasNews else {
        rejects.cancel()
        commit.cancel()
        return report
      }
      _ = try SourceReplacement(
        source: options.source, eventNames: [], tables: options.replacedTables.intersection(readTables)
      ).run(revision, isCancelled: isCancelled)
      try rejects.commit()
      try writeSegments()
      try revision.writeMasks()
      commit.manifest.inputs += report.inputs
      if let change { commit.manifest.cursors[options.source] = change.cursor }
      try change?.edit?(commit)
      if let account = options.accountProperty { commit.manifest.accountProperty = account }
      if let gap = options.sessionGap {
        commit.manifest.sources[options.source, default: .init()].sessionGap = gap
      }
      if !report.inputs.isEmpty { commit.manifest.rowCounts = rowCounts }
      let manifest = try commit.commit(
        report.inputs.isEmpty && change == nil ? .identify : .ingest, at: CommitClock.now())
      report.snapshot = manifest.snapshot
      report.change = try counts?.report(after: manifest, in: commit.store)
      if rejects.count > 0 { report.rejectLogPath = commit.rejectLogPath }
      report.rejectsByReason = rejects.countsByReason
      return report
    } catch {
      rejects.cancel()
      for builder in builders.values { builder.removeAll() }
      commit.cancel()
      throw error
    }
  }

  /// Whether the options say something of the store or the source that the store does not know yet.
  private var changesSettings: Bool {
    let manifest = commit.manifest
    return options.accountProperty.map { $0 != manifest.accountProperty } ?? false
      || options.sessionGap.map { $0 != manifest.sources[options.source]?.sessionGap } ?? false
  }

  /// The tables that rows were read for.
  private var readTables: Set<PropertyTable> {
    Set(report.inputs.filter { $0.rowsStored > 0 }.compactMap(\.table))
  }

  private var rowCounts: Manifest.RowCounts {
    var counts = Manifest.RowCounts()
    (counts.read, counts.stored, counts.rejected) = (report.rowsRead, report.rowsStored, report.rowsRejected)
    (counts.dropped, counts.superseded) = (report.rowsDropped, report.rowsSuperseded)
    counts.replaced = report.rowsReplaced
    return counts
  }

  private func makeBuilders(for targets: Set<PropertyTable?>, _ map: IdentityMap) {
    for target in targets {
      let place = target.flatMap { PropertyTable.allCases.firstIndex(of: $0) }.map { $0 + 1 } ?? 0
      builders[target] = SegmentBuilder(
        .init(
          threads: options.threads, memoryBudget: options.memoryBudget / targets.count, table: target,
          source: options.source,
          // Ids of accounts are not those of users.
          identity: map.isEmpty || target == .accounts ? nil : map.resolver(source: options.source),
          commit: commit, firstTemporary: place * Self.temporariesPerBuilder),
        isCancelled: isCancelled)
    }
  }

  private static let temporariesPerBuilder = 1_000_000

  /// The earlier reading of an input that need not be read again.
  ///
  /// Of a table only the last reading counts: between two equal files there may have been another, which the second is
  /// to take back.
  private func known(_ digest: String, _ table: PropertyTable?) -> Manifest.Input? {
    let candidates = readings(of: table)
    if let table, options.replacedTables.contains(table) {
      // Either everything that makes the table up is known, or all of it is read.
      let parts = inputs.filter { $0.table == table }
      let digests = parts.count == 1 ? [digest] : parts.compactMap(\.knownDigest)
      guard Set(digests) == Set(candidates.map(\.digest)), digests.count == parts.count else { return nil }
    }
    return candidates.first { $0.digest == digest }
  }

  /// What was read of the source before: of events everything, of a table what the last ingest of it read.
  private func readings(of table: PropertyTable?) -> [Manifest.Input] {
    let all = (commit.knownInputs + report.inputs).filter {
      $0.source == options.source && $0.table == table
    }
    return table == nil ? all : all.filter { $0.snapshot == all.last?.snapshot }
  }

  private func skip(_ input: IngestInput, _ known: Manifest.Input) {
    report.skipped.append(.init(name: input.name, snapshot: known.snapshot, knownAs: known.name))
  }

  private func read(_ input: IngestInput) throws {
    inputName = input.name
    guard let builder = builders[input.table] else { return }
    if let digest = input.knownDigest, let known = known(digest, input.table) { return skip(input, known) }
    var codes: [UInt32] = []
    var stored = 0
    var rejected = 0
    while let batch = try input.source.nextBatch() {
      if isCancelled() { throw IngestError.cancelled }
      while codes.count < batch.columns.count {
        let column = batch.columns[codes.count]
        codes.append(try builder.code(of: input.table?.column(column) ?? column))
      }
      try builder.append(batch, codes: codes)
      try rejects.append(batch.rejects)
      stored += batch.count
      rejected += batch.rejects.count
      reportProgress(.reading, input.source.progress, rows: stored, rejected: rejected)
    }
    let content = input.content()
    // A pipe shows what it is only at its end; as the first input it can still be forgotten.
    if change == nil, input.knownDigest == nil, report.inputs.isEmpty,
      let known = known(content.digest, input.table)
    {
      forgetRows()
      return skip(input, known)
    }
    report.inputs.append(
      Manifest.Input(
        name: input.name, source: options.source, digest: content.digest, bytes: content.bytes,
        rowsRead: stored + rejected, rowsStored: stored, rowsRejected: rejected, snapshot: commit.number,
        table: input.table))
    report.rowsRead += stored + rejected
    report.rowsRejected += rejected
    finishedBytes += input.source.progress.bytesRead
  }

  /// Drops all rows read so far, spilled ones too.
  private func forgetRows() {
    for builder in builders.values { builder.removeAll() }
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
        rejected: report.rowsRejected + rejected, input: inputName))
  }

  private func writeSegments() throws {
    try writeSegment(of: nil)
    for table in PropertyTable.allCases { try writeSegment(of: table) }
    report.bytesStored = commit.bytesAdded
  }

  private func writeSegment(of table: PropertyTable?) throws {
    guard let builder = builders[table], builder.rowCount > 0 else { return }
    let rows = builder.rowCount
    let path = commit.nextSegmentPath()
    let full = commit.store.path + "/" + path
    if !builder.hasSpilled { reportProgress(.writing, nil, rows: 0, rejected: 0) }
    let written = try builder.write(
      to: full, willMerge: { self.reportProgress(.merging, nil, rows: 0, rejected: 0) })
    guard let footer = written else { return }
    var duplicates = builder.duplicates
    let final = try withoutStored(full, footer, of: table, &duplicates)
    let stored = rows - duplicates.dropped - duplicates.superseded
    report.rowsDropped += duplicates.dropped
    report.rowsSuperseded += duplicates.superseded
    report.rowsReplaced += duplicates.replaced
    report.rowsStored += stored
    if table == nil { report.events = stored }
    guard let final else { return }
    try commit.add(path: path, footer: final, table: table)
    if let table {
      report.tables.append(
        .init(
          table: table, rows: stored, keys: final.users, bytes: try commit.store.fileSystem.size(of: full)))
    } else {
      report.users = final.users
      report.segmentFiles = 1
    }
  }

  /// Leaves rows out of a new file that the store holds already, and lets rows die that new ones take the place of.
  ///
  /// Answers the footer of what is left, `nil` when nothing is.
  private func withoutStored(
    _ path: String, _ footer: SegmentFooter, of table: PropertyTable?, _ duplicates: inout DuplicateCounts
  ) throws -> SegmentFooter? {
    let hasIDs = footer.columns.contains(.eventID)
    let dropsEqualRows = options.dropsEqualRows || table != nil
    guard hasIDs || dropsEqualRows else { return footer }
    let older = try revision.entries(of: table).filter { entry in
      try dropsEqualRows || revision.file(entry).footer.columns.contains(.eventID)
    }
    guard !older.isEmpty || dropsEqualRows else { return footer }
    reportProgress(.comparing, nil, rows: 0, rejected: 0)
    let fileSystem = commit.store.fileSystem
    let new = try SegmentFile(path: path, fileSystem: fileSystem)
    let files = try older.map { try revision.file($0) } + [new]
    let search = DuplicateSearch(
      files: files, masks: try older.map { try revision.mask($0) } + [nil], firstNew: older.count,
      findsRows: dropsEqualRows, replacing: [duplicates.replacing])
    let began = ContinuousClock.now
    let found = try search.run(threads: options.threads, isCancelled: isCancelled)
    report.comparingTime += ContinuousClock.now - began
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
    defer { commit.discard(loose) }
    guard mask.remainder.rows > 0 else { return nil }
    return try SegmentMerge([try SegmentFile(path: loose, fileSystem: fileSystem)], masks: [mask]).write(
      to: path, threads: options.threads, fileSystem: fileSystem, isCancelled: isCancelled)
  }
}
