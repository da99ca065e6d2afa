extension StoredStream {
  /// The stream's content, decompressed if it is compressed.
  ///
  /// A name that promises a compression must keep it; without such a name the magic number decides, which lets
  /// compressed data come through a pipe too.
  func decoded(input: String) throws(EventFileError) -> any ByteStream {
    let start = try peek(4)
    let actual = Compression(magic: start)
    if let promised = Compression(nameEnding: input), promised != actual {
      if start.isEmpty { throw .truncatedCompression(input: input, compression: promised, offset: 0) }
      throw .notCompressedAsNamed(input: input, compression: promised)
    }
    switch actual {
    case .gzip: return try GzipStream(stored: self, input: input)
    case .zstd: return try ZstdStream(stored: self, input: input)
    case nil: return self
    }
  }
}
