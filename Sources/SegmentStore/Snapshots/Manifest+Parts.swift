public import EventModel

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
    /// The table whose rows the file holds; `nil` for one of events.
    public var table: PropertyTable?

    private enum CodingKeys: String, CodingKey {
      case path, bytes, rows, users, snapshot, table
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
    /// Rows that were no rejects; ``Manifest/RowCounts`` says how many of them say nothing new.
    public var rowsStored: Int
    public var rowsRejected: Int
    /// The snapshot the ingest committed.
    public var snapshot: Int
    /// The table its rows belong to; `nil` for events.
    public var table: PropertyTable?

    private enum CodingKeys: String, CodingKey {
      case name, source, digest, bytes, snapshot, table
      case rowsRead = "rows_read"
      case rowsStored = "rows_stored"
      case rowsRejected = "rows_rejected"
    }

    public init(
      name: String, source: String, digest: String, bytes: Int, rowsRead: Int, rowsStored: Int,
      rowsRejected: Int, snapshot: Int, table: PropertyTable? = nil
    ) {
      self.name = name
      self.source = source
      self.digest = digest
      self.bytes = bytes
      self.rowsRead = rowsRead
      self.rowsStored = rowsStored
      self.rowsRejected = rowsRejected
      self.snapshot = snapshot
      self.table = table
    }
  }

  /// What became of the rows a commit read: read = stored + dropped + superseded + rejected.
  public struct RowCounts: Codable, Sendable, Equatable {
    public var read = 0
    /// Rows that became events, or rows of tables.
    public var stored = 0
    /// Rows that were there already, alike in every column.
    public var dropped = 0
    /// Rows whose place a later row of the same ingest took.
    public var superseded = 0
    public var rejected = 0
    /// Rows of earlier snapshots whose place a row took.
    public var replaced = 0

    public init() {}
  }

  /// What holds for the events of one source, and for its rows of tables.
  public struct SourceSettings: Codable, Sendable, Equatable {
    /// The silence that ends a session, µs; `nil` where the usual one does.
    public var sessionGap: Int64?
    /// The event names that are labels, sorted by their bytes; `nil` where every row is an event of its own.
    ///
    /// Rows of labels have the event id `<name>/<raw id>`; those of one user and instant with the same raw id are one
    /// event, which carries all their names.
    public var labels: [String]?
    /// Properties of users of which not the newest value counts but the earliest time; `nil` where there are none.
    public var earliestProperties: [String]?

    private enum CodingKeys: String, CodingKey {
      case labels
      case sessionGap = "session_gap"
      case earliestProperties = "earliest_properties"
    }

    public init(
      sessionGap: Int64? = nil, labels: [String]? = nil, earliestProperties: [String]? = nil
    ) {
      self.sessionGap = sessionGap
      self.labels = labels
      self.earliestProperties = earliestProperties
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
