import Connectors
import EventModel
import Ingestion
import SegmentStore

/// The members of segments that a source told, as `file 'members:SOURCE/SEGMENT'` in a segment names them.
enum SnapshotMembers {
  /// The users of the list, each under the user it stands for by the snapshot's identity map; `nil` for a path of a file.
  static func users(of path: String, in snapshot: Snapshot) throws -> Set<ExactText>? {
    guard let (source, segment) = MemberList.parts(of: path) else { return nil }
    let manifest = snapshot.manifest
    guard let bytes = try snapshot.store.remoteFile(MemberList.kind, of: source, in: manifest),
      let found = MemberList.decoded(bytes)?.first(where: { $0.id == segment })
    else { throw CommandError.membersMissing(source: source, segment: segment, snapshot: snapshot.number) }
    let map = try snapshot.store.identityMap(of: manifest)
    if map.isEmpty { return Set(found.users.map { ExactText($0) }) }
    let resolver = map.resolver(source: source)
    return Set(
      found.users.map { user in
        ExactText(resolver.owner(of: Array(user.utf8)).map { String(decoding: $0, as: UTF8.self) } ?? user)
      })
  }
}
