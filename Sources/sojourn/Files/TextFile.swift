import Glibc

/// Reads small text files whole.
enum TextFile {
  /// The text of the file at `path`, or of standard input for `-`.
  ///
  /// Throws when it is longer than `limit` bytes or not UTF-8. A byte order mark is left out.
  static func contents(_ path: String, limit: Int) throws(CommandError) -> String {
    let descriptor = path == "-" ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw .system(action: .open, path: path, errorNumber: errno) }
    defer { if path != "-" { close(descriptor) } }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 64 << 10)
    while true {
      let count = chunk.withUnsafeMutableBytes { read(descriptor, $0.baseAddress, $0.count) }
      if count < 0 {
        if errno == EINTR { continue }
        throw .system(action: .read, path: path, errorNumber: errno)
      }
      if count == 0 { break }
      bytes += chunk[..<count]
      if bytes.count > limit { throw .fileTooLong(path: path, limit: limit) }
    }
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { bytes.removeFirst(3) }
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw .invalidUTF8(path: path, offset: firstInvalidByte(bytes))
    }
    return text
  }

  /// The place of the first bytes that are no UTF-8.
  private static func firstInvalidByte(_ bytes: [UInt8]) -> Int {
    var decoder = UTF8()
    var rest = bytes.makeIterator()
    var offset = 0
    while case .scalarValue(let scalar) = decoder.decode(&rest) { offset += UTF8.width(scalar) }
    return offset
  }
}
