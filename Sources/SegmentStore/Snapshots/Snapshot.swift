import Dispatch
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

  /// Opens files, several at a time where there are many; throws the error of the first that cannot be opened.
  private static func open(
    _ entries: [Manifest.File], of store: Store
  ) throws(StoreError) -> [SegmentFile] {
    @Sendable func open(_ entry: Manifest.File) throws(StoreError) -> SegmentFile {
      let file = try SegmentFile(path: store.path + "/" + entry.path, fileSystem: store.fileSystem)
      try file.check(entry)
      return file
    }
    let tasks = min(8, entries.count / filesPerTask)
    if tasks < 2 {
      var files: [SegmentFile] = []
      for entry in entries { files.append(try open(entry)) }
      return files
    }
    var outcomes = [Result<SegmentFile, StoreError>?](repeating: nil, count: entries.count)
    outcomes.withUnsafeMutableBufferPointer { outcomes in
      // Each task has elements of its own.
      nonisolated(unsafe) let results = outcomes
      DispatchQueue.concurrentPerform(iterations: tasks) { task in
        for index in entries.count * task / tasks..<entries.count * (task + 1) / tasks {
          results[index] = Result { () throws(StoreError) in try open(entries[index]) }
        }
      }
    }
    var files: [SegmentFile] = []
    files.reserveCapacity(entries.count)
    for outcome in outcomes { if let outcome { files.append(try outcome.get()) } }
    return files
  }

  /// Fewer are not worth another thread: a file takes some ten microseconds.
  private static let filesPerTask = 32

  public var number: Int { manifest.snapshot }

  /// Events in the snapshot.
  public var rows: Int { manifest.rows }

  /// The newest event's time, or `nil` when there are no events.
  public var lastTime: Timestamp? {
    manifest.files.filter { $0.rows > 0 }.map { Timestamp(microseconds: $0.lastTime) }.max()
  }
}
