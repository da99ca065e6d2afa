/// Where the `s3://bucket/key` of a manifest lies below a mirror's root.
package struct HeapBucketPath: Sendable {
  /// What may stand before keys: `s3://bucket/` or `s3://bucket/folder/`; any bucket where there is none.
  private let prefixes: [String]
  /// What the root itself is called, where it is a folder of a bucket: keys may stand below it or below a bucket's own
  /// root.
  private let root: String?

  /// Reads prefixes as users write them, with or without the last slash.
  ///
  /// - Parameter root: The address of the folder the bucket's content is read from, such as `s3://bucket/folder`.
  package init(prefixes: [String], root: String? = nil) throws(HeapConnectError) {
    self.root = root.flatMap(Self.withoutScheme).map { $0.hasSuffix("/") ? $0 : $0 + "/" }
    self.prefixes = try prefixes.map { prefix throws(HeapConnectError) in
      guard let key = Self.withoutScheme(prefix), !key.isEmpty, !key.hasPrefix("/") else {
        throw .badPrefix(prefix)
      }
      return key.hasSuffix("/") ? key : key + "/"
    }
  }

  /// The path below the root; never one that leads out of it by its own parts.
  package func relativePath(of file: String) throws(HeapPathFault) -> String {
    var path = file
    if let full = Self.withoutScheme(file) {
      if prefixes.isEmpty, let root, full.hasPrefix(root) {
        path = String(full.dropFirst(root.count))
      } else if prefixes.isEmpty {
        guard let slash = full.firstIndex(of: "/") else { throw .otherPrefix }
        path = String(full[full.index(after: slash)...])
      } else {
        // The longest prefix wins, whatever the order they were named in.
        guard let prefix = prefixes.filter({ full.hasPrefix($0) }).max(by: { $0.count < $1.count }) else {
          throw .otherPrefix
        }
        path = String(full.dropFirst(prefix.count))
      }
    } else if file.contains("://") {
      throw .otherPrefix
    }
    let parts = path.split(separator: "/", omittingEmptySubsequences: false)
    guard !parts.isEmpty, !path.utf8.contains(0), parts.allSatisfy({ !$0.isEmpty && $0 != ".." && $0 != "." })
    else { throw .leavesMirror }
    return path
  }

  /// What follows `s3://`, or `nil` for another kind of address.
  private static func withoutScheme(_ address: String) -> String? {
    for scheme in ["s3://", "s3a://", "s3n://"] where address.lowercased().hasPrefix(scheme) {
      return String(address.dropFirst(scheme.count))
    }
    return nil
  }
}
