import EventModel
import Glibc

/// A directory of snapshots: immutable segment files and one small manifest per snapshot.
///
/// ```
/// <store>/snapshots/00000001.json   manifests, committed by rename
/// <store>/segments/…                segment files
/// <store>/rejects/00000001.jsonl    rows an ingest refused
/// <store>/attachments/…             other files that go with a snapshot
/// <store>/lock                      held while writing
/// ```
/// Readers need no lock: what a manifest names is never changed. A value; open files are held by ``Snapshot``.
public struct Store: Sendable {
  public let path: String
  /// Where the store lies: the machine's, or one that a test made.
  package let fileSystem: any FileSystem

  static let snapshotsName = "snapshots"
  static let segmentsName = "segments"
  static let rejectsName = "rejects"
  /// Made when it is first needed.
  static let attachmentsName = "attachments"
  /// What every store has; the folder of snapshots comes last, because it is what makes a directory a store.
  static let folders = [segmentsName, rejectsName, snapshotsName]

  /// Opens an existing store.
  public init(opening path: String) throws(StoreError) {
    try self.init(opening: path, fileSystem: LocalFileSystem())
  }

  package init(opening path: String, fileSystem: any FileSystem) throws(StoreError) {
    self.path = path
    self.fileSystem = fileSystem
    guard fileSystem.exists(path + "/" + Self.snapshotsName) else { throw .notAStore(path: path) }
  }

  /// Opens a store, creating an empty one where there is none yet.
  ///
  /// A directory that holds other files is refused, so that a mistyped path does not mix with someone's work; one
  /// whose creation was cut short is completed.
  public init(openingOrCreating path: String) throws(StoreError) {
    try self.init(openingOrCreating: path, fileSystem: LocalFileSystem())
  }

  package init(openingOrCreating path: String, fileSystem: any FileSystem) throws(StoreError) {
    self.path = path
    self.fileSystem = fileSystem
    if fileSystem.exists(path + "/" + Self.snapshotsName) { return }
    if fileSystem.exists(path), try !fileSystem.names(in: path).allSatisfy({ Self.folders.contains($0) }) {
      throw .directoryNotEmpty(path: path)
    }
    try fileSystem.createDirectory(path)
    for name in Self.folders { try fileSystem.createDirectory(path + "/" + name) }
    try fileSystem.synchroniseDirectory(path)
    try fileSystem.synchroniseDirectory(Directory.parent(of: path))
  }

  /// The numbers of all committed snapshots, ascending.
  public func snapshotNumbers() throws(StoreError) -> [Int] {
    try fileSystem.names(in: path + "/" + Self.snapshotsName).compactMap { name in
      guard name.hasSuffix(".json"), let number = Int32(name.dropLast(5)), number > 0 else { return nil }
      return name == Self.padded(Int(number)) + ".json" ? Int(number) : nil
    }.sorted()
  }

  /// The manifest of snapshot `number`, or of the newest one.
  public func manifest(_ number: Int? = nil) throws(StoreError) -> Manifest {
    while true {
      let numbers = try snapshotNumbers()
      guard let newest = numbers.last else { throw .emptyStore(path: path) }
      let wanted = number ?? newest
      guard numbers.contains(wanted) else {
        throw .noSuchSnapshot(path: path, number: wanted, available: numbers)
      }
      do throws(StoreError) {
        return try readManifest(wanted)
      } catch .system(_, _, ENOENT) {
        // It expired after it was listed; the next list lacks it.
        continue
      }
    }
  }

  private func readManifest(_ wanted: Int) throws(StoreError) -> Manifest {
    let file = manifestPath(wanted)
    let manifest = try Manifest(
      encoded: try fileSystem.contents(of: file, limit: StoreLimits.manifestBytes), path: file)
    guard manifest.snapshot == wanted else {
      throw .badManifest(path: file, detail: "snapshot is \(manifest.snapshot)")
    }
    return manifest
  }

  /// The bytes of an attachment, verified.
  package func contents(of attachment: Manifest.Attachment) throws(StoreError) -> [UInt8] {
    let file = path + "/" + attachment.path
    let bytes = try fileSystem.contents(of: file, limit: attachment.bytes)
    guard bytes.count == attachment.bytes,
      bytes.withUnsafeBytes({ Checksum.text(Checksum.xxh3($0)) }) == attachment.digest
    else { throw .damaged(file: file, block: attachment.kind, offset: 0, problem: .checksum) }
    return bytes
  }

  /// The reject logs of all ingests.
  package func rejectLogPaths() throws(StoreError) -> [String] {
    let folder = path + "/" + Self.rejectsName
    return try fileSystem.names(in: folder).filter { $0.hasSuffix(".jsonl") }.map { folder + "/" + $0 }
  }

  func manifestPath(_ number: Int) -> String {
    "\(path)/\(Self.snapshotsName)/\(Self.padded(number)).json"
  }

  static func padded(_ number: Int) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, 8 - digits.count)) + digits
  }
}
