import Connectors
import DatasetGenerator
import EventModel
import Ingestion
import QueryEngine
import QueryLanguage
import QueryResults
import SegmentStore
import TestSupport

/// A small store of the shop that `make demo` shows, for examples that must run.
struct DemoStore {
  /// Enough for every event of the shop to occur, and for a verdict about its experiment.
  static let events = 20_000

  private let store: TemporaryStore
  let log: String
  private let directory: TestSupport.TemporaryDirectory

  /// Two snapshots: the first holds the log, the second also a day that came later.
  init() throws {
    directory = TestSupport.TemporaryDirectory()
    log = directory.path + "/shop.jsonl"
    let package = TestFiles.ancestor(of: #filePath, steps: 4)
    guard let recipe = TestFiles.text(of: package + "/datasets/shop.yml") else { throw NoRecipe() }
    try DatasetWriter.write(
      recipe: try Recipe.load(yaml: recipe, name: "shop.yml"), events: Self.events, seed: 7, to: log,
      workers: 1)
    store = try TemporaryStore()
    var options = EventFileOptions()
    options.threads = 2
    let source = EventFileSource(inputs: [EventFileInput(path: log)], format: .jsonLines, options: options)
    try store.ingest(source, name: "shop", threads: 2)
    let later = "user_id,event,timestamp,platform\nu1,home_view,2026-04-01T10:00:00Z,web\n"
    let second = EventFileSource(
      inputs: [EventFileInput(name: "later.csv", bytes: Array(later.utf8))], format: .csv, options: options)
    try store.ingest(second, name: "later")
  }

  struct NoRecipe: Error {}

  /// A new engine on the newest snapshot.
  func engine() throws -> QueryEngine { QueryEngine(snapshot: try Snapshot(store: store.store), threads: 2) }

  /// Runs all statements of a text in order, definitions being in force for those after them; answers what was wrong, the empty string where all was well.
  func complaints(about text: String) throws -> [String] {
    let script = Parser.parse(text)
    var complaints = script.diagnostics.map(\.message)
    var engine = try engine()
    for statement in script.statements {
      do {
        _ = try engine.run(statement)
        var definitions = engine.definitions
        if definitions.apply(statement) { engine = engine.defining(definitions) }
      } catch {
        complaints.append("\(statement): \(error)")
      }
    }
    return complaints
  }

  /// Whether this version refuses every statement that begins with this word.
  func refuses(_ statement: Statement) throws -> Bool {
    do {
      _ = try engine().run(statement)
      return false
    } catch QueryError.invalid(let problems) {
      return problems.contains { if case .notComputed = $0.kind { true } else { false } }
    }
  }
}
