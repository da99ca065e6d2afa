public import EventModel
import Glibc

/// A committed snapshot with its segment files open for reading.
///
/// Holds the files it reads, so it stays valid while others commit. Safe to share between threads.
public final class Snapshot: Sendable {
  public let store: Store
  public let manifest: Manifest
  /// In manifest order, which is ingestion order.
  package let files: [SegmentFile]

  /// Opens snapshot `number` of `store`, or the newest.
  public init(store: Store, number: Int? = nil) throws(StoreError) {
    self.store = store
    while true {
      let manifest = try store.manifest(number)
      do throws(StoreError) {
        files = try Self.open(manifest.files, of: store)
        self.manifest = manifest
        return
      } catch .system(let call, let path, ENOENT) {
        // It expired while it was being opened: the store now has a newer one, or lacks the one asked for.
        let isThere = store.fileSystem.exists(store.manifestPath(manifest.snapshot))
        if isThere { throw .system(call: call, path: path, code: ENOENT) }
      }
    }
  }

  private static func open(
    _ entries: [Manifest.File], of store: Store
  ) throws(StoreError) -> [SegmentFile] {
    var files: [SegmentFile] = []
    for entry in entries {
      let file = try SegmentFile(path: store.path + "/" + entry.path, fileSystem: store.fileSystem)
      try file.check(entry)
      files.append(file)
    }
    return files
  }

  public var number: Int { manifest.snapshot }

  /// Events in the snapshot.
  public var rows: Int { manifest.rows }

  /// The newest event's time, or `nil` when there are no events.
  public var lastTime: Timestamp? {
    manifest.files.filter { $0.rows > 0 }.map { Timestamp(microseconds: $0.lastTime) }.max()
  }
}
