/// A run of consecutive input rows in columnar form, as a connector hands them to ingestion.
///
/// Text stays bytes: users, event names, property names and string values are ranges into ``arena``.
/// Row `r` has `users[r]`, `names[r]`, `times[r]`, `positions[r]` and the cells
/// `cells[cellStart(r) ..< cellEnds[r]]`. A batch is a value: it is built by one thread and read by one thread.
public struct EventBatch: Sendable {
  /// A range of bytes in the arena of the batch that holds it; at most 4 GiB into it.
  public struct ByteRange: Sendable, Hashable {
    public var offset: UInt32
    public var length: UInt32

    @inlinable
    public init(offset: UInt32, length: UInt32) {
      self.offset = offset
      self.length = length
    }
  }

  /// One property of one row.
  public struct Cell: Sendable {
    /// Index into ``EventBatch/columns``.
    public var column: UInt32
    public var type: PropertyType
    /// By type: string → arena offset in the high and length in the low 32 bits; integer and timestamp →
    /// the bit pattern of the Int64; double → its bit pattern; boolean → 0 or 1.
    public var payload: UInt64

    @inlinable
    public init(column: UInt32, type: PropertyType, payload: UInt64) {
      self.column = column
      self.type = type
      self.payload = payload
    }
  }

  /// Where a row stood in its input.
  public struct Position: Sendable, Hashable {
    /// 1-based number of the line the row starts on.
    public var line: UInt64
    /// 0-based offset of its first byte in the uncompressed input.
    public var byteOffset: UInt64

    @inlinable
    public init(line: UInt64, byteOffset: UInt64) {
      self.line = line
      self.byteOffset = byteOffset
    }
  }

  public var arena: [UInt8] = []
  public var users: [ByteRange] = []
  public var names: [ByteRange] = []
  public var times: [Timestamp] = []
  public var positions: [Position] = []
  public var cells: [Cell] = []
  public var cellEnds: [UInt32] = []
  /// The columns that cells refer to; the same column keeps its index through all batches of one connector.
  public var columns: [EventColumn] = []
  /// Rows that could not become events, in input order.
  public var rejects: [RejectedRow] = []

  public init() {}

  /// How many events the batch holds; rejected rows are not among them.
  @inlinable
  public var count: Int { times.count }

  /// The cells of row `row`.
  @inlinable
  public func cellRange(ofRow row: Int) -> Range<Int> {
    (row == 0 ? 0 : Int(cellEnds[row - 1]))..<Int(cellEnds[row])
  }
}
