import Connectors
import SegmentStore

/// Links for an identity map, from a file.
enum IdentityLinks {
  static func load(_ path: String) throws -> [IdentityLink] {
    try IdentityFile(path: path).rows().map {
      IdentityLink(rawID: $0.rawID, userID: $0.userID, source: $0.source)
    }
  }
}
