import Glibc

/// A file that appears under its name only when it is complete and on the disk.
///
/// Bytes go to `<path>.partial`; ``commit()`` synchronises the file, renames it and synchronises the directory.
/// A process that dies before leaves at most the partial file, which the next writer of the store removes.
package final class AtomicFile {
  package static let partialSuffix = ".partial"

  private let path: String
  private let isTemporary: Bool
  private let fileSystem: any FileSystem
  /// `nil` once it is closed.
  private var file: (any WritableFile)?
  private var buffer: [UInt8] = []
  private var isCommitted = false
  private var isCancelled = false
  /// Bytes written so far, buffered ones included.
  package private(set) var length: UInt64 = 0

  private static let bufferLength = 1 << 20

  /// A file that `isTemporary` is of no use after a crash, and no time is spent on making it survive one.
  package init(
    path: String, isTemporary: Bool = false, fileSystem: any FileSystem = LocalFileSystem()
  ) throws(StoreError) {
    self.path = path
    self.isTemporary = isTemporary
    self.fileSystem = fileSystem
    let partial = path + Self.partialSuffix
    file = try StoreError.uninterrupted { () throws(StoreError) in try fileSystem.create(partial) }
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
    guard let file else { throw .system(call: "write", path: path, code: EBADF) }
    try flush()
    if !isTemporary { try StoreError.uninterrupted { () throws(StoreError) in try file.synchronise() } }
    self.file = nil
    try file.close()
    try fileSystem.rename(path + Self.partialSuffix, to: path)
    isCommitted = true
    if !isTemporary { try fileSystem.synchroniseDirectory(Directory.parent(of: path)) }
  }

  /// Removes what was written; nothing happens after a commit.
  package func cancel() {
    guard !isCommitted, !isCancelled else { return }
    isCancelled = true
    try? file?.close()
    file = nil
    buffer = []
    // What cannot be removed now is removed by the next writer of the store.
    try? fileSystem.remove(path + Self.partialSuffix)
  }

  private func flush() throws(StoreError) {
    guard let file else { throw .system(call: "write", path: path, code: EBADF) }
    var written = 0
    while written < buffer.count {
      // The array's own method erases the error type, so the error travels as a value.
      let outcome = buffer.withUnsafeBytes { bytes in
        Result { () throws(StoreError) in
          let rest = UnsafeRawBufferPointer(rebasing: bytes[written...])
          return try StoreError.uninterrupted { () throws(StoreError) in try file.write(rest) }
        }
      }
      let count = try outcome.get()
      guard count > 0 else {
        throw .system(call: "write", path: path + Self.partialSuffix, code: EIO)
      }
      written += count
    }
    buffer.removeAll(keepingCapacity: true)
  }
}
