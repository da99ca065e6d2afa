import Glibc
import SegmentStore

/// The file that `-o` names: it is replaced as a whole or not at all.
enum ResultFile {
  /// Writes `text` to `path`; what is no regular file (a pipe, a device) is written to as it is.
  static func write(_ text: String, to path: String) throws {
    var status = stat()
    if stat(path, &status) == 0, status.st_mode & S_IFMT != S_IFREG {
      try writeDirectly(text, to: path)
      return
    }
    let file = try AtomicFile(path: path)
    try file.write(Array(text.utf8))
    try file.commit()
  }

  private static func writeDirectly(_ text: String, to path: String) throws(CommandError) {
    let descriptor = open(path, O_WRONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw .system(action: .open, path: path, errorNumber: errno) }
    defer { close(descriptor) }
    let bytes = Array(text.utf8)
    var written = 0
    while written < bytes.count {
      let count = bytes.withUnsafeBytes {
        Glibc.write(descriptor, $0.baseAddress! + written, $0.count - written)
      }
      if count < 0 {
        if errno == EINTR { continue }
        throw .system(action: .write, path: path, errorNumber: errno)
      }
      written += count
    }
  }
}
