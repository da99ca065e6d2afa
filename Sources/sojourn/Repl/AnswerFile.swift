import Glibc

/// The file that answers go to after `\o`; each answer is in it as soon as it is given.
final class AnswerFile: Sendable {
  let path: String
  private let descriptor: Int32

  /// Replaces what the file held.
  init(path: String) throws(CommandError) {
    self.path = path
    descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { throw .system(action: .open, path: path, errorNumber: errno) }
  }

  deinit { Glibc.close(descriptor) }

  func write(_ text: String) throws(CommandError) {
    let bytes = Array(text.utf8)
    var written = 0
    while written < bytes.count {
      let count = bytes.withUnsafeBytes { bytes in
        Glibc.write(descriptor, bytes.baseAddress?.advanced(by: written), bytes.count - written)
      }
      if count < 0 {
        if errno == EINTR { continue }
        throw .system(action: .write, path: path, errorNumber: errno)
      }
      written += count
    }
  }

  /// Makes sure that all of it is on the disk.
  func close() throws(CommandError) {
    if fsync(descriptor) != 0 && errno != EINVAL && errno != EROFS {
      throw .system(action: .write, path: path, errorNumber: errno)
    }
  }
}
