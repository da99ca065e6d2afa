public import EventModel
import Glibc
public import QueryLanguage
public import QueryResults
public import SegmentStore

/// Answers statements about one snapshot.
///
/// Thread safe; each statement is spread over the engine's threads. Answers depend on the snapshot and the statement
/// only, not on the number of threads.
public final class QueryEngine: Sendable {
  /// The version of the engine; the same version gives the same answers to the same events.
  public static let version = "0.1.0"

  public let snapshot: Snapshot
  public let threads: Int
  /// The zone of statements that name none.
  public let zone: ZoneRules
  /// The segments, virtual events, groups and settings that hold for statements.
  public let definitions: Definitions
  let userLists: UserLists
  let groupLimits: GroupLimits
  package let catalog: SnapshotCatalog
  let accounts: AccountTable
  let units: [WorkUnit]

  /// Without `definitions` those of the snapshot hold; `userLists` reads the lists of users that segments name.
  public init(
    snapshot: Snapshot, threads: Int, zone: ZoneRules = .utc, definitions: Definitions? = nil,
    userLists: @escaping UserLists = { throw UserListsUnavailable(path: $0) }
  ) {
    self.snapshot = snapshot
    self.threads = max(1, threads)
    self.zone = zone
    self.definitions = definitions ?? Definitions(stored: snapshot.manifest.definitions)
    self.userLists = userLists
    groupLimits = GroupLimits()
    catalog = SnapshotCatalog(snapshot)
    accounts = AccountTable(snapshot, catalog: catalog)
    units = WorkUnit.all(of: snapshot)
  }

  private init(_ other: QueryEngine, definitions: Definitions, groupLimits: GroupLimits) {
    snapshot = other.snapshot
    threads = other.threads
    zone = other.zone
    self.definitions = definitions
    userLists = other.userLists
    self.groupLimits = groupLimits
    catalog = other.catalog
    accounts = other.accounts
    units = other.units
  }

  /// The same engine with other definitions in force.
  public func defining(_ definitions: Definitions) -> QueryEngine {
    QueryEngine(self, definitions: definitions, groupLimits: groupLimits)
  }

  /// The same engine with other limits for breakdowns.
  package func limitingGroups(_ limits: GroupLimits) -> QueryEngine {
    QueryEngine(self, definitions: definitions, groupLimits: limits)
  }

  /// The same engine for another snapshot, with the same definitions in force.
  public func reading(_ snapshot: Snapshot) -> QueryEngine {
    QueryEngine(
      snapshot: snapshot, threads: threads, zone: zone, definitions: definitions, userLists: userLists)
  }

  /// Runs one statement.
  ///
  /// A definition is checked and described, not put in force: ``defining(_:)`` does that.
  ///
  /// `isCancelled` is asked often, from several threads, so it should cost next to nothing. `progress` is kept up to date
  /// while the statement runs. Throws ``QueryError`` for statements that do
  /// not fit, ``StoreError`` for damaged files.
  public func run(
    _ statement: Statement, progress: QueryProgress = QueryProgress(),
    isCancelled: @escaping @Sendable () -> Bool = { false }
  ) throws -> QueryResult {
    let start = Self.monotonicNanoseconds()
    let context = StatementContext(
      engine: self, statement: statement, progress: progress, isCancelled: isCancelled)
    var result = try context.answer()
    result.stats.elapsedMilliseconds = Double(Self.monotonicNanoseconds() - start) / 1e6
    return result
  }

  private static func monotonicNanoseconds() -> UInt64 {
    var clock = timespec()
    clock_gettime(CLOCK_MONOTONIC, &clock)
    return UInt64(clock.tv_sec) * 1_000_000_000 + UInt64(clock.tv_nsec)
  }
}
