import CZstd

/// One zstd compression and decompression context; used by one thread at a time.
///
/// Contexts hold about a megabyte of tables and are made once per worker.
package final class ZstdCodec {
  private let compression: OpaquePointer?
  private let decompression: OpaquePointer?

  /// The level written files use: higher levels cost much more time than they save bytes on packed columns.
  package static let level: Int32 = 3

  package init() {
    compression = ZSTD_createCCtx()
    decompression = ZSTD_createDCtx()
  }

  deinit {
    ZSTD_freeCCtx(compression)
    ZSTD_freeDCtx(decompression)
  }

  /// One zstd frame of `bytes`, or `nil` when it would not save at least an eighth.
  package func compressed(_ bytes: UnsafeRawBufferPointer, level: Int32 = ZstdCodec.level) -> [UInt8]? {
    // Below this a frame header and its entropy tables outweigh any saving.
    guard bytes.count >= 64 else { return nil }
    let bound = ZSTD_compressBound(bytes.count)
    var length = 0
    let result = [UInt8](unsafeUninitializedCapacity: bound) { buffer, count in
      let written = ZSTD_compressCCtx(
        compression, buffer.baseAddress, bound, bytes.baseAddress, bytes.count, level)
      length = ZSTD_isError(written) != 0 ? Int.max : written
      count = length == Int.max ? 0 : length
    }
    guard length <= bytes.count - bytes.count / 8 else { return nil }
    return result
  }

  /// Decompresses one frame into exactly `rawLength` bytes.
  ///
  /// The length is the caller's, checked against a limit; a frame that holds more or less is damage. Memory for the
  /// result is taken only when the frame header agrees.
  package func decompressed(
    _ bytes: UnsafeRawBufferPointer, rawLength: Int
  ) throws(DamageFound) -> [UInt8] {
    let announced = ZSTD_getFrameContentSize(bytes.baseAddress, bytes.count)
    guard announced == UInt64(rawLength) else { throw DamageFound(.badCompression) }
    var succeeded = false
    let result = [UInt8](unsafeUninitializedCapacity: rawLength) { buffer, count in
      let written = ZSTD_decompressDCtx(
        decompression, buffer.baseAddress, rawLength, bytes.baseAddress, bytes.count)
      succeeded = ZSTD_isError(written) == 0 && written == rawLength
      count = succeeded ? rawLength : 0
    }
    guard succeeded else { throw DamageFound(.badCompression) }
    return result
  }
}
