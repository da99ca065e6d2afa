extension Store {
  /// Removes what a dead writer left, as every commit does before it begins; does nothing while another writer is at
  /// work, or where the store cannot be written.
  package func removeLeftovers() {
    (try? SnapshotCommit(store: self))?.cancel()
  }

  /// Files of a writer that died, relative to the store; asked by the holder of the lock.
  ///
  /// Those are partial files, spilled runs, files of the commit `number` that is not there yet or of later ones, and
  /// files of expired snapshots that no manifest names.
  package func leftovers(before number: Int) throws(StoreError) -> [String] {
    var leftovers: [String] = []
    var readers = FileReaders(self, numbers: try snapshotNumbers())
    for folder in Self.folders + [Self.attachmentsName] {
      let directory = path + "/" + folder
      if folder == Self.attachmentsName, !fileSystem.exists(directory) { continue }
      for name in try fileSystem.names(in: directory) {
        let owner = Int(name.prefix { $0.isNumber }) ?? 0
        if name.hasSuffix(AtomicFile.partialSuffix) || name.hasSuffix(".tmp") || owner >= number {
          leftovers.append(folder + "/" + name)
        } else if owner > 0, folder != Self.snapshotsName, readers.areGone(folder + "/" + name, owner: owner)
        {
          leftovers.append(folder + "/" + name)
        }
      }
    }
    return leftovers
  }
}

/// Tells which files of expired snapshots are still needed.
///
/// A file is named by the snapshot that wrote it and by all after it up to the last that needs it. So among the
/// snapshots that are left, the first from its writer on names it, or none does.
private struct FileReaders {
  private let store: Store
  private let numbers: [Int]
  /// What snapshots name that were read so far; `nil` where a manifest cannot be read.
  private var paths: [Int: Set<String>?] = [:]

  init(_ store: Store, numbers: [Int]) {
    self.store = store
    self.numbers = numbers
  }

  /// Whether no snapshot needs the file that snapshot `owner` wrote.
  mutating func areGone(_ path: String, owner: Int) -> Bool {
    guard let first = numbers.first(where: { $0 >= owner }) else { return false }
    // What a snapshot wrote itself, its reject log included, goes with it.
    if first == owner { return false }
    if path.hasPrefix(Store.rejectsName + "/") { return true }
    let known: Set<String>?
    if let cached = paths[first] {
      known = cached
    } else {
      known = (try? store.manifest(first)).map { Set($0.paths) }
      paths[first] = .some(known)
    }
    guard let known else { return false }
    return !known.contains(path)
  }
}
