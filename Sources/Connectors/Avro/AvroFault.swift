/// What is wrong with an Avro file, and where.
public struct AvroFault: Error, Sendable, Hashable {
  public enum Problem: Error, Sendable, Hashable {
    /// The file does not begin with `Obj` and 1.
    case notAvro
    /// The file ends inside what stands at the offset.
    case truncated
    /// The header's metadata contradict themselves or are longer than the limit.
    case badHeader
    case malformedSchema(AvroSchema.Fault)
    case unsupportedCodec(String)
    /// A block announces a negative or impossible number of rows or bytes.
    case badBlockHeader(rows: Int64, bytes: Int64)
    case blockTooLarge(bytes: Int, limit: Int)
    /// The marker after a block is not the file's.
    case badSyncMarker
    /// The codec refuses the block's bytes.
    case corruptData(codec: String)
    /// The checksum of a snappy block is not that of its bytes.
    case badChecksum
    /// A row contradicts the schema; `row` counts from 1 in the block, `byte` in its uncompressed bytes.
    case badRow(row: Int, byte: Int)
    /// Bytes are left after the last row of the block.
    case bytesLeft(Int)
    /// The rows hold more values than one block may.
    case tooManyValues(limit: Int)
  }

  /// The file's name.
  public var input: String
  /// 1-based number of the block, counting those that were found; 0 is the header.
  public var block: Int
  /// Where the block starts in the file.
  public var offset: UInt64
  public var problem: Problem

  public init(input: String, block: Int, offset: UInt64, problem: Problem) {
    self.input = input
    self.block = block
    self.offset = offset
    self.problem = problem
  }
}
