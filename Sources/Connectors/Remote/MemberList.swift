/// The members of a source's segments, as a file beside the snapshot: see `docs/format/members.md`.
package enum MemberList {
  /// The kind of the attachment.
  package static let kind = "members"

  /// One segment and the ids of its users, as the source writes them.
  package struct Segment: Sendable, Equatable {
    package var id: String
    package var name: String
    package var users: [String]

    package init(id: String, name: String, users: [String]) {
      self.id = id
      self.name = name
      self.users = users
    }
  }

  /// What a statement's `file '…'` says to mean a list beside the snapshot.
  package static func path(source: String, segment: String) -> String { "members:\(source)/\(segment)" }

  /// The source and the segment that a path means; `nil` for a path of a file.
  package static func parts(of path: String) -> (source: String, segment: String)? {
    guard path.hasPrefix("members:") else { return nil }
    let parts = path.dropFirst("members:".count).split(separator: "/", maxSplits: 1)
    return parts.count == 2 ? (String(parts[0]), String(parts[1])) : nil
  }

  package static func encoded(_ segments: [Segment], source: String) -> [UInt8] {
    var text = "{\"format\":1,\"source\":\(JSONText.quoted(source))}\n"
    for segment in segments {
      let users = segment.users.map(JSONText.quoted).joined(separator: ",")
      text +=
        "{\"id\":\(JSONText.quoted(segment.id)),\"name\":\(JSONText.quoted(segment.name)),\"users\":[\(users)]}\n"
    }
    return Array(text.utf8)
  }

  /// The segments of a file; `nil` where it is none, or of a format to come.
  package static func decoded(_ bytes: [UInt8]) -> [Segment]? {
    let lines = bytes.split(separator: UInt8(ascii: "\n"))
    guard let first = lines.first, let header = try? JSONDocument.value(of: Array(first)),
      header["format"]?.integer == 1
    else { return nil }
    var segments: [Segment] = []
    for line in lines.dropFirst() {
      guard let value = try? JSONDocument.value(of: Array(line)), let id = value["id"]?.text,
        let name = value["name"]?.text, let users = value["users"]?.elements
      else { return nil }
      segments.append(Segment(id: id, name: name, users: users.compactMap(\.text)))
    }
    return segments
  }
}
