import Connectors
import EventModel
import Ingestion
import Jobs
import QueryEngine
import QueryLanguage
import QueryResults
import Reporting
import SegmentStore

/// Does what a job wants done on one store, and says how it goes.
final class JobStoreWorker: JobWorker {
  private let store: String
  private let zone: ZoneRules
  private let threads: Int
  private let progress: ProgressChoice
  /// Engines by snapshot; 0 is the newest as it was when a statement first asked.
  private var engines: [Int: QueryEngine] = [:]

  init(store: String, zone: ZoneRules, threads: Int, progress: ProgressChoice) {
    self.store = store
    self.zone = zone
    self.threads = threads
    self.progress = progress
  }

  var isCancelled: Bool { Interruption.shared.isRequested }

  func check(_ ingest: PlannedIngest) throws {
    _ = try run(ingest, paths: ingest.paths)
  }

  func ingest(_ ingest: PlannedIngest, paths: [String]) throws -> JobIngestOutcome {
    let summary = try run(ingest, paths: paths).ingest()
    for note in summary.notes { StandardStream.note(note) }
    // What is asked from here on sees what was read.
    engines = [:]
    return JobIngestOutcome(
      snapshot: summary.report.snapshot, rowsStored: summary.report.rowsStored,
      rowsRejected: summary.report.rowsRejected, exceedsRejects: summary.exit == .tooManyRejects)
  }

  func answer(_ statement: Statement, snapshot number: Int?) throws -> QueryResult {
    let engine =
      try engines[number ?? 0]
      ?? StatementSession(store: store, threads: threads, zone: zone)
      .engine(snapshot: number)
    engines[number ?? 0] = engine
    let state = QueryProgress()
    let shown = progress == .never ? nil : StatementProgress(of: state, progress)
    defer { shown?.finish() }
    do {
      return try engine.run(statement, progress: state) { Interruption.shared.isRequested }
    } catch {
      throw StatementFailure(
        statement: Printer.print(statement), snapshot: engine.snapshot.number, error: error)
    }
  }

  func show(_ event: JobEvent) {
    if let text = JobWords.line(for: event) { StandardStream.note(text) }
  }

  /// The ingest as the command line would do it.
  private func run(_ ingest: PlannedIngest, paths: [String]) throws -> IngestRun {
    let options = ingest.options
    var fileOptions = EventFileOptions()
    let roles: [(ColumnRole, String)] = [
      (.user, "user"), (.account, "account_id"), (.event, "event"), (.time, "time"), (.session, "session"),
      (.eventID, "event_id"),
    ]
    for (role, key) in roles {
      if let column = options[key] { fileOptions.roles[role] = .named(column) }
    }
    if let map = options["map"] { fileOptions.mapping = try ColumnMapFile.load(map) }
    fileOptions.times = TimeTextParser(
      format: try TimeFormat(parsing: options["time_format"] ?? "auto"),
      zone: try OptionText.zone(options["time_zone"] ?? "UTC", option: "time_zone"))
    fileOptions.threads = threads
    fileOptions.table = options["table"].flatMap { PropertyTable(rawValue: $0) }
    let delimiter = try OptionText.delimiter(options["delimiter"] ?? "comma", option: "delimiter")
    let source = options["source"] ?? IngestArguments.sourceName(ofFile: ingest.paths.first)
    var ingestOptions = IngestOptions(source: source, threads: threads)
    // The words that YAML has for it; the schema lets no others through.
    let replaces = ["true", "yes", "on"].contains(options["replace_table"]?.lowercased() ?? "")
    if replaces, let table = fileOptions.table { ingestOptions.replacedTables = [table] }
    ingestOptions.sessionGap = try options["session_gap"].map {
      try OptionText.duration($0, option: "session_gap")
    }
    return IngestRun(
      files: paths, format: ingest.format == "csv" ? .csv(delimiter: delimiter) : .jsonLines,
      fileOptions: fileOptions, options: ingestOptions, store: store,
      limit: try OptionText.share(options["max_rejects"] ?? "0.1%", option: "max_rejects"), progress: progress
    )
  }
}

/// A statement of a job that gave no answer, with the text its places refer to.
struct StatementFailure: Error {
  var statement: String
  var snapshot: Int
  var error: any Error
}
