import CXXHash

/// The XXH3-128 of an input's bytes as stored, by which ingestion knows a file it has seen before.
///
/// It tells equal files from different ones; it is no protection against somebody who wants two files to collide.
public struct ContentDigest: Sendable, Hashable, CustomStringConvertible {
  public var high: UInt64
  public var low: UInt64

  public init(high: UInt64, low: UInt64) {
    self.high = high
    self.low = low
  }

  /// 32 hexadecimal digits, as `xxh128sum` prints them.
  public var description: String {
    func hexadecimal(_ word: UInt64) -> String {
      let digits = String(word, radix: 16)
      return String(repeating: "0", count: 16 - digits.count) + digits
    }
    return hexadecimal(high) + hexadecimal(low)
  }
}

/// A digest in the making.
final class ContentHasher {
  /// The library's state; it allocates it itself because it wants an alignment of its own.
  private let state = XXH_INLINE_XXH3_createState()

  init() {
    precondition(state != nil, "no memory for a hash state")
    _ = XXH_INLINE_XXH3_128bits_reset(state)
  }

  deinit { _ = XXH_INLINE_XXH3_freeState(state) }

  func update(_ bytes: UnsafeRawBufferPointer) {
    _ = XXH_INLINE_XXH3_128bits_update(state, bytes.baseAddress, bytes.count)
  }

  /// The digest of what was given so far.
  var digest: ContentDigest {
    let hash = XXH_INLINE_XXH3_128bits_digest(state)
    return ContentDigest(high: hash.high64, low: hash.low64)
  }
}
