package import SegmentStore

/// What else an ingest of a source that keeps a cursor does in its commit.
package struct SourceChange: Sendable {
  package var replacement: SourceReplacement
  /// What the cursor must still be.
  package var cursorBefore: [String: String]
  /// What it becomes.
  package var cursor: [String: String]
  /// The names of events, and of tables, to be counted in ``SourceChangeReport``.
  package var counted: Set<String>
  /// Changes the snapshot in the making further, after the cursor has moved: files beside it, definitions.
  package var edit: (@Sendable (SnapshotCommit) throws -> Void)?

  package init(
    replacement: SourceReplacement, cursorBefore: [String: String], cursor: [String: String],
    counted: Set<String>
  ) {
    self.replacement = replacement
    self.cursorBefore = cursorBefore
    self.cursor = cursor
    self.counted = counted
  }
}

/// What became of the events and rows of tables that an ingest was asked to count.
public struct SourceChangeReport: Sendable, Equatable {
  /// By name: stored events that went because their table came anew.
  public var replaced: [String: Int] = [:]
  /// By name: how many more events there are than without the replaced ones.
  public var added: [String: Int] = [:]
}
