import Dispatch
import EventModel
import Glibc

/// Reads every byte that the snapshots of a store need and checks it against all that is known of it.
///
/// Damage does not stop the check: everything that can still be read is read, and all problems are reported. Takes no
/// lock, as readers do not; what a writer adds meanwhile is not looked at.
package final class StoreVerification {
  /// What was checked and what was wrong.
  package struct Report: Sendable, Equatable {
    /// The snapshots there are.
    package var snapshots: [Int] = []
    package var files = 0
    package var bytes = 0
    /// Blocks of segment files whose checksums and contents were checked.
    package var blocks = 0
    package var rows = 0
    /// Files that no snapshot needs, relative to the store; the next writer removes them.
    package var unusedFiles: [String] = []
    /// In the order of files and offsets.
    package var problems: [StoreError] = []
  }

  package struct Progress: Sendable {
    package var bytesDone: Int
    package var bytesTotal: Int
    package var problems: Int
  }

  private let store: Store
  private let threads: Int
  private let isCancelled: () -> Bool
  private let onProgress: (Progress) -> Void
  private var report = Report()
  /// What the manifests say of each segment file and attachment, by path.
  private var entries: [String: Manifest.File] = [:]
  private var attachments: [String: Manifest.Attachment] = [:]
  /// The last snapshot that needs each of them.
  private var lastReaders: [String: Int] = [:]
  private var bytesTotal = 0

  package init(
    _ store: Store, threads: Int, isCancelled: @escaping () -> Bool = { false },
    onProgress: @escaping (Progress) -> Void = { _ in }
  ) {
    self.store = store
    self.threads = max(1, threads)
    self.isCancelled = isCancelled
    self.onProgress = onProgress
  }

  /// Checks everything; `nil` when it was cancelled. Throws only when the store's directories cannot be listed.
  package func run() throws(StoreError) -> Report? {
    report.snapshots = try store.snapshotNumbers()
    guard !report.snapshots.isEmpty else { throw .emptyStore(path: store.path) }
    checkManifests()
    bytesTotal = entries.values.reduce(0) { $0 + $1.bytes } + attachments.values.reduce(0) { $0 + $1.bytes }
    for path in entries.keys.sorted() {
      if isCancelled() { return nil }
      guard let entry = entries[path], check(entry) else { return nil }
      report.files += 1
      report.bytes += entry.bytes
    }
    for path in attachments.keys.sorted() {
      if isCancelled() { return nil }
      guard let attachment = attachments[path] else { continue }
      do throws(StoreError) {
        try check(attachment)
      } catch {
        if hasExpired(path, error) { continue }
        report.problems.append(error)
      }
      report.files += 1
      report.bytes += attachment.bytes
    }
    report.unusedFiles = try unusedFiles()
    return report
  }

  /// Reads an attachment, and what it says of other files where its kind is known.
  private func check(_ attachment: Manifest.Attachment) throws(StoreError) {
    let bytes = try store.contents(of: attachment)
    let path = store.path + "/" + attachment.path
    switch attachment.kind {
    case Manifest.Attachment.identity: _ = try IdentityMap(bytes, path: path)
    case Manifest.Attachment.mask, Manifest.Attachment.forgotten:
      // A mask may stand in for another one, whose file it is about.
      guard let target = attachment.target,
        let entry = entries[target] ?? attachments[target]?.target.flatMap({ entries[$0] })
      else { return }
      let file = try store.segmentFile(entry)
      let mask = try store.mask(attachment, of: file)
      do {
        guard try MaskDraft(file: file, mask: mask).mask(codec: ZstdCodec()) == mask else {
          throw StoreError.damaged(file: path, block: "mask", offset: 0, problem: .inconsistent("row count"))
        }
      } catch let error as StoreError {
        throw error
      } catch {
        throw .damaged(file: path, block: "mask", offset: 0, problem: .inconsistent("\(error)"))
      }
    default: return
    }
  }

  /// Whether a file is missing because its snapshots expired after they were listed.
  private func hasExpired(_ path: String, _ error: StoreError) -> Bool {
    guard case .system(_, _, ENOENT) = error, let reader = lastReaders[path] else { return false }
    return !store.fileSystem.exists(store.manifestPath(reader))
  }

  private func showProgress(_ bytes: Int) {
    onProgress(
      Progress(
        bytesDone: min(bytesTotal, report.bytes + bytes), bytesTotal: bytesTotal,
        problems: report.problems.count))
  }
}

