package import Connectors
package import SegmentStore

extension Store {
  /// The file of `kind` that a source keeps beside a snapshot; `nil` where there is none.
  package func remoteFile(_ kind: String, of source: String, in manifest: Manifest) throws -> [UInt8]? {
    guard let path = manifest.cursors[source]?[RemoteEdit.cursorKey(kind)],
      let attachment = manifest.attachments.first(where: { $0.path == path })
    else { return nil }
    return try contents(of: attachment)
  }

  /// The figures that sources keep beside a snapshot, by name of the source.
  package func referenceFigures(in manifest: Manifest) throws -> [(
    source: String, figures: ReferenceFigures?
  )] {
    var found: [(String, ReferenceFigures?)] = []
    for source in manifest.cursors.keys.sorted() {
      if let bytes = try remoteFile(ReferenceFigures.kind, of: source, in: manifest) {
        found.append((source, ReferenceFigures(bytes)))
      }
    }
    return found
  }
}
