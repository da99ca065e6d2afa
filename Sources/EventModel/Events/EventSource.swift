/// A stream of event batches: what a connector is to ingestion.
///
/// Ingestion calls ``nextBatch()`` from one thread until it answers `nil`; a source may read and parse ahead on
/// threads of its own, but batches come in input order, so that results do not depend on timing.
public protocol EventSource: AnyObject {
  /// The next batch in input order, or `nil` after the last; throws when the input cannot be read on.
  func nextBatch() throws -> EventBatch?

  /// Bytes of input consumed so far and, where known, in all; for progress.
  var progress: SourceProgress { get }
}

/// How far a source has read, in bytes as stored (compressed where the input is).
public struct SourceProgress: Sendable {
  public var bytesRead: UInt64
  /// `nil` where the size cannot be known, as with standard input.
  public var bytesTotal: UInt64?

  public init(bytesRead: UInt64, bytesTotal: UInt64?) {
    self.bytesRead = bytesRead
    self.bytesTotal = bytesTotal
  }
}
