/// What can stop an ingest apart from the errors of the layers below.
public enum IngestError: Error, Sendable, Equatable {
  /// The person asked to stop; the store is as it was.
  case cancelled
  /// Another process has loaded from the source since the load was planned.
  case cursorMoved(source: String)
}
