/// Writes an Avro object container file; its bytes depend on what is given alone.
///
/// Grammar: https://avro.apache.org/docs/1.11.1/specification/#object-container-files
package final class AvroFileWriter {
  private let sink: any ByteSink
  private let path: String
  private let codec: AvroBlockCodec
  private let syncMarker: [UInt8]
  private let blockBytes: Int
  private var block: [UInt8] = []
  private var rows = 0

  /// Bytes after which a block is cut unless asked otherwise: what Java's writer does.
  package static let usualBlockBytes = 64_000

  /// Creates the file at `path`, which appears when it is finished.
  ///
  /// - Parameters:
  ///   - schema: The JSON of the rows' schema.
  ///   - syncMarker: 16 bytes that end each block.
  package convenience init(
    path: String, schema: String, codec: AvroBlockCodec, syncMarker: [UInt8],
    blockBytes: Int = AvroFileWriter.usualBlockBytes
  ) throws(DatasetError) {
    try self.init(
      into: try DatasetFile(path: path), path: path, schema: schema, codec: codec, syncMarker: syncMarker,
      blockBytes: blockBytes)
  }

  init(
    into sink: any ByteSink, path: String, schema: String, codec: AvroBlockCodec, syncMarker: [UInt8],
    blockBytes: Int
  ) throws(DatasetError) {
    self.sink = sink
    self.path = path
    self.codec = codec
    self.syncMarker = syncMarker
    self.blockBytes = blockBytes
    var header = AvroRowEncoder()
    header.append(fixed: [0x4F, 0x62, 0x6A, 0x01])
    header.append(2)
    header.append("avro.schema")
    header.append(schema)
    header.append("avro.codec")
    header.append(codec.rawValue)
    header.append(0)
    header.append(fixed: syncMarker)
    try put(header.bytes)
  }

  /// Appends a row that `encoder` holds.
  package func append(_ encoder: AvroRowEncoder) throws(DatasetError) {
    block += encoder.bytes
    rows += 1
    if block.count >= blockBytes { try flush() }
  }

  /// Writes the last block and gives the file its name.
  package func finish() throws(DatasetError) {
    try flush()
    try sink.finish()
  }

  private func flush() throws(DatasetError) {
    guard rows > 0 else { return }
    let stored = try codec.encode(block, path: path)
    var header = AvroRowEncoder()
    header.append(Int64(rows))
    header.append(Int64(stored.count))
    try put(header.bytes)
    try put(stored)
    try put(syncMarker)
    block.removeAll(keepingCapacity: true)
    rows = 0
  }

  private func put(_ bytes: [UInt8]) throws(DatasetError) {
    // A failure must get out of the closure with its type.
    let outcome = bytes.withUnsafeBytes { buffer -> Result<Void, DatasetError> in
      do throws(DatasetError) {
        try sink.write(buffer)
        return .success(())
      } catch {
        return .failure(error)
      }
    }
    try outcome.get()
  }
}
