/// Where a bucket's objects are: a local mirror, or S3 itself.
package protocol HeapBucket: Sendable {
  /// The bucket in messages.
  var name: String { get }

  /// The names of the objects in `manifests/`, without the folder.
  func manifestNames() throws -> [String]

  /// The bytes of `manifests/<name>`, at most ``HeapManifest/largestText`` and one more.
  func manifest(_ name: String) throws -> [UInt8]

  /// The size of an object, or `nil` when there is none; `path` is below the bucket's root.
  func size(of path: String) throws -> Int?

  /// The object as an input; `name` is what messages call it.
  func input(_ path: String, name: String, size: Int) -> EventFileInput

  /// Says which objects will be read from now on and in which order, so that a far bucket may fetch a few ahead; what
  /// was said before is void. Nothing is fetched after an empty list.
  func expect(_ paths: [String])
}

extension HeapBucket {
  package func expect(_ paths: [String]) {}
}
