import CZstd

/// The decoded bytes of a zstd file of one or more frames; skippable frames are skipped.
///
/// A frame whose window exceeds the library's default limit (128 MiB) is refused as corrupt, which bounds memory.
final class ZstdStream: ByteStream {
  private let stored: StoredStream
  private let input: String
  private let decoder: OpaquePointer
  private let storedBytes = UnsafeMutableRawBufferPointer.allocate(
    byteCount: EventFileLimits.storedReadBytes, alignment: 16)
  private var storedRange = 0..<0
  /// Where in the input ``storedBytes`` begins.
  private var storedOffset: UInt64 = 0
  private var isInFrame = true

  init(stored: StoredStream, input: String) throws(EventFileError) {
    guard let decoder = ZSTD_createDCtx() else {
      throw .corruptCompression(input: input, compression: .zstd, offset: 0)
    }
    self.stored = stored
    self.input = input
    self.decoder = decoder
  }

  deinit {
    ZSTD_freeDCtx(decoder)
    storedBytes.deallocate()
  }

  func read(into buffer: UnsafeMutableRawBufferPointer) throws(EventFileError) -> Int {
    guard buffer.count > 0 else { return 0 }
    var mayHoldOutput = true
    while true {
      if storedRange.isEmpty, try !refill(), !mayHoldOutput || !isInFrame {
        if isInFrame { throw .truncatedCompression(input: input, compression: .zstd, offset: position) }
        return 0
      }
      let written = try decode(into: buffer)
      if written > 0 { return written }
      // Once the decoder was called and wrote nothing, it holds nothing back.
      mayHoldOutput = false
    }
  }

  /// Offset in the input of the next byte to decode.
  private var position: UInt64 { storedOffset + UInt64(storedRange.lowerBound) }

  private func refill() throws(EventFileError) -> Bool {
    storedOffset += UInt64(storedRange.lowerBound)
    storedRange = 0..<0
    let count = try stored.read(into: storedBytes)
    storedRange = 0..<count
    return count > 0
  }

  private func decode(into buffer: UnsafeMutableRawBufferPointer) throws(EventFileError) -> Int {
    // The library forgets what it wrote in the call that fails, so a call writes one block at most.
    let room = min(buffer.count, ZSTD_DStreamOutSize())
    var output = ZSTD_outBuffer(dst: buffer.baseAddress, size: room, pos: 0)
    var source = ZSTD_inBuffer(
      src: storedBytes.baseAddress, size: storedRange.upperBound, pos: storedRange.lowerBound)
    let status = ZSTD_decompressStream(decoder, &output, &source)
    guard ZSTD_isError(status) == 0 else {
      throw .corruptCompression(input: input, compression: .zstd, offset: position)
    }
    storedRange = source.pos..<storedRange.upperBound
    // 0 says that a frame is complete and all of it was written.
    isInFrame = status != 0
    return output.pos
  }
}
