package import EventModel

/// A source that is asked piece by piece, and says after each piece how far it has come.
///
/// Whoever takes a portion commits its rows and its cursor together, so that a process that is killed between two
/// portions goes on behind the last one that was committed.
package protocol RemoteFeed: AnyObject {
  /// The next piece to commit; waits for it. `nil` after the last.
  func nextPortion() throws -> RemotePortion?

  /// Told after each commit how long its rows were compared with all that is stored, which takes longer the more that is.
  func noteCommit(comparing: Duration)
}

/// What is committed at once: rows of events and tables, how far they bring the source, and what goes beside them.
package struct RemotePortion {
  /// Rows of one kind, read once.
  package struct Input {
    package var name: String
    package var source: EventFileSource
    package var table: PropertyTable?

    package init(name: String, source: EventFileSource, table: PropertyTable?) {
      self.name = name
      self.source = source
      self.table = table
    }
  }

  /// A file that goes beside the snapshot, in the place of the source's older one of its kind.
  package struct Attachment: Sendable {
    package var kind: String
    package var bytes: [UInt8]

    package init(kind: String, bytes: [UInt8]) {
      self.kind = kind
      self.bytes = bytes
    }
  }

  /// A segment whose members the source told.
  package struct ListedSegment: Sendable, Equatable {
    package var id: String
    package var name: String
    /// How many users are in it.
    package var members: Int

    package init(id: String, name: String, members: Int) {
      self.id = id
      self.name = name
      self.members = members
    }
  }

  package var inputs: [Input] = []
  /// Entries of the source's cursor that have new values.
  package var cursor: [String: String] = [:]
  package var attachments: [Attachment] = []
  /// All segments of the source, in the place of those it had; `nil` where segments were not asked for.
  package var segments: [ListedSegment]?

  package init() {}
}
