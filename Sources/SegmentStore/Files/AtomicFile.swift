import Glibc

/// A file that appears under its name only when it is complete and on the disk.
///
/// Bytes go to `<path>.partial`; ``commit()`` synchronises the file, renames it and synchronises the directory.
/// A process that dies before leaves at most the partial file, which opening a store removes.
package final class AtomicFile {
  package static let partialSuffix = ".partial"

  private let path: String
  private var descriptor: Int32
  private var buffer: [UInt8] = []
  /// Bytes written so far, buffered ones included.
  package private(set) var length: UInt64 = 0

  private static let bufferLength = 1 << 20

  package init(path: String) throws(StoreError) {
    self.path = path
    let partial = path + Self.partialSuffix
    descriptor = open(partial, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw .system(call: "open", path: partial, code: errno) }
  }

  deinit {
    if descriptor >= 0 { cancel() }
  }

  package func write(_ bytes: [UInt8]) throws(StoreError) {
    length += UInt64(bytes.count)
    buffer.append(contentsOf: bytes)
    if buffer.count >= Self.bufferLength { try flush() }
  }

  package func commit() throws(StoreError) {
    try flush()
    let partial = path + Self.partialSuffix
    guard fsync(descriptor) == 0 else { throw .system(call: "fsync", path: partial, code: errno) }
    guard close(descriptor) == 0 else {
      descriptor = -1
      throw .system(call: "close", path: partial, code: errno)
    }
    descriptor = -1
    guard rename(partial, path) == 0 else { throw .system(call: "rename", path: path, code: errno) }
    try Directory.synchronise(Directory.parent(of: path))
  }

  package func cancel() {
    if descriptor >= 0 { close(descriptor) }
    descriptor = -1
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
