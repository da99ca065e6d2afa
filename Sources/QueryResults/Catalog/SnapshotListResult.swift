public import EventModel

/// The answer to `show snapshots`.
public struct SnapshotListResult: Sendable, Equatable {
  public var snapshots: [SnapshotSummary]

  public init(
    snapshots: [SnapshotSummary]
  ) {
    self.snapshots = snapshots
  }
}

/// One committed snapshot.
public struct SnapshotSummary: Sendable, Equatable {
  public var number: Int
  /// When it was committed.
  public var time: Timestamp
  /// What the commit did: `ingest`, `compact`, …
  public var operation: String
  public var events: Int
  /// How many events it has more than the snapshot before; `nil` when that one has expired.
  public var change: Int?
  /// Its segment files.
  public var files: Int
  /// Bytes of its segment files.
  public var bytes: Int
  /// The times of its earliest and its latest event; `nil` without events.
  public var first: Timestamp?
  public var last: Timestamp?
  /// Inputs its commit has read.
  public var inputs: Int
  /// What became of the rows of those inputs; `nil` where none were read, or it is not known.
  public var rows: Rows?
  /// Where those came from.
  public var source: String

  /// What became of rows that were read: read = stored + dropped + superseded + rejected.
  public struct Rows: Sendable, Equatable {
    public var read: Int
    public var stored: Int
    /// Alike in every column to rows that were there already.
    public var dropped: Int
    /// Replaced by later rows of the same ingest.
    public var superseded: Int
    public var rejected: Int
    /// Rows of earlier snapshots that gave way.
    public var replaced: Int

    public init(read: Int, stored: Int, dropped: Int, superseded: Int, rejected: Int, replaced: Int) {
      self.read = read
      self.stored = stored
      self.dropped = dropped
      self.superseded = superseded
      self.rejected = rejected
      self.replaced = replaced
    }
  }

  public init(
    number: Int,
    time: Timestamp,
    operation: String,
    events: Int,
    change: Int?,
    files: Int,
    bytes: Int,
    first: Timestamp?,
    last: Timestamp?,
    inputs: Int,
    rows: Rows? = nil,
    source: String
  ) {
    self.number = number
    self.time = time
    self.operation = operation
    self.events = events
    self.change = change
    self.files = files
    self.bytes = bytes
    self.first = first
    self.last = last
    self.inputs = inputs
    self.rows = rows
    self.source = source
  }
}
