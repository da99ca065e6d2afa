import Glibc

/// The file that a dataset is written to, which appears under its name only when it is complete.
///
/// It is written beside its final place under a temporary name, synced, and renamed. Standard output and
/// what exists but is no regular file (a pipe, a device) are written directly.
final class DatasetFile: ByteSink {
  private let path: String
  private let temporaryPath: String?
  private var descriptor: Int32

  /// `path` is `-` for standard output.
  init(path: String) throws(DatasetError) {
    self.path = path
    if path == "-" {
      temporaryPath = nil
      descriptor = STDOUT_FILENO
      return
    }
    var status = stat()
    if stat(path, &status) == 0, status.st_mode & S_IFMT != S_IFREG {
      temporaryPath = nil
      descriptor = open(path, O_WRONLY | O_CLOEXEC)
      guard descriptor >= 0 else { throw .cannotCreate(path: path, errno: errno) }
      return
    }
    let temporary = "\(path).partial-\(getpid())"
    temporaryPath = temporary
    descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { throw .cannotCreate(path: temporary, errno: errno) }
  }

  deinit {
    // Not finished: whatever there is of it is of no use.
    if descriptor > STDOUT_FILENO { close(descriptor) }
    if descriptor >= 0, let temporaryPath { unlink(temporaryPath) }
  }

  func write(_ bytes: UnsafeRawBufferPointer) throws(DatasetError) {
    var rest = bytes
    while !rest.isEmpty {
      let length = Glibc.write(descriptor, rest.baseAddress, rest.count)
      if length < 0 {
        if errno == EINTR { continue }
        throw .cannotWrite(path: path, errno: errno)
      }
      rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(length))
    }
  }

  func finish() throws(DatasetError) {
    guard let temporaryPath else { return }
    guard fsync(descriptor) == 0 else { throw .cannotWrite(path: temporaryPath, errno: errno) }
    guard rename(temporaryPath, path) == 0 else {
      throw .cannotRename(from: temporaryPath, to: path, errno: errno)
    }
    close(descriptor)
    descriptor = -1
    syncDirectory()
  }

  /// Makes the rename itself durable; the data are safe already, so a directory that cannot be synced is no
  /// failure.
  private func syncDirectory() {
    let parts = path.split(separator: "/", omittingEmptySubsequences: false).dropLast()
    let directory = parts.isEmpty ? "." : (parts == [""] ? "/" : parts.joined(separator: "/"))
    let handle = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard handle >= 0 else { return }
    fsync(handle)
    close(handle)
  }
}