// MARK: - Manifests

extension StoreVerification {
  private func checkManifests() {
    var parent: (number: Int, bytes: [UInt8])?
    for number in report.snapshots {
      let path = store.manifestPath(number)
      do throws(StoreError) {
        let bytes = try store.fileSystem.contents(of: path, limit: StoreLimits.manifestBytes)
        defer { parent = (number, bytes) }
        report.bytes += bytes.count
        report.files += 1
        let manifest = try Manifest(encoded: bytes, path: path)
        guard manifest.snapshot == number else {
          throw .badManifest(path: path, detail: "snapshot is \(manifest.snapshot)")
        }
        checkParent(of: manifest, parent, path)
        checkContents(of: manifest, path)
      } catch .system(_, _, ENOENT) {
        // It expired after it was listed, as all before it have.
        report.snapshots.removeAll { $0 <= number }
        parent = nil
      } catch {
        report.problems.append(error)
      }
    }
  }

  /// A manifest names the digest of the one before it; that one may have expired only if it was the oldest.
  private func checkParent(of manifest: Manifest, _ parent: (number: Int, bytes: [UInt8])?, _ path: String) {
    if manifest.snapshot == 1 {
      if manifest.parentDigest != nil { inconsistent(path, "parent digest", "first snapshot") }
      return
    }
    guard let parent else { return }
    guard parent.number == manifest.snapshot - 1 else {
      return inconsistent(path, "parent digest", "snapshot \(manifest.snapshot - 1) is missing")
    }
    let digest = parent.bytes.withUnsafeBytes { Checksum.xxh3($0) }
    if manifest.parentDigest.flatMap({ UInt64($0, radix: 16) }) != digest {
      inconsistent(path, "parent digest", "snapshot \(parent.number)")
    }
  }

  private func checkContents(of manifest: Manifest, _ path: String) {
    var paths: Set<String> = []
    for file in manifest.allFiles {
      if !paths.insert(file.path).inserted { inconsistent(path, "files", "\(file.path) twice") }
      if file.firstTime > file.lastTime { inconsistent(path, "files", "times of \(file.path)") }
      if file.snapshot > manifest.snapshot { inconsistent(path, "files", "snapshot of \(file.path)") }
      if let known = entries[file.path], !known.agrees(with: file) {
        inconsistent(path, "files", "\(file.path) is another in an older snapshot")
      }
      lastReaders[file.path] = manifest.snapshot
      // An entry that knows the digest of the footer says more than one that does not.
      if entries[file.path]?.footerDigest == nil { entries[file.path] = file }
    }
    for attachment in manifest.attachments {
      if !paths.insert(attachment.path).inserted {
        inconsistent(path, "attachments", "\(attachment.path) twice")
      }
      // What stands in for older masks names these, or files that only older snapshots have.
      let isOwn = attachment.kind != Manifest.Attachment.forgotten
      if isOwn, let target = attachment.target, !manifest.allFiles.contains(where: { $0.path == target }) {
        inconsistent(path, "attachments", "\(attachment.path) belongs to no file")
      }
      if let known = attachments[attachment.path], known != attachment {
        inconsistent(path, "attachments", "\(attachment.path) is another in an older snapshot")
      }
      attachments[attachment.path] = attachment
      lastReaders[attachment.path] = manifest.snapshot
    }
    for input in manifest.inputs {
      if input.rowsStored + input.rowsRejected > input.rowsRead {
        inconsistent(path, "inputs", "rows of \(input.name)")
      }
      if input.snapshot > manifest.snapshot { inconsistent(path, "inputs", "snapshot of \(input.name)") }
    }
    checkRowCounts(of: manifest, path)
    let definitions = manifest.definitions.map { [$0.kind, $0.name] }
    if Set(definitions).count < definitions.count { inconsistent(path, "definitions", "a name twice") }
  }

