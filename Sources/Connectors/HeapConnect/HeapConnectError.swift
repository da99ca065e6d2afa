/// Why a bucket of Heap Connect cannot be loaded.
package enum HeapConnectError: Error, Sendable, Hashable {
  /// There is no folder `manifests`, or it cannot be read.
  case noManifests(place: String)
  case cannotRead(path: String, errorNumber: Int32)
  case badManifest(path: String, HeapManifest.Fault)
  /// Two manifests have one dump id and differ.
  case dumpTwice(dump: Int64, first: String, second: String)
  /// A listed file has a path that may lead out of the mirror, or belongs to another bucket.
  case refusedPath(manifest: String, table: String, file: String, HeapPathFault)
  /// Files that manifests list and the bucket lacks, in order of dump and table.
  case missingFiles([HeapMissingFile])
  case badPrefix(String)
}

/// Why the path of a file is refused.
package enum HeapPathFault: Error, Sendable, Hashable {
  /// No `s3://bucket/…` under the prefixes that were named.
  case otherPrefix
  /// `..`, an empty part, an absolute path or a NUL byte.
  case leavesMirror
  /// A symbolic link on the way leads out of the mirror.
  case linkLeavesMirror
}

/// A file that a manifest lists and the bucket lacks.
package struct HeapMissingFile: Sendable, Hashable {
  package var dump: Int64
  package var table: String
  package var file: String

  package init(dump: Int64, table: String, file: String) {
    self.dump = dump
    self.table = table
    self.file = file
  }
}
