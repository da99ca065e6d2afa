public import EventModel

/// One input of an ingest: a file, standard input, or any other stream of events or of rows of a table.
public struct IngestInput {
  /// The name in reports and manifests.
  public var name: String
  /// The digest of the content when it can be known before reading, so that a known input is not read at all.
  public var knownDigest: String?
  /// The events.
  public var source: any EventSource
  /// The table its rows belong to, or `nil` for events.
  ///
  /// Of a table's rows the users of the batches are keys, accounts where it is a table of accounts; event names are not
  /// looked at, and all properties become the table's.
  public var table: PropertyTable?
  /// Bytes and digest of the content, asked for after the last batch.
  public var content: () -> (digest: String, bytes: Int)

  public init(
    name: String, knownDigest: String?, source: any EventSource, table: PropertyTable? = nil,
    content: @escaping () -> (digest: String, bytes: Int)
  ) {
    self.name = name
    self.knownDigest = knownDigest
    self.source = source
    self.table = table
    self.content = content
  }
}

/// How an ingest is done.
public struct IngestOptions: Sendable {
  /// The source events belong to; event ids are unique within it.
  public var source: String
  /// Bytes of events held in memory before they are sorted and spilled.
  public var memoryBudget: Int
  /// Threads that sort and encode.
  public var threads: Int
  /// What is to become of the store's identity map before events are read.
  public var identity: IdentityChange?
  /// Whether rows without event id that are alike in every column, and of the same user and source, count once.
  public var dropsEqualRows = false
  /// Tables whose stored rows of the source give way to those that are read, all of them.
  public var replacedTables: Set<PropertyTable> = []
  /// The silence, in µs, that ends a session of the source from now on; `nil` leaves what the store has.
  public var sessionGap: Int64?
  /// The property whose values are accounts from now on; `nil` leaves what the store has.
  public var accountProperty: String?

  /// 384 MB hold about ten million small events and leave room for reading, sorting and encoding in 1 GiB.
  public static let defaultMemoryBudget = 384 << 20

  public init(source: String, memoryBudget: Int = IngestOptions.defaultMemoryBudget, threads: Int) {
    self.source = source
    self.memoryBudget = memoryBudget
    self.threads = threads
  }
}
