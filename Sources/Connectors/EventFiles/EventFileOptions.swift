public import EventModel

/// The format of event files.
public enum EventFileFormat: Sendable, Hashable {
  /// Rows of fields under a header, RFC 4180.
  case csv(delimiter: CSVDelimiter)
  /// One JSON object per line.
  case jsonLines

  /// Comma-separated values.
  public static let csv = EventFileFormat.csv(delimiter: .comma)
}

/// What separates the fields of a CSV row.
public enum CSVDelimiter: String, Sendable, Hashable, CaseIterable {
  case comma
  case semicolon
  case tab
  case pipe

  /// The delimiter as its byte.
  public var byte: UInt8 {
    switch self {
    case .comma: UInt8(ascii: ",")
    case .semicolon: UInt8(ascii: ";")
    case .tab: UInt8(ascii: "\t")
    case .pipe: UInt8(ascii: "|")
    }
  }

  /// Reads a delimiter as users write it: its name, the character itself, or `\t`.
  public init?(parsing text: String) {
    switch text {
    case "comma", ",": self = .comma
    case "semicolon", ";": self = .semicolon
    case "tab", "\t", "\\t": self = .tab
    case "pipe", "|": self = .pipe
    default: return nil
    }
  }
}

/// How event files, and files of tables, are read.
public struct EventFileOptions: Sendable {
  /// The table that the rows belong to; `nil` for events. A table has no event names, and its time may be missing.
  public var table: PropertyTable?
  /// The time of a table's rows where no column has it; the earliest of all when it is `nil`.
  public var tableTime: Timestamp?
  /// Which columns are user, event, time, session and event id.
  public var roles: ColumnRoleChoices = .init()
  /// Renamed, typed and ignored columns.
  public var mapping: ColumnMapping = .init()
  /// Reads the time column and the columns mapped to timestamps.
  public var times: TimeTextParser = .init()
  /// Most threads that read and parse at once.
  public var threads: Int = 1
  /// The longest row that becomes an event, in bytes without its line end.
  public var rowLimit: Int = EventFileLimits.rowBytes
  /// The longest field, in bytes.
  public var fieldLimit: Int = EventFileLimits.fieldBytes

  /// Bytes after which a chunk is cut; results do not depend on it.
  var chunkBytes: Int = EventFileLimits.chunkBytes
  /// Rows after which a chunk is cut; results do not depend on it.
  var chunkRows: Int = EventFileLimits.chunkRows
  /// Bytes read at once; results do not depend on it.
  var readBytes: Int = EventFileLimits.storedReadBytes
  /// Bytes that may be read again behind broken quotes.
  var rescanBytes: Int = EventFileLimits.rescannedBytes

  public init() {}
}

/// One input of event files: a path, standard input, or what an embedding program holds.
public struct EventFileInput: Sendable {
  enum Content: Sendable {
    case path
    case descriptor(Int32)
    case bytes([UInt8])
    /// Read over the network as it is needed.
    case remote(size: UInt64, @Sendable (_ isCancelled: @escaping @Sendable () -> Bool) throws -> any RemoteContent)
  }

  /// The name in reports, rejects and errors; a path as the user gave it, or `-`.
  public let name: String
  let content: Content

  /// The file at `path`, or standard input for `-`.
  public init(path: String) {
    name = path
    content = path == "-" ? .descriptor(0) : .path
  }

  /// An open file descriptor, read from where it stands and left open.
  public init(name: String, descriptor: Int32) {
    self.name = name
    content = .descriptor(descriptor)
  }

  /// A remote object of `size` bytes; `open` begins to read it when it is needed.
  package init(
    name: String, size: Int,
    open: @escaping @Sendable (_ isCancelled: @escaping @Sendable () -> Bool) throws -> any RemoteContent
  ) {
    self.name = name
    content = .remote(size: UInt64(max(0, size)), open)
  }

  /// Bytes in memory, compressed or not.
  public init(name: String, bytes: [UInt8]) {
    self.name = name
    content = .bytes(bytes)
  }
}
