import EventModel
import Jobs
import QueryEngine
import QueryLanguage
import QueryResults
import Reporting
import SegmentStore

/// Does what a job wants done on one store, and says how it goes.
final class JobStoreWorker: JobWorker {
  /// The path of the job file.
  private let job: String
  private let store: String
  private let zone: ZoneRules
  private let threads: Int
  private let progress: ProgressChoice
  /// Engines by snapshot; 0 is the newest as it was when a statement first asked.
  private var engines: [Int: QueryEngine] = [:]
  /// The definitions of statements so far, which hold for those after them beside the stored ones.
  private var definitions: [Statement] = []

  init(job: String, store: String, zone: ZoneRules, threads: Int, progress: ProgressChoice) {
    self.job = job
    self.store = store
    self.zone = zone
    self.threads = threads
    self.progress = progress
  }

  var isCancelled: Bool { Interruption.shared.isRequested }

  func check(_ ingest: PlannedIngest) throws {
    var isParsed = false
    do {
      let command = try command(ingest, paths: ingest.paths)
      isParsed = true
      try command.checkOptions()
    } catch {
      throw IngestOptionFailure(error, of: ingest, inFile: job, isOfParser: !isParsed)
    }
  }

  func ingest(_ ingest: PlannedIngest, paths: [String]) throws -> JobIngestOutcome {
    let outcome = try command(ingest, paths: paths).ingestForJob()
    // What is asked from here on sees what was read.
    engines = [:]
    return outcome
  }

  private func command(_ ingest: PlannedIngest, paths: [String]) throws -> any JobInput {
    try JobInputArguments(ingest: ingest, store: store, threads: threads, progress: progress)
      .command(paths: paths)
  }

  func answer(_ statement: Statement, snapshot number: Int?) throws -> QueryResult {
    try work(on: statement, snapshot: number) { engine, state, isCancelled in
      try engine.run(statement, progress: state, isCancelled: isCancelled)
    }
  }

  func overlaps(of experiments: [ExperimentStatement], snapshot number: Int?) throws -> ExperimentOverlaps {
    guard let first = experiments.first else { return ExperimentOverlaps(pairs: [], leftOut: []) }
    return try work(on: .experiment(first), snapshot: number) { engine, state, isCancelled in
      try engine.overlaps(of: experiments, progress: state, isCancelled: isCancelled)
    }
  }

  private func work<Result: Sendable>(
    on statement: Statement, snapshot number: Int?,
    _ body: @escaping @Sendable (QueryEngine, QueryProgress, @escaping @Sendable () -> Bool) throws -> Result
  ) throws -> Result {
    let engine = try engine(snapshot: number)
    let state = QueryProgress()
    let shown = progress == .never ? nil : StatementProgress(of: state, progress)
    defer { shown?.finish() }
    do {
      return try AbandonableWork.run { try body(engine, state, $0) }
    } catch {
      throw StatementFailure(
        statement: Printer.print(statement), snapshot: engine.snapshot.number, error: error)
    }
  }

  func sentence(for error: any Error) -> String {
    ErrorRenderer().messages(for: error).map(\.report.message).joined(separator: "; ")
  }

  private func engine(snapshot number: Int?) throws -> QueryEngine {
    if let engine = engines[number ?? 0] { return engine }
    var engine = try StatementSession(store: store, threads: threads, zone: zone).engine(snapshot: number)
    var inForce = engine.definitions
    for statement in definitions { inForce.apply(statement) }
    engine = engine.defining(inForce)
    engines[number ?? 0] = engine
    return engine
  }

  func putInForce(_ statement: Statement) {
    guard DefinitionKey(of: statement) != nil else { return }
    definitions.append(statement)
    engines = engines.mapValues { engine in
      var inForce = engine.definitions
      inForce.apply(statement)
      return engine.defining(inForce)
    }
  }

  func show(_ event: JobEvent) {
    if let text = JobWords.line(for: event) { StandardStream.note(text) }
  }
}

/// A statement of a job that gave no answer, with the text its places refer to.
struct StatementFailure: Error {
  var statement: String
  var snapshot: Int
  var error: any Error
}
