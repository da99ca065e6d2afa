/// Keeps the bytes of a dataset in memory.
final class MemorySink: ByteSink {
  private(set) var bytes: [UInt8] = []

  func write(_ bytes: UnsafeRawBufferPointer) throws(DatasetError) {
    self.bytes.append(contentsOf: bytes)
  }

  func finish() throws(DatasetError) {}
}
