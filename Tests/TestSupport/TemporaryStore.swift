package import EventModel
import Glibc
package import Ingestion
package import SegmentStore

/// A store in a directory of its own, which is removed with it.
///
/// Lies in memory where the system has a file system for that, because tests commit often and commits wait for disks.
package final class TemporaryStore: Sendable {
  package let store: Store
  private let directory: String

  package init() throws {
    directory = try Self.makeDirectory()
    store = try Store(openingOrCreating: directory + "/store")
  }

  deinit {
    Self.remove(directory)
  }

  /// Ingests one input as one snapshot.
  ///
  /// `name` stands for its content: the store skips a name it has.
  @discardableResult
  package func ingest(
    _ source: any EventSource, name: String, memoryBudget: Int = IngestOptions.defaultMemoryBudget,
    threads: Int = 1
  ) throws -> IngestReport {
    try Ingest(
      into: store,
      options: IngestOptions(source: Self.sourceName, memoryBudget: memoryBudget, threads: threads)
    ).run([
      IngestInput(name: name, knownDigest: nil, source: source, content: { (digest: name, bytes: 0) })
    ])
  }

  /// Commits that `names` are labels of the store's source.
  package func declareLabels(_ names: [String]) throws {
    let commit = try SnapshotCommit(store: store)
    let committedAt = commit.manifest.commitTime
    commit.manifest.sources[Self.sourceName, default: .init()].labels = names
    // What comes of the clock is as it was.
    _ = try commit.commit(.define, at: committedAt)
  }

  /// The source that all events of the store are of.
  package static let sourceName = "test"

  private static func makeDirectory() throws -> String {
    let parents = [getenv("TMPDIR").map { String(cString: $0) }, "/dev/shm", "/tmp"].compactMap { $0 }
    for parent in parents {
      var template = Array("\(parent)/sojourn-test-XXXXXX".utf8CString)
      if mkdtemp(&template) != nil {
        return String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
      }
    }
    throw NoTemporaryDirectory(tried: parents)
  }

  private static func remove(_ path: String) {
    // A link is removed, not followed.
    if unlink(path) == 0 { return }
    for name in TestFiles.names(in: path) { remove(path + "/" + name) }
    rmdir(path)
  }
}

/// No directory that could take temporary files.
package struct NoTemporaryDirectory: Error {
  package var tried: [String]
}
