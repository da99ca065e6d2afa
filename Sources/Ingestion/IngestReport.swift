public import EventModel
public import SegmentStore

/// What an ingest did; the counts add up: read = stored + dropped + superseded + rejected.
public struct IngestReport: Sendable {
  /// The snapshot committed, or `nil` when every input was already in the store.
  public var snapshot: Int?
  public var rowsRead = 0
  /// Rows that became events of the snapshot, or rows of its tables.
  public var rowsStored = 0
  /// Rows that were there already, alike in every column.
  public var rowsDropped = 0
  /// Rows whose place a later row of the same ingest took.
  public var rowsSuperseded = 0
  /// Rows of earlier snapshots whose place a row took.
  public var rowsReplaced = 0
  public var rowsRejected = 0
  /// Rejected rows by reason code.
  public var rejectsByReason: [String: Int] = [:]
  /// The reject log, when it has any rows.
  public var rejectLogPath: String?
  public var inputs: [Manifest.Input] = []
  /// Inputs left out because the store already holds their content: name, and the snapshot that has it.
  public var skipped: [SkippedInput] = []
  /// What the change of the identity map came to, where there was one.
  public var identity: IdentityReport?
  /// What became of the events that were to be counted, for a source that keeps a cursor.
  public var change: SourceChangeReport?
  /// Of the events stored: how many there are, their users, files and bytes.
  public var events = 0
  public var users = 0
  public var segmentFiles = 0
  public var bytesStored = 0
  /// How long new rows were compared with stored ones.
  public var comparingTime = Duration.zero
  /// What was stored of tables, in the order of ``PropertyTable/allCases``.
  public var tables: [StoredTable] = []

  /// The rows of one table that an ingest has stored.
  public struct StoredTable: Sendable, Equatable {
    public var table: PropertyTable
    public var rows: Int
    /// Users or accounts that the rows are about.
    public var keys: Int
    public var bytes: Int
  }

  public struct SkippedInput: Sendable, Equatable {
    public var name: String
    public var snapshot: Int
    /// The name under which the same bytes were read before.
    public var knownAs: String
  }

  public init() {}

  /// Share of the rows read that were rejected; 0 when nothing was read.
  public var rejectShare: Double {
    rowsRead == 0 ? 0 : Double(rowsRejected) / Double(rowsRead)
  }
}

/// How far an ingest is.
public struct IngestProgress: Sendable {
  public enum Phase: Sendable {
    case resolving
    case reading
    case comparing
    case merging
    case writing
  }

  public var phase: Phase
  public var bytesRead: UInt64
  public var bytesTotal: UInt64?
  public var rows: Int
  public var rejected: Int
  /// The name of the input under way.
  public var input: String?
}
