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
}
