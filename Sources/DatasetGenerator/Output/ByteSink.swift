/// Where the bytes of a dataset go.
protocol ByteSink: AnyObject {
  func write(_ bytes: UnsafeRawBufferPointer) throws(DatasetError)

  /// Writes what is still held back; nothing may be written afterwards.
  func finish() throws(DatasetError)
}

/// Creates the sink that compresses as the format asks and passes the result on to `target`.
func compressing(
  _ compression: DatasetFormat.Compression, into target: any ByteSink, path: String
) throws(DatasetError) -> any ByteSink {
  switch compression {
  case .none: target
  case .gzip: try GzipSink(into: target, path: path)
  case .zstd: try ZstdSink(into: target, path: path)
  }
}

/// Bytes that a compressor hands on at a time.
let compressedChunk = 256 * 1024
