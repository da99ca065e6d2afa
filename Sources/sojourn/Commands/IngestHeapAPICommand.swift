import ArgumentParser
import Connectors
import EventModel
import Glibc
import HTTPTransport
import Ingestion
import Jobs
import RemoteSources
import Reporting
import SegmentStore

/// `sojourn ingest heap-api`.
struct IngestHeapAPICommand: ExecutableCommand, JobInput {
  static let configuration = CommandConfiguration(
    commandName: "heap-api",
    abstract: "Read an export API over HTTP, as a profile describes it: token, pages, limits, late data.",
    usage: "sojourn ingest heap-api --profile <file.yml> --store <path> [<options>]",
    discussion: """
      Downloads what is new since the last run and commits it chunk by chunk, each
      with how far it has come; a run that was killed goes on where it stopped. A
      window behind the last run is read again for late data, and events count once
      by their id. Heap's public documentation names a token call and no export
      endpoint, so everything else comes from the profile: see docs/heap-api.md.

      Credentials come from the environment (SOJOURN_CLIENT_ID and
      SOJOURN_CLIENT_SECRET unless the profile names others) or from a file that
      only its owner can read. They are never written anywhere.

      EXAMPLES
        sojourn ingest heap-api --profile heap.yml --store shop --since 2026-01-01
        sojourn ingest heap-api --profile heap.yml --store shop --dry-run
        sojourn ingest heap-api --profile heap.yml --store shop --object events \\
          --lookback 7d --credentials ~/.heap --verbose
      """)

  @Option(help: ArgumentHelp("The YAML file that describes the API.", valueName: "file.yml"))
  var profile: String

  @OptionGroup var store: StoreOption

  @Option(
    help: ArgumentHelp("An address to use in the place of the profile's base_url.", valueName: "address"))
  var baseURL: String?

  @Option(help: ArgumentHelp("What to call the source; by default the profile's name.", valueName: "name"))
  var source: String?

  @Option(
    name: .customLong("object"),
    help: ArgumentHelp(
      "Read only this object: events, users, accounts, segments, funnels or analytics. Repeat it for several.",
      valueName: "object"))
  var objects: [String] = []

  @Option(
    help: ArgumentHelp(
      "Where the first run begins: a date or an instant of ISO 8601, UTC.", valueName: "date"))
  var since: String?

  @Option(help: ArgumentHelp("Read nothing from this date or instant on.", valueName: "date"))
  var until: String?

  @Option(
    help: ArgumentHelp(
      "How much behind the last run is read again for late data; by default the profile's.",
      valueName: "duration"))
  var lookback: String?

  @Flag(help: "Say what would be read, and read nothing; only a token is asked for.")
  var dryRun = false

  @Option(
    help: ArgumentHelp(
      "A file of client_id = … and client_secret = …, readable by its owner only.", valueName: "file"))
  var credentials: String?

  @Option(
    name: .customLong("ca-file"),
    help: ArgumentHelp("PEM certificates to trust beside those of the system.", valueName: "file"))
  var certificates: String?

  @Option(
    help: ArgumentHelp(
      "How much is downloaded before it is committed, such as 64MB; more makes fewer snapshots.",
      valueName: "size"))
  var commitSize: String?

  @Flag(help: "Say each request, answer, failure and wait on standard error; secrets are left out.")
  var verbose = false

  @Option(
    help: ArgumentHelp("The share of rejected rows above which the exit code is 3.", valueName: "percent"))
  var maxRejects = "0.1%"

  @Option(
    help: ArgumentHelp("Memory for events before they are sorted to disk, such as 512MB.", valueName: "size"))
  var memory: String?

  @OptionGroup var threads: ThreadsOption

  @Option(help: "Show progress: never, auto (a bar on a terminal, else a line every five seconds) or always.")
  var progress: ProgressChoice = .auto

  func validate() throws {
    if source == "" { throw ValidationError("--source must not be empty") }
    for object in objects where ExportProfile.Object(rawValue: object) == nil {
      throw ValidationError(
        "'\(object)' is no object; there are "
          + ExportProfile.Object.allCases.map(\.rawValue).joined(separator: ", "))
    }
  }

  func execute() throws -> CommandExit {
    guard let summary = try load() else { return .done }
    for note in summary.notes { StandardStream.note(note) }
    try StandardStream.output.write(summary.text)
    return summary.exit
  }

