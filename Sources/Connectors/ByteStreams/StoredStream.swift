/// The stored bytes of an input: what the digest is made of and what progress counts.
///
/// Its first bytes can be looked at before they are read, to tell compressed inputs from plain ones.
class StoredStream: ByteStream {
  private let hasher = ContentHasher()
  private var lookahead: [UInt8] = []
  /// Stored bytes taken from the input so far.
  private(set) var bytesRead: UInt64 = 0
  /// Told the number of bytes after each read.
  var onRead: ((Int) -> Void)?

  /// Whether opening the input again gives the same bytes again.
  let canBeReadAgain: Bool

  init(canBeReadAgain: Bool) {
    self.canBeReadAgain = canBeReadAgain
  }

  /// The next stored bytes; 0 at the end. What a subclass provides.
  func readStored(into buffer: UnsafeMutableRawBufferPointer) throws(EventFileError) -> Int { 0 }

  /// The digest of the bytes read so far; of the whole input once it has ended.
  var digest: ContentDigest { hasher.digest }

  /// The first bytes of the input, at most `count`; they are read again afterwards.
  func peek(_ count: Int) throws(EventFileError) -> [UInt8] {
    let bytes = UnsafeMutableRawBufferPointer.allocate(byteCount: count, alignment: 1)
    defer { bytes.deallocate() }
    while lookahead.count < count {
      let found = try take(UnsafeMutableRawBufferPointer(rebasing: bytes[..<(count - lookahead.count)]))
      if found == 0 { break }
      lookahead += bytes[..<found]
    }
    return lookahead
  }

  func read(into buffer: UnsafeMutableRawBufferPointer) throws(EventFileError) -> Int {
    if !lookahead.isEmpty {
      let count = min(buffer.count, lookahead.count)
      buffer.copyBytes(from: lookahead[..<count])
      lookahead.removeFirst(count)
      return count
    }
    return try take(buffer)
  }

  private func take(_ buffer: UnsafeMutableRawBufferPointer) throws(EventFileError) -> Int {
    let count = try readStored(into: buffer)
    if count > 0 {
      hasher.update(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
      bytesRead += UInt64(count)
      onRead?(count)
    }
    return count
  }
}
