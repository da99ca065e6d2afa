import EventModel
import QueryEngine
import SegmentStore

/// Opens the snapshots of one store for asking.
struct StatementSession {
  let store: String
  let threads: Int
  /// The zone of statements that name none; the snapshot's own when `nil`.
  let zone: ZoneRules?

  /// An engine for snapshot `number`, or for the newest.
  func engine(snapshot number: Int?) throws -> QueryEngine {
    FreedMemory.keep()
    let snapshot = try Snapshot(store: try Store(opening: store), number: number)
    let stored = Definitions(stored: snapshot.manifest.definitions)
    // A zone of the command line wins over a stored one.
    let definitions = zone == nil ? stored : stored.withoutZone()
    let zone = zone ?? ZoneRules(identifier: snapshot.manifest.timeZone) ?? .utc
    return QueryEngine(
      snapshot: snapshot, threads: threads, zone: zone, definitions: definitions,
      userLists: { try SnapshotMembers.users(of: $0, in: snapshot) ?? UserListFile.users(of: $0) })
  }
}
