import CZlib
import CZstd

/// How the blocks of a file are compressed.
package enum AvroCodec: String, Sendable, CaseIterable {
  case null
  case deflate
  case snappy
  case zstandard

  /// Decodes a block into `stored.count` or more bytes followed by ``AvroLimits/padding`` zero bytes.
  ///
  /// - Returns: The bytes with their padding, and how many of them count.
  func decode(_ stored: UnsafeRawBufferPointer) throws(AvroFault.Problem) -> (bytes: [UInt8], count: Int) {
    switch self {
    case .null: return (Self.padded(stored), stored.count)
    case .deflate: return try inflate(stored)
    case .snappy: return try decodeSnappy(stored)
    case .zstandard: return try decodeZstandard(stored)
    }
  }

  private static func padded(_ bytes: UnsafeRawBufferPointer) -> [UInt8] {
    [UInt8](unsafeUninitializedCapacity: bytes.count + AvroLimits.padding) { buffer, count in
      if let base = buffer.baseAddress {
        if let source = bytes.baseAddress {
          UnsafeMutableRawPointer(base).copyMemory(from: source, byteCount: bytes.count)
        }
        (base + bytes.count).update(repeating: 0, count: AvroLimits.padding)
      }
      count = bytes.count + AvroLimits.padding
    }
  }

  /// Raw snappy, then the big-endian CRC-32 of the decoded bytes.
  private func decodeSnappy(
    _ stored: UnsafeRawBufferPointer
  ) throws(AvroFault.Problem) -> (bytes: [UInt8], count: Int) {
    let length = stored.count - 4
    guard length > 0, let base = stored.baseAddress,
      let (decoded, headerBytes) = SnappyBlock.statedLength(
        of: UnsafeRawBufferPointer(rebasing: stored[..<length]))
    else { throw .corruptData(codec: rawValue) }
    guard decoded <= AvroLimits.blockBytes else {
      throw .blockTooLarge(bytes: decoded, limit: AvroLimits.blockBytes)
    }
    // Snappy cannot do better than one in 64 or so; a stated length far beyond that would cost memory for nothing.
    guard decoded / 256 <= length else { throw .corruptData(codec: rawValue) }
    var isWhole = false
    let bytes = [UInt8](unsafeUninitializedCapacity: decoded + AvroLimits.padding) { buffer, count in
      guard let target = buffer.baseAddress else { return }
      isWhole = SnappyBlock.decode(
        UnsafeRawBufferPointer(rebasing: stored[headerBytes..<length]), into: target, count: decoded)
      if !isWhole { return }
      (target + decoded).update(repeating: 0, count: AvroLimits.padding)
      count = decoded + AvroLimits.padding
    }
    guard isWhole else { throw .corruptData(codec: rawValue) }
    let stated = UInt32(bigEndian: base.loadUnaligned(fromByteOffset: length, as: UInt32.self))
    let actual = bytes.withUnsafeBufferPointer { crc32(0, $0.baseAddress, UInt32(decoded)) }
    guard UInt32(truncatingIfNeeded: actual) == stated else { throw .badChecksum }
    return (bytes, decoded)
  }

  /// Deflate without wrapping.
  private func inflate(
    _ stored: UnsafeRawBufferPointer
  ) throws(AvroFault.Problem) -> (bytes: [UInt8], count: Int) {
    // On the heap because zlib keeps the stream's address.
    let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
    stream.initialize(to: z_stream())
    defer { stream.deallocate() }
    guard inflateInit2_(stream, -15, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK else {
      throw .corruptData(codec: rawValue)
    }
    defer { inflateEnd(stream) }
    stream.pointee.next_in = UnsafeMutablePointer(
      mutating: stored.baseAddress?.assumingMemoryBound(to: UInt8.self))
    stream.pointee.avail_in = UInt32(stored.count)
    return try grow(from: stored.count * 4) { target throws(AvroFault.Problem) in
      stream.pointee.next_out = target.baseAddress?.assumingMemoryBound(to: UInt8.self)
      stream.pointee.avail_out = UInt32(target.count)
      let status = CZlib.inflate(stream, Z_NO_FLUSH)
      let written = target.count - Int(stream.pointee.avail_out)
      switch status {
      case Z_STREAM_END:
        // Some writers cut zlib's wrapping off and leave up to four bytes of its checksum.
        guard stream.pointee.avail_in <= 4 else { throw .corruptData(codec: rawValue) }
        return (written, true)
      case Z_OK where written > 0 || stream.pointee.avail_in > 0: return (written, false)
      default: throw .corruptData(codec: rawValue)
      }
    }
  }

  private func decodeZstandard(
    _ stored: UnsafeRawBufferPointer
  ) throws(AvroFault.Problem) -> (bytes: [UInt8], count: Int) {
    guard let decoder = ZSTD_createDCtx() else { throw .corruptData(codec: rawValue) }
    defer { ZSTD_freeDCtx(decoder) }
    // A frame must not ask for a window larger than a whole block.
    _ = ZSTD_DCtx_setParameter(decoder, ZSTD_d_windowLogMax, 26)
    var input = ZSTD_inBuffer(src: stored.baseAddress, size: stored.count, pos: 0)
    var isStarted = false
    return try grow(from: stored.count * 4) { target throws(AvroFault.Problem) in
      var output = ZSTD_outBuffer(dst: target.baseAddress, size: target.count, pos: 0)
      let before = input.pos
      let rest = ZSTD_decompressStream(decoder, &output, &input)
      guard ZSTD_isError(rest) == 0 else { throw .corruptData(codec: rawValue) }
      isStarted = isStarted || input.pos > before
      if rest == 0 && isStarted && input.pos == input.size { return (output.pos, true) }
      guard output.pos > 0 || input.pos > before else { throw .corruptData(codec: rawValue) }
      return (output.pos, false)
    }
  }

  /// Calls `step` with room for more bytes until it is done, never beyond the limit of a block.
  private func grow(
    from first: Int,
    _ step: (UnsafeMutableRawBufferPointer) throws(AvroFault.Problem) -> (written: Int, isDone: Bool)
  ) throws(AvroFault.Problem) -> (bytes: [UInt8], count: Int) {
    var capacity = min(max(first, 16 << 10), AvroLimits.blockBytes + 1)
    var target = UnsafeMutableRawBufferPointer.allocate(
      byteCount: capacity + AvroLimits.padding, alignment: 16)
    defer { target.deallocate() }
    var count = 0
    while true {
      let room = UnsafeMutableRawBufferPointer(rebasing: target[count..<capacity])
      let (written, isDone) = try step(room)
      count += written
      guard count <= AvroLimits.blockBytes else {
        throw .blockTooLarge(bytes: count, limit: AvroLimits.blockBytes)
      }
      if isDone { return (Self.padded(UnsafeRawBufferPointer(rebasing: target[..<count])), count) }
      if count == capacity {
        capacity = min(capacity * 4, AvroLimits.blockBytes + 1)
        let larger = UnsafeMutableRawBufferPointer.allocate(
          byteCount: capacity + AvroLimits.padding, alignment: 16)
        larger.copyMemory(from: UnsafeRawBufferPointer(rebasing: target[..<count]))
        target.deallocate()
        target = larger
      }
    }
  }
}