  /// What became of the rows that the commit read, against what its inputs say.
  private func checkRowCounts(of manifest: Manifest, _ path: String) {
    guard let counts = manifest.rowCounts else { return }
    let inputs = manifest.inputs.filter { $0.snapshot == manifest.snapshot }
    if counts.read != counts.stored + counts.dropped + counts.superseded + counts.rejected
      || counts.read != inputs.reduce(0, { $0 + $1.rowsRead })
      || counts.rejected != inputs.reduce(0, { $0 + $1.rowsRejected })
    {
      inconsistent(path, "row counts", "rows read")
    }
  }

  private func inconsistent(_ path: String, _ section: String, _ what: String) {
    report.problems.append(
      .damaged(file: path, block: "manifest, \(section)", offset: 0, problem: .inconsistent(what)))
  }

  private func unusedFiles() throws(StoreError) -> [String] {
    // A manifest that cannot be read may need any file.
    let isSure = !report.problems.contains { $0.isOfManifest }
    guard isSure else { return [] }
    var unused: [String] = []
    for folder in [Store.segmentsName, Store.attachmentsName] {
      let directory = store.path + "/" + folder
      guard store.fileSystem.exists(directory) else { continue }
      for name in try store.fileSystem.names(in: directory) {
        let path = folder + "/" + name
        if entries[path] == nil, attachments[path] == nil { unused.append(path) }
      }
    }
    return unused
  }
}

extension StoreError {
  fileprivate var isOfManifest: Bool {
    switch self {
    case .badManifest, .pathLeavesStore, .newerVersion: true
    case .damaged(_, let block, _, _): block == "manifest" || block == "end"
    default: false
    }
  }
}

extension Manifest.File {
  /// Whether two manifests may say this and that of one file: only the digest may be missing from one.
  fileprivate func agrees(with other: Manifest.File) -> Bool {
    var (left, right) = (self, other)
    if left.footerDigest == nil || right.footerDigest == nil {
      (left.footerDigest, right.footerDigest) = (nil, nil)
    }
    return left == right
  }
}

// MARK: - Segment files

extension SegmentFile {
  /// Throws when a file holds what one of its table, or of events for `nil`, cannot.
  fileprivate func checkNames(of table: PropertyTable?) throws(StoreError) {
    let isRight =
      if let table {
        footer.eventNames.allSatisfy { $0.name == table.rawValue }
          && footer.columns.allSatisfy { table.column($0) == $0 }
      } else {
        footer.columns.allSatisfy { $0.kind != .accountProperty }
      }
    guard isRight else {
      throw .damaged(file: path, block: "footer", offset: footerOffset, problem: .inconsistent("table"))
    }
  }
}

extension StoreVerification {
  /// Checks one file with all its groups; `false` when it was cancelled.
  private func check(_ entry: Manifest.File) -> Bool {
    let file: SegmentFile
    do throws(StoreError) {
      file = try SegmentFile(path: store.path + "/" + entry.path, fileSystem: store.fileSystem)
      try file.check(entry)
      try file.checkNames(of: entry.table)
    } catch {
      if hasExpired(entry.path, error) { return true }
      report.problems.append(error)
      return true
    }
    var total = SegmentFileTotals(file)
    var done = 0
    var first = 0
    while first < file.footer.groups.count {
      if isCancelled() { return false }
      let wave = first..<min(file.footer.groups.count, first + threads)
      let checks = Self.check(file, groups: wave)
      for check in checks {
        report.problems += check.problems
        report.blocks += check.blocks
        report.rows += check.rows
        total.add(check)
        done += check.bytes
      }
      showProgress(done)
      first = wave.upperBound
    }
    report.problems += total.problems()
    return true
  }

  private static func check(_ file: SegmentFile, groups: Range<Int>) -> [RowGroupVerification] {
    var checks = [RowGroupVerification?](repeating: nil, count: groups.count)
    checks.withUnsafeMutableBufferPointer { checks in
      // Each iteration has its own element.
      nonisolated(unsafe) let results = checks
      DispatchQueue.concurrentPerform(iterations: groups.count) { index in
        var check = RowGroupVerification(file, group: groups.lowerBound + index)
        check.run()
        results[index] = check
      }
    }
    return checks.compactMap { $0 }
  }
}
