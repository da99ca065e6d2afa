public import EventModel

/// One snapshot: the files a statement reads, where their rows came from and what names mean in it.
///
/// Stored as `snapshots/<number>.json`; committing a snapshot is the rename of this one file. A value; whoever makes a
/// snapshot edits a copy of its parent (``SnapshotCommit/manifest``).
public struct Manifest: Codable, Sendable, Equatable {
  /// The manifest format; readers refuse a higher one and read every lower one.
  ///
  /// 1: files and inputs. 2: also what the commit did, cursors, definitions, attachments, digests of footers and the
  /// manifest's own checksum. 3: also tables, settings of sources, and what became of the rows read.
  public static let currentFormat = 3

  public var format: Int
  public var snapshot: Int
  /// XXH3-64 of the parent manifest's bytes, in hexadecimal; `nil` for the first.
  public var parentDigest: String?
  public var operation: Operation
  /// When the snapshot was committed, ISO 8601 UTC.
  public var committedAt: String
  /// The zone statements use unless they name one.
  public var timeZone: String
  /// The segment files of events.
  public var files: [File]
  /// The segment files of tables, each table's in the order of ingestion.
  public var tables: [File]
  public var attachments: [Attachment]
  /// Inputs of this and all earlier ingests.
  public var inputs: [Input]
  /// How far each source has been read: texts under keys that only its connector understands, by source.
  public var cursors: [String: [String: String]]
  /// What holds for single sources, by their names.
  public var sources: [String: SourceSettings]
  /// What became of the rows this commit read; `nil` where it read none, and before format 3.
  public var rowCounts: RowCounts?
  /// The property whose values are accounts, of users or of events; `nil` where none was named.
  public var accountProperty: String?
  /// The definitions in force, in the order they were made.
  public var definitions: [Definition]

  enum CodingKeys: String, CodingKey {
    case format, snapshot, operation, files, tables, attachments, inputs, cursors, sources, definitions
    case rowCounts = "row_counts"
    case parentDigest = "parent_digest"
    case committedAt = "committed_at"
    case timeZone = "time_zone"
    case accountProperty = "account_property"
  }

  /// ``committedAt`` as an instant; the epoch when the text is no time.
  public var commitTime: Timestamp {
    guard case .time(let time) = TimeTextParser().parse(committedAt) else {
      return Timestamp(microseconds: 0)
    }
    return time
  }

  /// Events in the snapshot when it was committed; those forgotten since are among them.
  public var rows: Int { files.reduce(0) { $0 + (mask(of: $1.path)?.rows ?? $1.rows) } }

  /// Every file the snapshot needs, relative to the store.
  package var paths: [String] { allFiles.map(\.path) + attachments.map(\.path) }

  /// The segment files of events and of tables.
  package var allFiles: [File] { files + tables }

  /// The segment files of a table, or of events for `nil`, in the order of ingestion.
  package func files(of table: PropertyTable?) -> [File] {
    table.map { table in tables.filter { $0.table == table } } ?? files
  }
}

extension Manifest {
  /// A snapshot without anything in it, the first of a store.
  package init(first snapshot: Int) {
    self.init(
      format: Self.currentFormat, snapshot: snapshot, parentDigest: nil, operation: .ingest, committedAt: "",
      timeZone: "UTC", files: [], tables: [], attachments: [], inputs: [], cursors: [:], sources: [:],
      rowCounts: nil, accountProperty: nil, definitions: [])
  }

  /// Puts a definition in force; one of the same kind and name is replaced in its place.
  package mutating func define(_ definition: Definition) {
    let place = definitions.firstIndex { $0.kind == definition.kind && $0.name == definition.name }
    if let place {
      definitions[place] = definition
    } else {
      definitions.append(definition)
    }
  }

  /// Takes a definition out of force; answers whether there was one.
  @discardableResult
  package mutating func removeDefinition(kind: String, name: String) -> Bool {
    let count = definitions.count
    definitions.removeAll { $0.kind == kind && $0.name == name }
    return definitions.count < count
  }
}
