/// What a synthetic bucket of Heap Connect looks like; the same recipe gives the same bytes.
public struct HeapConnectRecipe: Sendable, Hashable {
  /// Raw events in all, roughly: each page view, click and session start is one.
  public var events: Int
  public var dumps: Int
  public var seed: UInt64
  public var codec: AvroBlockCodec
  /// The bucket in the manifests' paths.
  public var bucket: String
  /// Rows after which a table gets another file in a dump.
  public var rowsPerFile: Int

  /// More dumps than a year of nights would be of no use.
  public static let mostDumps = 400
  /// Some 30 GB of files.
  public static let mostEvents = 200_000_000

  public init(
    events: Int, dumps: Int, seed: UInt64, codec: AvroBlockCodec = .snappy,
    bucket: String = "heap-rs3-example", rowsPerFile: Int = 250_000
  ) {
    self.events = events
    self.dumps = dumps
    self.seed = seed
    self.codec = codec
    self.bucket = bucket
    self.rowsPerFile = rowsPerFile
  }
}
