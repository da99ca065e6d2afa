public import EventModel
import FoundationEssentials

/// One snapshot: the files a statement reads and where their rows came from.
///
/// Stored as `snapshots/<number>.json`; committing a snapshot is the rename of this one file.
public struct Manifest: Codable, Sendable, Equatable {
  /// The manifest format; readers refuse a higher one.
  public static let currentFormat = 1

  /// A segment file of the snapshot. The order of files in the manifest is their ingestion order.
  public struct File: Codable, Sendable, Equatable {
    /// Relative to the store.
    public var path: String
    public var bytes: Int
    public var rows: Int
    public var users: Int
    /// µs since 1970, UTC.
    public var firstTime: Int64
    public var lastTime: Int64
    /// The snapshot whose ingest wrote the file.
    public var snapshot: Int
  }

  /// An input an ingest has read.
  public struct Input: Codable, Sendable, Equatable {
    public var name: String
    public var source: String
    /// XXH3-128 of the input's stored bytes, in hexadecimal.
    public var digest: String
    public var bytes: Int
    public var rowsRead: Int
    public var rowsStored: Int
    public var rowsRejected: Int
    /// The snapshot the ingest committed.
    public var snapshot: Int

    public init(
      name: String, source: String, digest: String, bytes: Int, rowsRead: Int, rowsStored: Int,
      rowsRejected: Int, snapshot: Int
    ) {
      self.name = name
      self.source = source
      self.digest = digest
      self.bytes = bytes
      self.rowsRead = rowsRead
      self.rowsStored = rowsStored
      self.rowsRejected = rowsRejected
      self.snapshot = snapshot
    }
  }

  public var format: Int
  public var snapshot: Int
  /// XXH3-64 of the parent manifest's bytes, in hexadecimal; `nil` for the first.
  public var parentDigest: String?
  /// When the snapshot was committed, ISO 8601 UTC.
  public var committedAt: String
  /// The zone statements use unless they name one.
  public var timeZone: String
  public var files: [File]
  public var inputs: [Input]

  /// ``committedAt`` as an instant; the epoch when the text is no time.
  public var commitTime: Timestamp {
    guard case .time(let time) = TimeTextParser().parse(committedAt) else {
      return Timestamp(microseconds: 0)
    }
    return time
  }

  /// Events in the snapshot.
  public var rows: Int { files.reduce(0) { $0 + $1.rows } }
}

extension Manifest {
  package func encoded() throws -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.keyEncodingStrategy = .convertToSnakeCase
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return [UInt8](try encoder.encode(self)) + [UInt8(ascii: "\n")]
  }

  package init(encoded: [UInt8], path: String) throws(StoreError) {
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    struct Version: Codable { var format: Int }
    do {
      let version = try decoder.decode(Version.self, from: Data(encoded))
      if version.format > Self.currentFormat {
        throw StoreError.newerVersion(
          file: path, found: UInt32(clamping: version.format), supported: UInt32(Self.currentFormat))
      }
      self = try decoder.decode(Manifest.self, from: Data(encoded))
    } catch let error as StoreError {
      throw error
    } catch {
      throw .badManifest(path: path, detail: String(describing: error))
    }
    for file in files where !Self.staysInside(file.path) {
      throw .pathLeavesStore(manifest: path, path: file.path)
    }
    let counts =
      files.flatMap { [$0.bytes, $0.rows, $0.users] }
      + inputs.flatMap { [$0.bytes, $0.rowsRead, $0.rowsStored, $0.rowsRejected] }
    guard format > 0, counts.allSatisfy({ 0...Self.largestCount ~= $0 }) else {
      throw .badManifest(path: path, detail: "number out of range")
    }
  }

  /// Larger counts are nonsense; sums of smaller ones cannot overflow.
  private static let largestCount = 1 << 50

  /// Whether a relative path cannot leave the directory it is resolved in.
  package static func staysInside(_ path: String) -> Bool {
    !path.isEmpty && !path.hasPrefix("/") && !path.utf8.contains(0)
      && !path.split(separator: "/", omittingEmptySubsequences: false).contains { $0 == ".." || $0.isEmpty }
  }
}
