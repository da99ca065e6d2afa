/// Bytes in order, read once: a file, a pipe, or the decoded form of another stream.
///
/// A stream is used by one thread at a time.
protocol ByteStream: AnyObject {
  /// Fills the front of `buffer` and returns how many bytes it wrote; 0 means the end of the input.
  ///
  /// Fewer bytes than asked for are no sign of the end.
  func read(into buffer: UnsafeMutableRawBufferPointer) throws(EventFileError) -> Int
}

extension ByteStream {
  /// Reads until `buffer` is full or the input ends, and returns how many bytes were written.
  ///
  /// On an error the bytes written before it are in `buffer` and counted by `filled`.
  func fill(_ buffer: UnsafeMutableRawBufferPointer, filled: inout Int) throws(EventFileError) {
    filled = 0
    while filled < buffer.count {
      let count = try read(into: UnsafeMutableRawBufferPointer(rebasing: buffer[filled...]))
      if count == 0 { return }
      filled += count
    }
  }
}

/// How an input is compressed.
public enum Compression: String, Sendable, Hashable, CaseIterable {
  case gzip
  case zstd

  /// The compression that the ending of a file's name promises: `.gz`, `.zst`.
  init?(nameEnding name: String) {
    let name = name.lowercased()
    if name.hasSuffix(".gz") {
      self = .gzip
    } else if name.hasSuffix(".zst") {
      self = .zstd
    } else {
      return nil
    }
  }

  /// The compression whose magic number begins `bytes`; a skippable frame may also open a zstd file.
  ///
  /// Each holds a byte that no text file begins with, so none is mistaken for a compressed one.
  init?(magic bytes: some Collection<UInt8>) {
    let bytes = Array(bytes.prefix(4))
    if bytes.starts(with: [0x1F, 0x8B]) {
      self = .gzip
    } else if bytes == [0x28, 0xB5, 0x2F, 0xFD]
      || (bytes.count == 4 && bytes[0] & 0xF0 == 0x50 && bytes[1...] == [0x2A, 0x4D, 0x18])
    {
      self = .zstd
    } else {
      return nil
    }
  }
}
