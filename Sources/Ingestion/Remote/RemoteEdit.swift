import Connectors
import SegmentStore

/// What a portion changes of a snapshot beside its rows: files in the place of the source's older ones, and the segments
/// whose members one of them lists.
struct RemoteEdit: Sendable {
  let source: String
  let attachments: [RemotePortion.Attachment]
  let segments: [RemotePortion.ListedSegment]?

  /// The key of the cursor that tells which file of a kind is the source's.
  static func cursorKey(_ kind: String) -> String { "attachment." + kind }

  func apply(to commit: SnapshotCommit) throws {
    for attachment in attachments {
      let key = Self.cursorKey(attachment.kind)
      if let old = commit.manifest.cursors[source]?[key] {
        commit.manifest.attachments.removeAll { $0.path == old }
      }
      let entry = try commit.attachment(kind: attachment.kind, bytes: attachment.bytes)
      commit.manifest.attachments.append(entry)
      commit.manifest.cursors[source, default: [:]][key] = entry.path
    }
    if let segments { define(segments, in: commit) }
  }

  /// Defines each segment by the list of its members. A definition that a person made under the name stays; the source's
  /// then gets the source's name in brackets.
  private func define(_ segments: [RemotePortion.ListedSegment], in commit: SnapshotCommit) {
    commit.manifest.definitions.removeAll { $0.kind == "segment" && isOurs($0) }
    var taken = Set(commit.manifest.definitions.filter { $0.kind == "segment" }.map(\.name))
    for segment in segments {
      var name = segment.name
      if taken.contains(name) { name = "\(segment.name) (\(source))" }
      if taken.contains(name) { name = "\(segment.name) (\(source)/\(segment.id))" }
      taken.insert(name)
      commit.manifest.define(
        .init(
          kind: "segment", name: name,
          statement: "segment \(Self.quoted(name, with: "\"")) = file "
            + Self.quoted(MemberList.path(source: source, segment: segment.id), with: "'")))
    }
  }

  private func isOurs(_ definition: Manifest.Definition) -> Bool {
    let path = Self.quoted(MemberList.path(source: source, segment: ""), with: "'").dropLast()
    return definition.statement.hasPrefix("segment ") && definition.statement.contains(" = file " + path)
  }

  /// A name or a text as statements write it: the quote and backslashes are escaped by a backslash.
  private static func quoted(_ text: String, with quote: Character) -> String {
    var quoted = String(quote)
    for character in text where character.unicodeScalars.allSatisfy({ $0.value >= 0x20 }) {
      if character == quote || character == "\\" { quoted.append("\\") }
      quoted.append(character)
    }
    return quoted + String(quote)
  }
}
