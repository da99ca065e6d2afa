/// What can stop an ingest apart from the errors of the layers below.
public enum IngestError: Error, Sendable, Equatable {
  /// The person asked to stop; the store is as it was.
  case cancelled
  /// The person asked a compaction to stop when some of its merges were committed already, as this snapshot.
  case cancelledAfterMerges(Int, snapshot: Int)
  /// Another process has loaded from the source since the load was planned.
  case cursorMoved(source: String)
}
