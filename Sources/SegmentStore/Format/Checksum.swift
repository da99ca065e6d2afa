import CXXHash

/// XXH3, the hash of blocks, footers and user ids.
///
/// At about 20 GB/s it costs less than touching the bytes, so that every read can afford it.
package enum Checksum {
  package static func xxh3(_ bytes: UnsafeRawBufferPointer) -> UInt64 {
    xxh3_64(bytes.baseAddress, bytes.count)
  }

  /// The low half, as stored in block references.
  package static func short(_ bytes: UnsafeRawBufferPointer) -> UInt32 {
    UInt32(truncatingIfNeeded: xxh3(bytes))
  }

  /// A checksum as 16 hexadecimal digits.
  package static func text(_ checksum: UInt64) -> String {
    let digits = String(checksum, radix: 16)
    return String(repeating: "0", count: 16 - digits.utf8.count) + digits
  }
}
