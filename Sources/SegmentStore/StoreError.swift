/// What can go wrong between memory and disk, as facts; the command line makes sentences of them.
public enum StoreError: Error, Sendable, Equatable {
  /// A system call failed: which, on which path, and its `errno`.
  case system(call: String, path: String, code: Int32)
  /// Bytes that are not what the format says: file, the block they belong to, its offset and what is wrong.
  case damaged(file: String, block: String, offset: UInt64, problem: Damage)
  /// A file or manifest of a newer format than this program reads.
  case newerVersion(file: String, found: UInt32, supported: UInt32)
  /// The directory exists but holds no store.
  case notAStore(path: String)
  /// The directory holds other files, so no store is created in it.
  case directoryNotEmpty(path: String)
  /// No snapshot has been committed yet.
  case emptyStore(path: String)
  /// The snapshot asked for is not in the store.
  case noSuchSnapshot(path: String, number: Int, available: [Int])
  /// Another process writes to the store.
  case locked(path: String, owner: Int32?)
  /// A path in a manifest that leaves the store.
  case pathLeavesStore(manifest: String, path: String)
  /// A manifest that cannot be read.
  case badManifest(path: String, detail: String)
  /// A hard limit of the format was reached while writing.
  case limitReached(limit: String, value: Int, allowed: Int)

  /// How bytes can be wrong.
  public enum Damage: Sendable, Equatable {
    case tooShort
    case badMagic
    case checksum
    case badCompression
    case lengthOutOfBounds
    case invalidCode(Int)
    case inconsistent(String)
  }
}
