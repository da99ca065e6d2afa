/// The hard limits of reading event files, each with its reason.
///
/// The two a user may want to change are defaults of ``EventFileOptions``.
public enum EventFileLimits {
  /// The longest row that becomes an event. Longer ones are skipped without being held in memory; one row of this
  /// size per thread still fits the memory of a small machine.
  public static let rowBytes = 16 << 20
  /// The longest text of one field, array or key. Longer ones are payloads, not properties to analyse by.
  public static let fieldBytes = 1 << 20
  /// The largest limit that may be asked for: ranges in a batch have 32 bits.
  public static let largestRowBytes = 1 << 30
  /// Arrays and objects within each other; keeps the scanner's recursion far from the end of any stack.
  public static let nestingDepth = 64

  /// Objects whose keys decide which columns are user, event and time: enough to see optional keys, little enough
  /// to answer at once.
  static let sampledObjects = 100
  /// Bytes that may be held back for that decision.
  static let sampledBytes = 16 << 20

  /// Text parsed at one go: some ten milliseconds of work, so that threads stay busy and memory small.
  static let chunkBytes = 4 << 20
  /// Rows parsed at one go, for files of tiny rows.
  static let chunkRows = 65_536
  /// Chunks read ahead per parsing thread: one being parsed, one waiting to be taken.
  static let chunksPerThread = 2
  /// Stored bytes asked for at once: large enough for the system, small enough for the second-level cache.
  static let storedReadBytes = 256 << 10
  /// Bytes behind a chunk that may be loaded (never used), so that vector loads need no special end.
  static let chunkPadding = 64

  /// Bytes that may be read a second time to find where rows go on after a broken quote. Each broken quote costs
  /// at most one row's length; beyond the sum, broken rows are skipped as a whole, or a hostile file could take
  /// the square of its size.
  static let rescannedBytes = 256 << 20
}
