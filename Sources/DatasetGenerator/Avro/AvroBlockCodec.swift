import CSnappy
import CZlib
import CZstd

/// How the blocks of an Avro file are compressed.
public enum AvroBlockCodec: String, Sendable, Hashable, CaseIterable {
  case null
  case deflate
  case snappy
  case zstandard

  /// Compresses one block; `path` is for the error.
  package func encode(_ bytes: [UInt8], path: String) throws(DatasetError) -> [UInt8] {
    switch self {
    case .null: return bytes
    case .deflate: return try deflated(bytes, path: path)
    case .snappy: return try encodeSnappy(bytes, path: path)
    case .zstandard:
      let bound = ZSTD_compressBound(bytes.count)
      var written = 0
      let result = [UInt8](unsafeUninitializedCapacity: bound) { buffer, count in
        written = bytes.withUnsafeBytes {
          ZSTD_compress(buffer.baseAddress, bound, $0.baseAddress, $0.count, 3)
        }
        count = ZSTD_isError(written) == 0 ? written : 0
      }
      guard ZSTD_isError(written) == 0 else { throw .cannotCompress(path: path, code: 0 &- written) }
      return result
    }
  }

  /// Raw snappy, then the big-endian CRC-32 of the bytes.
  private func encodeSnappy(_ bytes: [UInt8], path: String) throws(DatasetError) -> [UInt8] {
    var length = snappy_max_compressed_length(bytes.count)
    var status = SNAPPY_OK
    let capacity = length
    var result = [UInt8](unsafeUninitializedCapacity: capacity) { buffer, count in
      status = bytes.withUnsafeBytes { source in
        buffer.withMemoryRebound(to: CChar.self) { target in
          snappy_compress(
            source.baseAddress?.assumingMemoryBound(to: CChar.self), source.count, target.baseAddress, &length
          )
        }
      }
      count = status == SNAPPY_OK ? length : 0
    }
    guard status == SNAPPY_OK else { throw .cannotCompress(path: path, code: Int(status.rawValue)) }
    let checksum = bytes.withUnsafeBufferPointer { crc32(0, $0.baseAddress, UInt32($0.count)) }
    for shift in [24, 16, 8, 0] { result.append(UInt8(truncatingIfNeeded: checksum >> UInt(shift))) }
    return result
  }

  /// Deflate without wrapping, level 4.
  private func deflated(_ bytes: [UInt8], path: String) throws(DatasetError) -> [UInt8] {
    // On the heap because zlib keeps the stream's address.
    let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
    stream.initialize(to: z_stream())
    defer { stream.deallocate() }
    let status = deflateInit2_(
      stream, 4, Z_DEFLATED, -15, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
    guard status == Z_OK else { throw .cannotCompress(path: path, code: Int(status)) }
    defer { deflateEnd(stream) }
    let bound = Int(deflateBound(stream, UInt(bytes.count)))
    var outcome = Z_OK
    let result = [UInt8](unsafeUninitializedCapacity: bound) { buffer, count in
      bytes.withUnsafeBufferPointer { source in
        stream.pointee.next_in = UnsafeMutablePointer(mutating: source.baseAddress)
        stream.pointee.avail_in = UInt32(source.count)
        stream.pointee.next_out = buffer.baseAddress
        stream.pointee.avail_out = UInt32(bound)
        outcome = CZlib.deflate(stream, Z_FINISH)
      }
      count = bound - Int(stream.pointee.avail_out)
    }
    guard outcome == Z_STREAM_END else { throw .cannotCompress(path: path, code: Int(outcome)) }
    return result
  }
}
