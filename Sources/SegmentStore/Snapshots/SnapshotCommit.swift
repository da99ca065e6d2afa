package import EventModel
import Glibc

/// A snapshot in the making: holds the store's lock, hands out file names and commits all or nothing.
///
/// A commit writes the manifest under a temporary name, synchronises it, renames it and synchronises the directory;
/// until that rename the store answers as before. Files of a commit that never happened are removed by the next.
package final class SnapshotCommit {
  package let store: Store
  package let number: Int
  private let lock: StoreLock
  private let parent: Manifest?
  private var newFiles: [Manifest.File] = []
  private var segmentCount = 0

  package init(store: Store) throws(StoreError) {
    self.store = store
    lock = try StoreLock(path: store.path + "/lock")
    let numbers = try store.snapshotNumbers()
    parent = numbers.isEmpty ? nil : try store.manifest()
    number = (numbers.last ?? 0) + 1
    try removeLeftovers()
  }

  /// Inputs of all earlier ingests.
  package var knownInputs: [Manifest.Input] { parent?.inputs ?? [] }

  package var timeZone: String { parent?.timeZone ?? "UTC" }

  /// A path relative to the store for the next segment file.
  package func nextSegmentPath() -> String {
    segmentCount += 1
    return "\(Store.segmentsName)/\(Store.padded(number))-\(Store.padded(segmentCount).suffix(4)).sjn"
  }

  /// Where runs may spill; emptied by the next commit if this one dies.
  package func temporaryPath(_ index: Int) -> String {
    "\(store.path)/\(Store.segmentsName)/\(Store.padded(number))-run\(index).tmp"
  }

  /// The reject log of this commit.
  package var rejectLogPath: String { "\(store.path)/\(Store.rejectsName)/\(Store.padded(number)).jsonl" }

  /// Bytes of the segment files added so far.
  package var bytesAdded: Int { newFiles.reduce(0) { $0 + $1.bytes } }

  /// Adds a finished file.
  package func add(path: String, footer: SegmentFooter) throws(StoreError) {
    var status = stat()
    let full = store.path + "/" + path
    guard stat(full, &status) == 0 else { throw .system(call: "stat", path: full, code: errno) }
    newFiles.append(
      Manifest.File(
        path: path, bytes: Int(status.st_size), rows: footer.rows, users: footer.users,
        firstTime: footer.firstTime.microseconds, lastTime: footer.lastTime.microseconds, snapshot: number))
  }

  /// Makes the snapshot visible.
  package func commit(inputs: [Manifest.Input], at time: Timestamp) throws -> Manifest {
    let parentDigest = try parent.map { parent in
      try Store.contents(store.manifestPath(parent.snapshot)).withUnsafeBytes {
        String(Checksum.xxh3($0), radix: 16)
      }
    }
    let manifest = Manifest(
      format: Manifest.currentFormat, snapshot: number, parentDigest: parentDigest,
      committedAt: time.iso8601, timeZone: timeZone, files: (parent?.files ?? []) + newFiles,
      inputs: knownInputs + inputs)
    let file = try AtomicFile(path: store.manifestPath(number))
    try file.write(try manifest.encoded())
    try Directory.synchronise(store.path + "/" + Store.segmentsName)
    try file.commit()
    return manifest
  }

  /// Removes every file of a commit that failed; does nothing once the snapshot is visible.
  package func cancel() {
    if !Directory.exists(store.manifestPath(number)) { try? removeLeftovers() }
  }

  /// Removes what a dead writer left: partial files, spilled runs, and files no manifest names.
  ///
  /// The number of this commit is above every committed one, so files carrying it or a later one belong to nobody.
  private func removeLeftovers() throws(StoreError) {
    for folder in [Store.segmentsName, Store.rejectsName, Store.snapshotsName] {
      let directory = store.path + "/" + folder
      for name in try Directory.names(in: directory) {
        let owner = Int(name.prefix { $0.isNumber }) ?? 0
        if name.hasSuffix(AtomicFile.partialSuffix) || name.hasSuffix(".tmp") || owner >= number {
          unlink(directory + "/" + name)
        }
      }
    }
  }
}
