public import EventModel

/// One input of an ingest: a file, standard input, or any other stream of events.
public struct IngestInput {
  /// The name in reports and manifests.
  public var name: String
  /// The digest of the content when it can be known before reading, so that a known input is not read at all.
  public var knownDigest: String?
  /// The events.
  public var source: any EventSource
  /// Bytes and digest of the content, asked for after the last batch.
  public var content: () -> (digest: String, bytes: Int)

  public init(
    name: String, knownDigest: String?, source: any EventSource,
    content: @escaping () -> (digest: String, bytes: Int)
  ) {
    self.name = name
    self.knownDigest = knownDigest
    self.source = source
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
