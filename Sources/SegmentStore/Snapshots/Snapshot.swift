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
  /// Which rows of each file are dead; `nil` where all are alive.
  package let masks: [RowMask?]
  /// The files of tables, by table; a table without rows has none.
  package let tables: [PropertyTable: TableFiles]

  /// The segment files of one table, in the order of ingestion, and which of their rows are dead.
  package struct TableFiles: Sendable {
    package fileprivate(set) var files: [SegmentFile] = []
    package fileprivate(set) var masks: [RowMask?] = []

    /// Living rows.
    package var rows: Int { zip(files, masks).reduce(0) { $0 + ($1.1?.remainder.rows ?? $1.0.footer.rows) } }
  }

  /// Opens snapshot `number` of `store`, or the newest.
  ///
  /// Users forgotten by a later snapshot are not in it any more.
  public init(store: Store, number: Int? = nil) throws(StoreError) {
    self.store = store
    while true {
      let manifest = try store.manifest(number)
      let newest = number == nil ? manifest : try store.newestReadableManifest()
      do throws(StoreError) {
        (files, masks, tables) = try Self.open(manifest, of: store, newest: newest)
        self.manifest = manifest
        return
      } catch .system(let call, let path, ENOENT) {
        // It expired while it was being opened: the store now has a newer one, or lacks the one asked for.
        let isThere =
          store.fileSystem.exists(store.manifestPath(manifest.snapshot))
          && store.fileSystem.exists(store.manifestPath(newest.snapshot))
        if isThere { throw .system(call: call, path: path, code: ENOENT) }
      }
    }
  }

  /// A segment file and which of its rows are dead.
  private struct OpenFile: Sendable {
    var file: SegmentFile
    var mask: RowMask?
  }

  /// Opens files, several at a time where there are many; throws the error of the first that cannot be opened.
  private static func open(
    _ manifest: Manifest, of store: Store, newest: Manifest
  ) throws(StoreError) -> (files: [SegmentFile], masks: [RowMask?], tables: [PropertyTable: TableFiles]) {
    let entries = manifest.allFiles
    let attachments = manifest.effectiveMasks(of: entries, forgotten: newest.forgottenMasks)
    @Sendable func open(_ index: Int) throws(StoreError) -> OpenFile {
      let file = try store.segmentFile(entries[index])
      guard let attachment = attachments[index] else { return OpenFile(file: file, mask: nil) }
      return OpenFile(file: file, mask: try store.mask(attachment, of: file))
    }
    var outcomes = [Result<OpenFile, StoreError>?](repeating: nil, count: entries.count)
    let tasks = max(1, min(8, entries.count / filesPerTask))
    outcomes.withUnsafeMutableBufferPointer { outcomes in
      // Each task has elements of its own.
      nonisolated(unsafe) let results = outcomes
      DispatchQueue.concurrentPerform(iterations: tasks) { task in
        for index in entries.count * task / tasks..<entries.count * (task + 1) / tasks {
          results[index] = Result { () throws(StoreError) in try open(index) }
        }
      }
    }
    var files: [SegmentFile] = []
    var masks: [RowMask?] = []
    var tables: [PropertyTable: TableFiles] = [:]
    for (entry, outcome) in zip(entries, outcomes) {
      guard let opened = try outcome?.get() else { continue }
      if let table = entry.table {
        tables[table, default: TableFiles()].files.append(opened.file)
        tables[table]?.masks.append(opened.mask)
      } else {
        files.append(opened.file)
        masks.append(opened.mask)
      }
    }
    return (files, masks, tables)
  }

  /// Fewer are not worth another thread: a file takes some ten microseconds.
  private static let filesPerTask = 32

  public var number: Int { manifest.snapshot }

  /// Events in the snapshot.
  public var rows: Int { zip(files, masks).reduce(0) { $0 + ($1.1?.remainder.rows ?? $1.0.footer.rows) } }

  /// The oldest and the newest event's time, or `nil` when there are no events.
  public var times: ClosedRange<Timestamp>? {
    var range: ClosedRange<Timestamp>?
    for (file, mask) in zip(files, masks) where (mask?.remainder.rows ?? file.footer.rows) > 0 {
      let first = mask?.remainder.firstTime ?? file.footer.firstTime
      let last = mask?.remainder.lastTime ?? file.footer.lastTime
      range = min(range?.lowerBound ?? first, first)...max(range?.upperBound ?? last, last)
    }
    return range
  }

  /// The newest event's time, or `nil` when there are no events.
  public var lastTime: Timestamp? { times?.upperBound }
}

extension Store {
  /// The newest manifest that is not damaged, so that older snapshots stay open to those who ask for them.
  package func newestReadableManifest() throws(StoreError) -> Manifest {
    for number in try snapshotNumbers().reversed() {
      do throws(StoreError) {
        return try manifest(number)
      } catch .damaged {
        continue
      } catch .badManifest {
        continue
      }
    }
    return try manifest()
  }

  /// Opens a segment file of a manifest and checks that it is the one meant.
  package func segmentFile(_ entry: Manifest.File) throws(StoreError) -> SegmentFile {
    let file = try SegmentFile(path: path + "/" + entry.path, fileSystem: fileSystem)
    try file.check(entry)
    return file
  }
}
