import CZlib

/// Compresses to one gzip member without name or time, level 4.
final class GzipSink: ByteSink {
  /// On the heap because zlib keeps the stream's address.
  private let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
  private let target: any ByteSink
  private let path: String
  private let output = UnsafeMutablePointer<UInt8>.allocate(capacity: compressedChunk)
  /// Bytes given to zlib at once; its counters have 32 bits.
  private static let longestInput = 1 << 30

  init(into target: any ByteSink, path: String) throws(DatasetError) {
    self.target = target
    self.path = path
    stream.initialize(to: z_stream())
    // 16 on top of the window's bits asks for gzip instead of zlib's own wrapping.
    let result = deflateInit2_(
      stream, 4, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
    guard result == Z_OK else { throw .cannotCompress(path: path, code: Int(result)) }
  }

  deinit {
    deflateEnd(stream)
    stream.deallocate()
    output.deallocate()
  }

  func write(_ bytes: UnsafeRawBufferPointer) throws(DatasetError) {
    var rest = bytes
    while !rest.isEmpty {
      let part = UnsafeRawBufferPointer(rebasing: rest.prefix(GzipSink.longestInput))
      stream.pointee.next_in = UnsafeMutablePointer(
        mutating: part.baseAddress?.assumingMemoryBound(to: UInt8.self))
      stream.pointee.avail_in = UInt32(part.count)
      while stream.pointee.avail_in > 0 { _ = try step(Z_NO_FLUSH) }
      rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(part.count))
    }
  }

  func finish() throws(DatasetError) {
    stream.pointee.next_in = nil
    stream.pointee.avail_in = 0
    while try step(Z_FINISH) != Z_STREAM_END {}
    try target.finish()
  }

  private func step(_ flush: Int32) throws(DatasetError) -> Int32 {
    stream.pointee.next_out = output
    stream.pointee.avail_out = UInt32(compressedChunk)
    let result = deflate(stream, flush)
    guard result == Z_OK || result == Z_STREAM_END else {
      throw .cannotCompress(path: path, code: Int(result))
    }
    let length = compressedChunk - Int(stream.pointee.avail_out)
    if length > 0 { try target.write(UnsafeRawBufferPointer(start: output, count: length)) }
    return result
  }
}
