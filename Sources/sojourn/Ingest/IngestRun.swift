import Connectors
import Ingestion
import Jobs
import Reporting

/// Reads event files into a store, says on the way how far it is, and in the end what came of it.
struct IngestRun {
  var files: [String]
  var format: EventFileFormat
  var fileOptions: EventFileOptions
  var options: IngestOptions
  var store: String
  /// The share of rejected rows that is allowed.
  var limit: Double
  var progress: ProgressChoice

  init(arguments: IngestArguments, format: EventFileFormat) throws {
    files = arguments.file
    self.format = format
    fileOptions = try arguments.fileOptions()
    options = try arguments.ingestOptions()
    limit = try OptionText.share(arguments.maxRejects, option: "--max-rejects")
    store = try arguments.store.path()
    progress = arguments.progress
    guard files.count(where: { $0 == "-" }) <= 1 else { throw CommandError.standardInputTwice }
  }

  /// Does it and prints the summary.
  func run() throws -> CommandExit {
    let summary = try ingest()
    for note in summary.notes { StandardStream.note(note) }
    try StandardStream.output.write(summary.text)
    return summary.exit
  }

  /// Does it as a part of a job, whose summary says what came of it.
  func outcomeForJob() throws -> JobIngestOutcome {
    let summary = try ingest()
    for note in summary.notes { StandardStream.note(note) }
    return JobIngestOutcome(
      snapshot: summary.report.snapshot, rowsStored: summary.report.rowsStored,
      rowsRejected: summary.report.rowsRejected, exceedsRejects: summary.exit == .tooManyRejects)
  }

  /// Does it; columns and progress go to the error stream.
  func ingest() throws -> IngestSummary {
    let display = ProgressDisplay(progress)
    let ingest = try EventFileIngest(
      files: files, format: format, fileOptions: fileOptions, into: store,
      options: options
    ) { path in
      display.show(ProgressState(activity: "comparing \(path) with what is stored", amounts: []))
    }
    let text = IngestProgressText(sources: ingest.sources, bytesTotal: ingest.bytesTotal, display: display)
    let report = try Interruption.shared.whileCancellable(cancel: { ingest.cancel() }) {
      try ingest.run(isCancelled: { Interruption.shared.isRequested }, onProgress: { text.show($0) })
    }
    text.sayColumns()
    display.clear()
    return IngestSummary(report: report, files: ingest.reports, store: store, limit: limit)
  }
}
