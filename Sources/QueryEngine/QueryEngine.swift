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
  package let catalog: SnapshotCatalog
  let units: [WorkUnit]

  /// `userLists` reads the lists of users that segments name.
  public init(
    snapshot: Snapshot, threads: Int, zone: ZoneRules = .utc, definitions: Definitions = Definitions(),
    userLists: @escaping UserLists = { throw UserListsUnavailable(path: $0) }
  ) {
    self.snapshot = snapshot
    self.threads = max(1, threads)
    self.zone = zone
    self.definitions = definitions
    self.userLists = userLists
    catalog = SnapshotCatalog(snapshot)
    units = WorkUnit.all(of: snapshot)
  }

  private init(_ other: QueryEngine, definitions: Definitions) {
    snapshot = other.snapshot
    threads = other.threads
    zone = other.zone
    self.definitions = definitions
    userLists = other.userLists
    catalog = other.catalog
    units = other.units
  }

  /// The same engine with other definitions in force.
  public func defining(_ definitions: Definitions) -> QueryEngine {
    QueryEngine(self, definitions: definitions)
  }

  /// Runs one statement.
  ///
  /// `isCancelled` is asked between units of work, from several threads. Throws ``QueryError`` for statements that do
  /// not fit, ``StoreError`` for damaged files.
  public func run(
    _ statement: Statement, isCancelled: @escaping @Sendable () -> Bool = { false }
  ) throws -> QueryResult {
    let start = Self.monotonicNanoseconds()
    let context = StatementContext(engine: self, statement: statement, isCancelled: isCancelled)
    var result =
      switch statement {
      case .funnel(let funnel): try context.run(funnel)
      case .journeys(let journeys): try context.run(journeys)
      case .experiment(let experiment): try context.run(experiment)
      case .power(let power): try context.run(power)
      case .show(let show): try context.run(show)
      case .describe(let describe): try context.run(describe)
      case .compareSnapshots(let compare): try context.run(compare)
      default: throw QueryError.invalid([StatementProblem(.notComputed(statement.keyword), at: .none)])
      }
    result.stats.elapsedMilliseconds = Double(Self.monotonicNanoseconds() - start) / 1e6
    return result
  }

  private static func monotonicNanoseconds() -> UInt64 {
    var clock = timespec()
    clock_gettime(CLOCK_MONOTONIC, &clock)
    return UInt64(clock.tv_sec) * 1_000_000_000 + UInt64(clock.tv_nsec)
  }
}

extension Statement {
  /// The word the statement begins with.
  var keyword: String {
    String(Printer.print(self).prefix { $0 != " " })
  }
}
