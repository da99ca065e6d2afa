import Glibc

/// A file that appears under its name only when it is complete and on the disk.
///
/// Bytes go to `<path>.partial`; ``commit()`` synchronises the file, renames it and synchronises the directory.
/// A process that dies before leaves at most the partial file, which the next writer of the store removes.
package final class AtomicFile {
  package static let partialSuffix = ".partial"

  private let path: String
  private let isTemporary: Bool
  private var descriptor: Int32
  private var buffer: [UInt8] = []
  private var isCommitted = false
  private var isCancelled = false
  /// Bytes written so far, buffered ones included.
  package private(set) var length: UInt64 = 0

  private static let bufferLength = 1 << 20

  /// A file that `isTemporary` is of no use after a crash, and no time is spent on making it survive one.
  package init(path: String, isTemporary: Bool = false) throws(StoreError) {
    self.path = path
    self.isTemporary = isTemporary
    let partial = path + Self.partialSuffix
    descriptor = open(partial, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw .system(call: "open", path: partial, code: errno) }
  }

  deinit {
    if !isCommitted { cancel() }
  }

  /// Buffers `bytes`, and writes when a megabyte has come together.
  package func write(_ bytes: [UInt8]) throws(StoreError) {
    length += UInt64(bytes.count)
    buffer.append(contentsOf: bytes)
    if buffer.count >= Self.bufferLength { try flush() }
  }

  /// Synchronises the file and gives it its name.
  package func commit() throws(StoreError) {
    guard descriptor >= 0 else { throw .system(call: "write", path: path, code: EBADF) }
    try flush()
    let partial = path + Self.partialSuffix
    guard isTemporary || fsync(descriptor) == 0 else {
      throw .system(call: "fsync", path: partial, code: errno)
    }
    let closed = close(descriptor)
    descriptor = -1
    guard closed == 0 else { throw .system(call: "close", path: partial, code: errno) }
    guard rename(partial, path) == 0 else { throw .system(call: "rename", path: path, code: errno) }
    isCommitted = true
    if !isTemporary { try Directory.synchronise(Directory.parent(of: path)) }
  }

  /// Removes what was written; nothing happens after a commit.
  package func cancel() {
    guard !isCommitted, !isCancelled else { return }
    isCancelled = true
    if descriptor >= 0 { close(descriptor) }
    descriptor = -1
    buffer = []
    unlink(path + Self.partialSuffix)
  }

  private func flush() throws(StoreError) {
    var written = 0
    let total = buffer.count
    while written < total {
      let result = buffer.withUnsafeBytes { bytes in
        Glibc.write(descriptor, bytes.baseAddress! + written, total - written)
      }
      if result < 0 {
        if errno == EINTR { continue }
        throw .system(call: "write", path: path + Self.partialSuffix, code: errno)
      }
      written += result
    }
    buffer.removeAll(keepingCapacity: true)
  }
}
