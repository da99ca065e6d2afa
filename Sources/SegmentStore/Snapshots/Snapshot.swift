public import EventModel

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
    manifest = try store.manifest(number)
    var files: [SegmentFile] = []
    for entry in manifest.files {
      let file = try SegmentFile(path: store.path + "/" + entry.path)
      let footer = file.footer
      guard file.byteCount == entry.bytes, footer.rows == entry.rows, footer.users == entry.users,
        footer.firstTime.microseconds == entry.firstTime, footer.lastTime.microseconds == entry.lastTime,
        entry.footerDigest == nil || entry.footerDigest == Checksum.text(file.footerChecksum)
      else {
        throw .damaged(file: file.path, block: "footer", offset: 0, problem: .inconsistent("manifest"))
      }
      files.append(file)
    }
    self.files = files
  }

  public var number: Int { manifest.snapshot }

  /// Events in the snapshot.
  public var rows: Int { manifest.rows }

  /// The newest event's time, or `nil` when there are no events.
  public var lastTime: Timestamp? {
    manifest.files.filter { $0.rows > 0 }.map { Timestamp(microseconds: $0.lastTime) }.max()
  }
}
