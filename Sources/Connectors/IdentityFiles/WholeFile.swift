/// A file read as a whole and decompressed, for tables that go into memory anyway.
enum WholeFile {
  /// Ids of some ten million people; more asks for another way.
  static let limit = 1 << 30

  /// The content of the file at `path`, or of standard input for `-`.
  static func bytes(of path: String) throws -> [UInt8] {
    let stored =
      path == "-"
      ? DescriptorStream(descriptor: 0, input: path, isCancelled: { false })
      : try DescriptorStream(path: path, isCancelled: { false })
    let stream = try stored.decoded(input: path)
    var bytes: [UInt8] = []
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 20, alignment: 1)
    defer { buffer.deallocate() }
    while true {
      let count = try stream.read(into: buffer)
      if count == 0 { break }
      bytes.append(contentsOf: buffer[..<count])
      guard bytes.count <= limit else {
        throw IdentityFileError.tooLong(input: path, line: 1, bytes: bytes.count, limit: limit)
      }
    }
    // A byte order mark is no part of the first name.
    return bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? Array(bytes.dropFirst(3)) : bytes
  }
}
