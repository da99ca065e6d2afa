extension Manifest {
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
    /// The snapshot whose commit wrote the file.
    public var snapshot: Int
    /// XXH3-64 of the file's footer, in hexadecimal; `nil` in manifests of format 1.
    ///
    /// Footers hold the checksums of directories and these those of blocks, so it stands for every byte of the file.
    public var footerDigest: String?

    private enum CodingKeys: String, CodingKey {
      case path, bytes, rows, users, snapshot
      case firstTime = "first_time"
      case lastTime = "last_time"
      case footerDigest = "footer_digest"
    }
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

    private enum CodingKeys: String, CodingKey {
      case name, source, digest, bytes, snapshot
      case rowsRead = "rows_read"
      case rowsStored = "rows_stored"
      case rowsRejected = "rows_rejected"
    }

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

  /// A file of the snapshot beside its segment files, like a mask of rows or an identity map.
  public struct Attachment: Codable, Sendable, Equatable {
    /// What the file is; whoever wrote it knows how to read it.
    public var kind: String
    /// Relative to the store.
    public var path: String
    public var bytes: Int
    /// XXH3-64 of the bytes, in hexadecimal.
    public var digest: String
    /// The file it belongs to, or `nil` when it belongs to the whole snapshot.
    public var target: String?
    /// Of a mask: the rows of its segment file that it leaves alive, and their times in µs, where there are any.
    public var rows: Int?
    public var firstTime: Int64?
    public var lastTime: Int64?
    /// The snapshot whose commit wrote the file.
    public var snapshot: Int

    private enum CodingKeys: String, CodingKey {
      case kind, path, bytes, digest, target, rows, snapshot
      case firstTime = "first_time"
      case lastTime = "last_time"
    }
  }

  /// A name that statements may use, like a segment or a virtual event.
  public struct Definition: Codable, Sendable, Equatable {
    /// The first word of its statement: `segment`, `event`, …
    public var kind: String
    public var name: String
    /// The defining statement in canonical form.
    public var statement: String

    public init(kind: String, name: String, statement: String) {
      self.kind = kind
      self.name = name
      self.statement = statement
    }
  }

  /// What a commit did; one that this program does not know is kept as it is.
  public struct Operation: RawRepresentable, Codable, Sendable, Equatable {
    public var rawValue: String

    public init(rawValue: String) {
      self.rawValue = rawValue
    }

    /// Events were added.
    public static let ingest = Operation(rawValue: "ingest")
    /// Files were merged; answers stay the same.
    public static let compact = Operation(rawValue: "compact")
    /// Users were removed.
    public static let forget = Operation(rawValue: "forget")
    /// Raw user ids were given other users.
    public static let identify = Operation(rawValue: "identify")
    /// Definitions changed.
    public static let define = Operation(rawValue: "define")
  }
}
