package import Connectors
import EventModel
package import SegmentStore

/// What a load from a remote source came to, over all of its snapshots.
package struct RemoteLoadReport: Sendable {
  /// The snapshots committed, in order.
  package var snapshots: [Int] = []
  package var rowsRead = 0
  package var rowsStored = 0
  package var rowsDropped = 0
  package var rowsSuperseded = 0
  package var rowsReplaced = 0
  package var rowsRejected = 0
  package var rejectsByReason: [String: Int] = [:]
  package var rejectLogPaths: [String] = []
  /// The source's segments; `nil` where they were not read.
  package var segments: [RemotePortion.ListedSegment]?
  /// The figures that now lie beside the snapshot; `nil` where none were read.
  package var figures: ReferenceFigures?
  /// The source's cursor after the last commit.
  package var cursor: [String: String] = [:]

  mutating func add(_ report: IngestReport) {
    if let snapshot = report.snapshot { snapshots.append(snapshot) }
    rowsRead += report.rowsRead
    rowsStored += report.rowsStored
    rowsDropped += report.rowsDropped
    rowsSuperseded += report.rowsSuperseded
    rowsReplaced += report.rowsReplaced
    rowsRejected += report.rowsRejected
    rejectsByReason.merge(report.rejectsByReason, uniquingKeysWith: +)
    if let path = report.rejectLogPath { rejectLogPaths.append(path) }
  }
}

/// Brings a store up to a remote source, portion by portion: each becomes one snapshot, with rows, files beside it,
/// definitions and cursor in one commit.
///
/// An error leaves the snapshots committed before it; the next load goes on behind them. Used once, by one thread.
package final class RemoteLoad {
  private let store: Store
  private let options: IngestOptions
  private let isCancelled: () -> Bool

  package init(into store: Store, options: IngestOptions, isCancelled: @escaping () -> Bool = { false }) {
    self.store = store
    self.options = options
    self.isCancelled = isCancelled
  }

  /// How far the source has been read; empty where it never was.
  package static func cursor(of source: String, in store: Store) throws -> [String: String] {
    try store.snapshotNumbers().isEmpty ? [:] : store.manifest().cursors[source] ?? [:]
  }

  /// The figures that the source counted, as the store keeps them; `nil` where there are none.
  package static func figures(of source: String, in store: Store) throws -> ReferenceFigures? {
    guard try !store.snapshotNumbers().isEmpty else { return nil }
    return try store.remoteFile(ReferenceFigures.kind, of: source, in: try store.manifest())
      .flatMap { ReferenceFigures($0) }
  }

  /// Commits all portions of the feed. `onCommit` is told the report so far after each, and may end the load.
  package func run(
    _ feed: any RemoteFeed, onProgress: @escaping (IngestProgress) -> Void = { _ in },
    onCommit: (RemoteLoadReport) throws -> Void = { _ in }
  ) throws -> RemoteLoadReport {
    var report = RemoteLoadReport()
    report.cursor = try Self.cursor(of: options.source, in: store)
    while let portion = try feed.nextPortion() {
      if isCancelled() { throw IngestError.cancelled }
      let ingest = try Ingest(
        into: store, options: options, isCancelled: isCancelled, onProgress: onProgress)
      let inputs = portion.inputs.map { input in
        IngestInput(name: input.name, knownDigest: nil, source: input.source, table: input.table) {
          let read = input.source.reports.first
          return (read?.contentDigest?.description ?? "", Int(clamping: read?.bytes ?? 0))
        }
      }
      var change = SourceChange(
        replacement: SourceReplacement(source: options.source, eventNames: []), cursorBefore: report.cursor,
        cursor: report.cursor.merging(portion.cursor) { $1 }, counted: [])
      let edit = RemoteEdit(
        source: options.source, attachments: portion.attachments, segments: portion.segments)
      change.edit = { try edit.apply(to: $0) }
      let committed = try ingest.run(inputs, change: change)
      report.add(committed)
      feed.noteCommit(comparing: committed.comparingTime)
      if let segments = portion.segments { report.segments = segments }
      for attachment in portion.attachments where attachment.kind == ReferenceFigures.kind {
        report.figures = ReferenceFigures(attachment.bytes)
      }
      report.cursor = try Self.cursor(of: options.source, in: store)
      try onCommit(report)
    }
    return report
  }
}
