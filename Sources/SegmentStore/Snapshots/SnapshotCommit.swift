package import EventModel

/// A snapshot in the making: holds the store's lock, hands out file names and commits all or nothing.
///
/// Starts as a copy of the newest snapshot. Whoever makes it adds finished files, and changes ``manifest`` in any other
/// way: replaces files, moves cursors, defines names. Used by one thread.
///
/// A commit writes the manifest under a temporary name, synchronises it, renames it and synchronises the directory;
/// until that rename the store answers as before. Files of a commit that never happened are removed by the next.
package final class SnapshotCommit {
  package let store: Store
  package let number: Int
  private let lock: AnyObject
  /// The newest snapshot, or `nil` in an empty store.
  package let parent: Manifest?
  /// The snapshot to be; its number, digest of the parent and time are filled in by the commit.
  package var manifest: Manifest
  private var segmentCount = 0
  private var attachmentCount = 0
  /// Temporary files that could not be removed when they were done with.
  private var undiscarded: [String] = []

  package init(store: Store) throws(StoreError) {
    self.store = store
    lock = try store.fileSystem.lock(store.path + "/lock")
    let numbers = try store.snapshotNumbers()
    let newest = numbers.isEmpty ? nil : try store.manifest()
    parent = newest
    number = (numbers.last ?? 0) + 1
    try SegmentLimits.check(number, "snapshots", StoreLimits.snapshots)
    manifest = newest ?? Manifest(first: number)
    // It tells of the parent's rows.
    manifest.rowCounts = nil
    try removeLeftovers()
  }

  /// Inputs of all earlier ingests.
  package var knownInputs: [Manifest.Input] { parent?.inputs ?? [] }

  /// A path relative to the store for the next segment file.
  package func nextSegmentPath() -> String {
    segmentCount += 1
    return "\(Store.segmentsName)/\(Store.padded(number))-\(Store.padded(segmentCount).suffix(4)).sjn"
  }

  /// Where runs may spill; emptied by the next commit if this one dies.
  package func temporaryPath(_ index: Int) -> String {
    "\(store.path)/\(Store.segmentsName)/\(Store.padded(number))-run\(index).tmp"
  }

  /// Removes a temporary file. One that cannot be removed now is tried again after the commit, and then by the next
  /// writer.
  package func discard(_ path: String) {
    do throws(StoreError) {
      try store.fileSystem.removeIfPresent(path)
    } catch {
      undiscarded.append(path)
    }
  }

  /// The reject log of this commit.
  package var rejectLogPath: String { "\(store.path)/\(Store.rejectsName)/\(Store.padded(number)).jsonl" }

  /// Bytes of the segment files of events added so far.
  package var bytesAdded: Int {
    manifest.files.reduce(0) { $0 + ($1.snapshot == number ? $1.bytes : 0) }
  }

  /// Adds a finished file of events, or of a table, after all others.
  package func add(path: String, footer: SegmentFooter, table: PropertyTable? = nil) throws(StoreError) {
    let entry = try entry(path: path, footer: footer, table: table)
    if table == nil {
      manifest.files.append(entry)
    } else {
      manifest.tables.append(entry)
    }
  }

  /// The entry of a finished file, for those who place it in ``manifest`` themselves.
  package func entry(
    path: String, footer: SegmentFooter, table: PropertyTable? = nil
  ) throws(StoreError) -> Manifest.File {
    try SegmentLimits.check(segmentCount, "segment files of one commit", StoreLimits.filesPerCommit)
    return Manifest.File(
      path: path, bytes: try store.fileSystem.size(of: store.path + "/" + path), rows: footer.rows,
      users: footer.users,
      firstTime: footer.firstTime.microseconds, lastTime: footer.lastTime.microseconds, snapshot: number,
      footerDigest: footer.encoded().withUnsafeBytes { Checksum.text(Checksum.xxh3($0)) }, table: table)
  }

  /// Writes `bytes` to a file that goes with the snapshot and answers its entry, which is not in ``manifest`` yet.
  package func attachment(
    kind: String, target: String? = nil, bytes: [UInt8]
  ) throws(StoreError) -> Manifest.Attachment {
    attachmentCount += 1
    try SegmentLimits.check(attachmentCount, "attachments of one commit", StoreLimits.filesPerCommit)
    let folder = store.path + "/" + Store.attachmentsName
    if !store.fileSystem.exists(folder) {
      try store.fileSystem.createDirectory(folder)
      try store.fileSystem.synchroniseDirectory(store.path)
    }
    let name = "\(Store.padded(number))-\(Store.padded(attachmentCount).suffix(4)).\(kind)"
    let file = try AtomicFile(path: folder + "/" + name, fileSystem: store.fileSystem)
    try file.write(bytes)
    try file.commit()
    return Manifest.Attachment(
      kind: kind, path: Store.attachmentsName + "/" + name, bytes: bytes.count,
      digest: bytes.withUnsafeBytes { Checksum.text(Checksum.xxh3($0)) }, target: target, snapshot: number)
  }

  /// Makes the snapshot visible.
  @discardableResult
  package func commit(_ operation: Manifest.Operation, at time: Timestamp) throws -> Manifest {
    manifest.format = Manifest.currentFormat
    manifest.snapshot = number
    manifest.parentDigest = try parent.map { parent in
      try store.fileSystem.contents(of: store.manifestPath(parent.snapshot)).withUnsafeBytes {
        Checksum.text(Checksum.xxh3($0))
      }
    }
    manifest.operation = operation
    manifest.committedAt = time.iso8601
    let bytes = try manifest.encoded()
    try SegmentLimits.check(bytes.count, "bytes of a manifest", StoreLimits.manifestBytes)
    let file = try AtomicFile(path: store.manifestPath(number), fileSystem: store.fileSystem)
    try file.write(bytes)
    try store.fileSystem.synchroniseDirectory(store.path + "/" + Store.segmentsName)
    try file.commit()
    for path in undiscarded { try? store.fileSystem.removeIfPresent(path) }
    return manifest
  }

  /// Removes every file of a commit that failed; does nothing once the snapshot is visible.
  package func cancel() {
    if !store.fileSystem.exists(store.manifestPath(number)) { try? removeLeftovers() }
  }

  /// Removes what a dead writer left: partial files, spilled runs, and files no manifest names.
  private func removeLeftovers() throws(StoreError) {
    var folders: Set<String> = []
    for path in try store.leftovers(before: number) {
      let full = store.path + "/" + path
      try store.fileSystem.removeIfPresent(full)
      folders.insert(Directory.parent(of: full))
    }
    // Else a crash could bring back a file under a name that by then belongs to a snapshot.
    for folder in folders.sorted() { try store.fileSystem.synchroniseDirectory(folder) }
  }
}
