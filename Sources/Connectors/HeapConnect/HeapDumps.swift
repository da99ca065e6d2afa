/// All dumps of a bucket, in the order of their ids.
package struct HeapDumps: Sendable {
  package private(set) var manifests: [HeapManifest] = []
  /// Objects beside the manifests that are none.
  package private(set) var strayNames: [String] = []
  /// By dump: the object its manifest was read from.
  private var names: [Int64: String] = [:]

  /// Reads every `manifests/sync_<n>.json`; the id inside counts, not the one in the name.
  package init(of bucket: some HeapBucket) throws {
    let all = try bucket.manifestNames().sorted { Array($0.utf8).lexicographicallyPrecedes(Array($1.utf8)) }
    strayNames = all.filter { !Self.isManifest($0) }
    for name in all where Self.isManifest(name) {
      let path = "manifests/\(name)"
      let text = try bucket.manifest(name)
      let manifest: HeapManifest
      do throws(HeapManifest.Fault) {
        manifest = try HeapManifest(parsing: text)
      } catch {
        throw HeapConnectError.badManifest(path: path, error)
      }
      if let first = names[manifest.dump] {
        guard manifests.contains(manifest) else {
          throw HeapConnectError.dumpTwice(dump: manifest.dump, first: first, second: path)
        }
        continue
      }
      names[manifest.dump] = path
      manifests.append(manifest)
    }
    manifests.sort { $0.dump < $1.dump }
  }

  /// `sync_` and digits and `.json`.
  package static func isManifest(_ name: String) -> Bool {
    let digits = name.utf8.dropFirst(5).dropLast(5)
    return name.hasPrefix("sync_") && name.hasSuffix(".json") && !digits.isEmpty
      && digits.allSatisfy { 48...57 ~= $0 }
  }

  package func manifestName(of dump: Int64) -> String { names[dump] ?? "" }

  /// The names of all tables of all dumps, sorted by bytes.
  package var tableNames: [String] {
    var seen: Set<[UInt8]> = []
    var list: [String] = []
    for table in manifests.flatMap(\.tables) where seen.insert(Array(table.name.utf8)).inserted {
      list.append(table.name)
    }
    return list.sorted { Array($0.utf8).lexicographicallyPrecedes(Array($1.utf8)) }
  }
}
