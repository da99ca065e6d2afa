import CZstd

/// Compresses to one zstd frame with a checksum, level 3.
final class ZstdSink: ByteSink {
  private let context: OpaquePointer
  private let target: any ByteSink
  private let path: String
  private let output = UnsafeMutableRawBufferPointer.allocate(byteCount: compressedChunk, alignment: 16)

  init(into target: any ByteSink, path: String) throws(DatasetError) {
    guard let context = ZSTD_createCCtx() else { throw .cannotCompress(path: path, code: 0) }
    self.context = context
    self.target = target
    self.path = path
    _ = try checked(ZSTD_CCtx_setParameter(context, ZSTD_c_compressionLevel, 3))
    _ = try checked(ZSTD_CCtx_setParameter(context, ZSTD_c_checksumFlag, 1))
  }

  deinit {
    ZSTD_freeCCtx(context)
    output.deallocate()
  }

  func write(_ bytes: UnsafeRawBufferPointer) throws(DatasetError) {
    var input = ZSTD_inBuffer(src: bytes.baseAddress, size: bytes.count, pos: 0)
    while input.pos < input.size { _ = try step(&input, ZSTD_e_continue) }
  }

  func finish() throws(DatasetError) {
    var input = ZSTD_inBuffer(src: nil, size: 0, pos: 0)
    while try step(&input, ZSTD_e_end) != 0 {}
    try target.finish()
  }

  /// Compresses what fits and passes it on; answers how much zstd still holds back.
  private func step(_ input: inout ZSTD_inBuffer, _ end: ZSTD_EndDirective) throws(DatasetError) -> Int {
    var out = ZSTD_outBuffer(dst: output.baseAddress, size: output.count, pos: 0)
    let rest = try checked(ZSTD_compressStream2(context, &out, &input, end))
    if out.pos > 0 { try target.write(UnsafeRawBufferPointer(rebasing: output[..<out.pos])) }
    return rest
  }

  private func checked(_ result: Int) throws(DatasetError) -> Int {
    // zstd's error numbers come back negated.
    if ZSTD_isError(result) != 0 { throw .cannotCompress(path: path, code: 0 &- result) }
    return result
  }
}
