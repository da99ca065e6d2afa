import Connectors
import Glibc

/// Rows of pages one after the other, in memory up to a limit and from there on in a temporary file without a name.
///
/// Written by one thread, then read by one. The file goes with the spool, also when the process is killed.
final class PageSpool: @unchecked Sendable {
  private let limit: Int
  private var bytes: [UInt8] = []
  private var descriptor: Int32 = -1
  /// Bytes kept, in memory or in the file.
  private(set) var count = 0
  private(set) var rows = 0

  init(memoryLimit: Int) {
    limit = memoryLimit
  }

  deinit { if descriptor >= 0 { close(descriptor) } }

  func append(_ page: AnswerPage) throws(ExportError) {
    if descriptor < 0 && bytes.count + page.rows.count > limit { try spill() }
    if descriptor >= 0 {
      try write(page.rows)
    } else {
      bytes += page.rows
    }
    count += page.rows.count
    rows += page.rowCount
  }

  /// Forgets everything behind a place that ``count`` and ``rows`` told earlier.
  func truncate(to place: (count: Int, rows: Int)) throws(ExportError) {
    if descriptor >= 0 {
      guard ftruncate(descriptor, place.count) == 0, lseek(descriptor, place.count, SEEK_SET) >= 0 else {
        throw .cannotSpool(errorNumber: errno)
      }
    } else {
      bytes.removeLast(bytes.count - place.count)
    }
    (count, rows) = place
  }

  /// All rows as one input; nothing may be appended afterwards, and the spool must live until it is read.
  func input(name: String) throws(ExportError) -> EventFileInput {
    guard descriptor >= 0 else {
      defer { bytes = [] }
      return EventFileInput(name: name, bytes: bytes)
    }
    guard lseek(descriptor, 0, SEEK_SET) == 0 else { throw .cannotSpool(errorNumber: errno) }
    return EventFileInput(name: name, descriptor: descriptor)
  }

  /// The rows as bytes, for objects that are small.
  func contents() throws(ExportError) -> [UInt8] {
    guard descriptor >= 0 else { return bytes }
    var all = [UInt8](repeating: 0, count: count)
    var filled = 0
    while filled < count {
      let got = all.withUnsafeMutableBytes { buffer in
        pread(descriptor, buffer.baseAddress.map { $0 + filled }, count - filled, off_t(filled))
      }
      if got < 0 && errno == EINTR { continue }
      guard got > 0 else { throw .cannotSpool(errorNumber: got < 0 ? errno : EIO) }
      filled += got
    }
    return all
  }

  private func spill() throws(ExportError) {
    let folder = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
    var template = Array((folder + "/sojourn-XXXXXX").utf8CString)
    let opened = mkstemp(&template)
    guard opened >= 0 else { throw .cannotSpool(errorNumber: errno) }
    unlink(template)
    _ = fcntl(opened, F_SETFD, FD_CLOEXEC)
    descriptor = opened
    try write(bytes)
    bytes = []
  }

  private func write(_ bytes: [UInt8]) throws(ExportError) {
    var written = 0
    while written < bytes.count {
      let count = bytes.withUnsafeBytes { buffer in
        Glibc.write(descriptor, buffer.baseAddress.map { $0 + written }, bytes.count - written)
      }
      if count < 0 {
        if errno == EINTR { continue }
        throw .cannotSpool(errorNumber: errno)
      }
      written += count
    }
  }
}
