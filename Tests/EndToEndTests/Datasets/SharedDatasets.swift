import Connectors
import EventModel
import Glibc
import QueryEngine
import QueryLanguage
import QueryResults
import SegmentStore
import TestSupport

/// Real event logs that lie beside the project, not in it.
///
/// Found through `SOJOURN_SHARED`, or else in the folder `shared` next to the package.
enum SharedDatasets {
  static let folder: String = {
    let shared = getenv("SOJOURN_SHARED").map { String(cString: $0) }
    return (shared ?? TestFiles.ancestor(of: #filePath, steps: 5) + "/shared") + "/datasets"
  }()

  static func path(of file: String) -> String { folder + "/" + file }

  static func has(_ file: String) -> Bool { access(path(of: file), R_OK) == 0 }
}

/// A store with one dataset and an engine on it.
struct DatasetStore {
  private let store: TemporaryStore
  let engine: QueryEngine

  /// Ingests the file whole, or in parts that begin with the batches of these numbers.
  init(_ file: String, cutAt cuts: [Int] = []) throws {
    store = try TemporaryStore()
    var options = EventFileOptions()
    options.threads = 2
    for (start, end) in zip([0] + cuts, cuts + [.max]) {
      let source = EventFileSource(
        inputs: [EventFileInput(path: SharedDatasets.path(of: file))], format: .csv, options: options)
      try store.ingest(SelectedBatches(of: source, start..<end), name: "batches from \(start)", threads: 2)
    }
    engine = QueryEngine(snapshot: try Snapshot(store: store.store), threads: 2)
  }

  init(_ events: [ListedEvent]) throws {
    store = try TemporaryStore()
    try store.ingest(ListedEventSource(events), name: "events", threads: 2)
    engine = QueryEngine(snapshot: try Snapshot(store: store.store), threads: 2)
  }

  func answer(_ statement: String, threads: Int = 2) throws -> QueryResult {
    let engine = threads == 2 ? engine : QueryEngine(snapshot: engine.snapshot, threads: threads)
    return try engine.run(try Parser.parseStatement(statement))
  }

  /// The answer without what depends on how the events came into the store.
  func comparableAnswer(_ statement: String, threads: Int) throws -> QueryResult {
    var result = try answer(statement, threads: threads)
    result.snapshot = 0
    result.stats.eventsRead = 0
    result.stats.bytesRead = 0
    result.stats.elapsedMilliseconds = 0
    return result
  }

  /// Units that reached each step.
  func funnel(_ statement: String, threads: Int = 2) throws -> [Int] {
    guard case .funnel(let funnel) = try answer(statement, threads: threads).body else { return [] }
    return funnel.steps.map(\.units)
  }
}
