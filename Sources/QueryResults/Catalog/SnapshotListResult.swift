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
  public var events: Int
  /// Its segment files.
  public var files: Int
  /// Where its newest events came from.
  public var source: String

  public init(
    number: Int,
    time: Timestamp,
    events: Int,
    files: Int,
    source: String
  ) {
    self.number = number
    self.time = time
    self.events = events
    self.files = files
    self.source = source
  }
}