  func checkOptions() throws {
    _ = try OptionText.share(maxRejects, option: "--max-rejects")
    let profile = try ProfileFile.load(self.profile, base: baseURL)
    _ = try ExportCredentials.find(
      for: profile.access, file: credentials, environment: ProfileFile.environment)
    _ = try exportOptions(profile)
    if let memory { _ = try OptionText.byteSize(memory, option: "--memory", least: 1_000_000) }
    if let commitSize { _ = try OptionText.byteSize(commitSize, option: "--commit-size", least: 1) }
  }

  func ingestForJob() throws -> JobIngestOutcome {
    guard let summary = try load() else { return .nothing }
    for note in summary.notes { StandardStream.note(note) }
    return JobIngestOutcome(
      snapshot: summary.report.snapshots.last, rowsStored: summary.report.rowsStored,
      rowsRejected: summary.report.rowsRejected, exceedsRejects: summary.exit == .tooManyRejects)
  }

  /// Does it, with progress on the error stream; or prints the plan and answers `nil`.
  private func load() throws -> HeapAPISummary? {
    let limit = try OptionText.share(maxRejects, option: "--max-rejects")
    let path = try store.path()
    let profile = try ProfileFile.load(self.profile, base: baseURL)
    let secrets = try ExportCredentials.find(
      for: profile.access, file: credentials, environment: ProfileFile.environment)
    var options = try exportOptions(profile)
    options.threads = try threads.count()
    var ingestOptions = IngestOptions(source: options.source, threads: options.threads)
    if let memory {
      ingestOptions.memoryBudget = try OptionText.byteSize(memory, option: "--memory", least: 1_000_000)
    }
    // What is read again must not count again, and without ids only whole rows tell what was there before.
    ingestOptions.dropsEqualRows = profile.objects[.events].map { $0.fields["event_id"] == nil } ?? false
    if let commitSize {
      options.portionBytes = try OptionText.byteSize(commitSize, option: "--commit-size", least: 1)
    }
    var connectionOptions = HTTPConnectionOptions()
    connectionOptions.certificateFile = certificates
    connectionOptions.connections = profile.limits.connections
    let connections = try HTTPConnections(connectionOptions)
    defer { connections.shutdown() }

    // A plan, or a first run that is refused, creates no store.
    let existing = try? Store(opening: path)
    let meter = ExportMeter()
    let isVerbose = verbose
    let feed = ExportFeed(
      profile, credentials: secrets,
      cursor: try existing.map { try RemoteLoad.cursor(of: options.source, in: $0) } ?? [:],
      figures: try existing.flatMap { try RemoteLoad.figures(of: options.source, in: $0) }, options: options,
      over: connections, meter: meter, isCancelled: { Interruption.shared.isRequested },
      onTrace: { if isVerbose, let line = HTTPTraceText.line($0) { StandardStream.note(line) } })
    let display = ProgressDisplay(progress)
    return try Interruption.shared.whileCancellable {
      let plan = try feed.plan()
      if dryRun {
        try StandardStream.output.write(
          HeapAPIPlanText(plan: plan, profile: profile, source: options.source).text)
        return nil
      }
      let text = HeapAPIProgressText(meter: meter, display: display)
      feed.onWait = { text.showWaiting() }
      var status = stat()
      let isOldDirectory = stat(path, &status) == 0
      let target = try existing ?? Store(openingOrCreating: path)
      // Where nothing was committed, no empty store stays behind.
      defer { if existing == nil { target.removeIfEmpty(keepingDirectory: isOldDirectory) } }
      let load = RemoteLoad(
        into: target, options: ingestOptions, isCancelled: { Interruption.shared.isRequested })
      let report: RemoteLoadReport
      do {
        report = try load.run(feed, onProgress: { text.show($0) })
      } catch IngestError.cancelled {
        // Of one ingest nothing stays; of a load all commits before it do.
        throw ExportError.cancelled
      }
      display.clear()
      return HeapAPISummary(
        report: report, plan: plan, progress: meter.progress, store: path, source: options.source,
        limit: limit)
    }
  }

  private func exportOptions(_ profile: ExportProfile) throws -> ExportOptions {
    var options = ExportOptions(source: source ?? profile.name)
    if !objects.isEmpty { options.objects = objects.compactMap(ExportProfile.Object.init(rawValue:)) }
    options.since = try since.map { try OptionText.instant($0, option: "--since") }
    options.until = try until.map { try OptionText.instant($0, option: "--until") }
    options.lookback = try lookback.map { try OptionText.duration($0, option: "--lookback") }
    return options
  }
}
