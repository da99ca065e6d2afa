package import Connectors
import Dispatch
import Synchronization

/// A bucket of Heap Connect in S3.
///
/// Sizes come from listings of a dump's folder, one for all its files. Manifests are fetched several at a time and
/// handed out one by one. Objects are read as they are needed, small ones a few ahead, and never stored.
package final class S3Bucket: HeapBucket {
  private struct Shelf {
    /// Manifests as they were listed, in the order they will be asked for.
    var manifests: [String: S3Object] = [:]
    var order: [String] = []
    /// Fetched and not asked for yet.
    var fetched: [String: Result<[UInt8], S3Error>] = [:]
    /// By folder: its objects, by path below the root.
    var folders: [String: [String: S3Object]] = [:]
  }

  private let client: S3Client
  private let address: S3Address
  private let shelf = Mutex(Shelf())
  private let fetchAhead: S3FetchAhead

  /// Manifests fetched at once.
  private static let batch = 8

  package init(_ address: S3Address, client: S3Client) {
    self.address = address
    self.client = client
    fetchAhead = S3FetchAhead(client)
  }

  package var name: String { address.description }

  package func manifestNames() throws -> [String] {
    let folder = address.prefix + "manifests/"
    let objects = try client.objects(withPrefix: folder)
    var names: [String] = []
    shelf.withLock { shelf in
      shelf.manifests = [:]
      for object in objects {
        let name = String(object.key.dropFirst(folder.count))
        // Folders are objects too where a console made them.
        if name.isEmpty || name.contains("/") { continue }
        names.append(name)
        if HeapDumps.isManifest(name) { shelf.manifests[name] = object }
      }
      shelf.order = shelf.manifests.keys.sorted { Array($0.utf8).lexicographicallyPrecedes(Array($1.utf8)) }
    }
    if objects.isEmpty { throw HeapConnectError.noManifests(place: name) }
    return names
  }

  package func manifest(_ name: String) throws -> [UInt8] {
    if let result = shelf.withLock({ $0.fetched.removeValue(forKey: name) }) { return try result.get() }
    var wanted = [name]
    shelf.withLock { shelf in
      if let place = shelf.order.firstIndex(of: name) {
        wanted = Array(shelf.order[place...].prefix(Self.batch))
      }
    }
    let names = wanted
    let results = Mutex<[String: Result<[UInt8], S3Error>]>([:])
    DispatchQueue.concurrentPerform(iterations: names.count) { index in
      let key = "\(address.prefix)manifests/\(names[index])"
      let result: Result<[UInt8], S3Error>
      do throws(S3Error) {
        result = .success(try client.contents(of: key, limit: HeapManifest.largestText))
      } catch {
        result = .failure(error)
      }
      results.withLock { $0[names[index]] = result }
    }
    var fetched = results.withLock { $0 }
    let own = fetched.removeValue(forKey: name)
    shelf.withLock { $0.fetched.merge(fetched) { $1 } }
    return try own?.get() ?? []
  }

  package func size(of path: String) throws -> Int? { try object(path)?.size }

  package func input(_ path: String, name: String, size: Int) -> EventFileInput {
    EventFileInput(name: name, size: size) { [self] isCancelled in
      guard let object = try object(path) else { throw S3Error.noSuchObject(name) }
      return fetchAhead.content(of: object, isCancelled: isCancelled)
    }
  }

  /// Objects whose dumps were not listed yet are not fetched ahead.
  package func expect(_ paths: [String]) {
    fetchAhead.expect(
      shelf.withLock { shelf in paths.compactMap { shelf.folders[Self.folder(of: $0)]?[$0] } })
  }

  /// The folder whose listing has an object: the dump's.
  private static func folder(of path: String) -> String {
    path.firstIndex(of: "/").map { String(path[...$0]) } ?? path
  }

  /// The object at a path below the root, from a listing of the folder it stands in: the dump's.
  private func object(_ path: String) throws(S3Error) -> S3Object? {
    let folder = Self.folder(of: path)
    if let known = shelf.withLock({ $0.folders[folder] }) { return known[path] }
    let objects = try client.objects(withPrefix: address.prefix + folder)
    var paths: [String: S3Object] = [:]
    for object in objects { paths[String(object.key.dropFirst(address.prefix.count))] = object }
    shelf.withLock { $0.folders[folder] = paths }
    return paths[path]
  }
}
