import Connectors
import SegmentStore

/// Takes users out of the member lists beside a snapshot in the making.
struct MemberListRedaction {
  let commit: SnapshotCommit
  /// Every id of the users to be forgotten.
  let ids: Set<[UInt8]>

  /// Writes each list that has one of the ids anew, without it; answers how many ids left.
  func run() throws -> (entries: Int, found: Set<[UInt8]>) {
    var entries = 0
    var found: Set<[UInt8]> = []
    let key = RemoteEdit.cursorKey(MemberList.kind)
    for source in commit.manifest.cursors.keys.sorted() {
      guard let bytes = try commit.store.remoteFile(MemberList.kind, of: source, in: commit.manifest),
        var segments = MemberList.decoded(bytes)
      else { continue }
      let before = entries
      for index in segments.indices {
        segments[index].users.removeAll { user in
          let id = Array(user.utf8)
          guard ids.contains(id) else { return false }
          found.insert(id)
          entries += 1
          return true
        }
      }
      guard entries > before else { continue }
      let entry = try commit.attachment(
        kind: MemberList.kind, bytes: MemberList.encoded(segments, source: source))
      let old = commit.manifest.cursors[source]?[key]
      commit.manifest.attachments.removeAll { $0.path == old }
      commit.manifest.attachments.append(entry)
      commit.manifest.cursors[source]?[key] = entry.path
    }
    return (entries, found)
  }
}
