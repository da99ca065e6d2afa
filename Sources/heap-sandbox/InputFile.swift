import Glibc

/// A file that could not be read.
struct FileFault: Error, Hashable {
  var path: String
  var errno: Int32
}

/// Reads files whole.
enum InputFile {
  /// All bytes of a file; `-` is standard input.
  static func bytes(_ path: String) throws(FileFault) -> [UInt8] {
    let descriptor = path == "-" ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw FileFault(path: path, errno: errno) }
    defer { if descriptor != STDIN_FILENO { close(descriptor) } }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 1 << 20)
    while true {
      let length = chunk.withUnsafeMutableBytes { read(descriptor, $0.baseAddress, $0.count) }
      if length == 0 { return bytes }
      if length < 0 {
        if errno == EINTR { continue }
        throw FileFault(path: path, errno: errno)
      }
      bytes += chunk[..<length]
    }
  }
}
