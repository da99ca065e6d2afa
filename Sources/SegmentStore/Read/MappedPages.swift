import Synchronization

/// Bounds how much of its mapped files a scan keeps in the process's memory.
///
/// The system leaves mapped pages where they are until memory runs short, so that a scan of a large store would seem to use
/// as much memory as the store is long. Safe to use from any number of threads.
package final class MappedPages: Sendable {
  /// Bytes that may be mapped before they are let go of.
  package static let limit = 256 << 20

  private let files: [SegmentFile]
  private let limit: Int
  private let passed = Atomic(0)

  /// `nil` where all of `files` may stay.
  package init?(_ files: [SegmentFile], limit: Int = MappedPages.limit) {
    guard files.reduce(0, { $0 + $1.byteCount }) > limit else { return nil }
    self.files = files
    self.limit = limit
  }

  /// Notes that a stretch of `bytes` has been passed; lets go of all files when too many have been.
  ///
  /// Whoever is reading gets its pages back from the system's cache.
  package func pass(_ bytes: Int) {
    guard passed.add(bytes, ordering: .relaxed).newValue > limit else { return }
    // Several threads may come here at once; one of them finds something to let go of.
    guard passed.exchange(0, ordering: .relaxed) > limit else { return }
    for file in files { file.release() }
  }
}
