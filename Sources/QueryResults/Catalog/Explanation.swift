/// What answering a statement reads, and where its time went if it was run.
///
/// Bytes are as stored, and at most those: a block that turns out to be of no use is not read.
public struct Explanation: Sendable, Equatable {
  /// The statement that is explained, in its canonical form.
  public var statement: String
  public var filesInSnapshot: Int
  public var bytesInSnapshot: Int
  /// Segment files of which row groups are opened.
  public var files: [File] = []
  /// Row groups read as they lie on disk, and those put together with others because they share users.
  public var directGroups = 0
  public var mergedGroups = 0
  /// Shares of users into which the row groups that share users are cut.
  public var mergedUnits = 0
  public var mergedRows = 0
  /// Row groups that have none of the events, of which nothing but the directory is read.
  public var prunedGroups = 0
  public var prunedRows = 0
  /// Whether the whole sequence of every unit is read, whatever the statement names.
  public var readsWholeSequences = false
  public var events: [Event] = []
  public var columns: [Column] = []
  public var directoryBytes = 0
  public var userBytes = 0
  public var timeBytes = 0
  /// Postings, times, columns and user counts together.
  public var bytes = 0
  /// `nil` when the statement was not run.
  public var measured: Measured?

  public init(statement: String, filesInSnapshot: Int, bytesInSnapshot: Int) {
    self.statement = statement
    self.filesInSnapshot = filesInSnapshot
    self.bytesInSnapshot = bytesInSnapshot
  }

  public struct File: Sendable, Equatable {
    public var name: String
    public var rows: Int
    public var groups: Int
    /// Of the whole file.
    public var bytes: Int

    public init(name: String, rows: Int, groups: Int, bytes: Int) {
      self.name = name
      self.rows = rows
      self.groups = groups
      self.bytes = bytes
    }
  }

  /// The postings of one event.
  public struct Event: Sendable, Equatable {
    public var name: String
    public var rows: Int
    /// Row groups that have it.
    public var groups: Int
    public var bytes: Int

    public init(name: String, rows: Int, groups: Int, bytes: Int) {
      self.name = name
      self.rows = rows
      self.groups = groups
      self.bytes = bytes
    }
  }

  /// One column, by property or, in parentheses, by role.
  public struct Column: Sendable, Equatable {
    public var name: String
    public var groups: Int
    public var bytes: Int

    public init(name: String, groups: Int, bytes: Int) {
      self.name = name
      self.groups = groups
      self.bytes = bytes
    }
  }

  /// What running it came to.
  public struct Measured: Sendable, Equatable {
    public var eventsRead: Int
    public var bytesRead: Int
    /// How often the snapshot was gone through.
    public var scans: Int
    /// Seconds on the wall.
    public var elapsed: Double
    public var threads: Int
    public var parts: [Part]

    public init(
      eventsRead: Int, bytesRead: Int, scans: Int, elapsed: Double, threads: Int, parts: [Part]
    ) {
      self.eventsRead = eventsRead
      self.bytesRead = bytesRead
      self.scans = scans
      self.elapsed = elapsed
      self.threads = threads
      self.parts = parts
    }
  }

  /// `scan`, `decode` and `match` are seconds of all threads together, `merge` is on the wall.
  public struct Part: Sendable, Equatable {
    public var name: String
    public var seconds: Double

    public init(name: String, seconds: Double) {
      self.name = name
      self.seconds = seconds
    }
  }
}
