import ArgumentParser
import Connectors
import EventModel
import Ingestion
import Jobs
import Reporting
import SegmentStore

/// `sojourn ingest heap-connect`.
struct IngestHeapConnectCommand: ExecutableCommand, JobInput {
  static let configuration = CommandConfiguration(
    commandName: "heap-connect",
    abstract: "Read dumps of Heap Connect: manifests and Avro files in a bucket or a mirror of it.",
    usage: "sojourn ingest heap-connect <bucket> --store <path> [<options>]",
    discussion: """
      The bucket is s3://name[/folder], or a directory that is a copy of it, with
      manifests/sync_<n>.json in it. All dumps the store has not seen become one
      snapshot: a table that was dumped in full takes the place of what is stored of
      it, other rows join, and rows that were sent before count once. Run it again
      after each sync.

      S3 is asked with the credentials of the environment (AWS_ACCESS_KEY_ID,
      AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN) or of the profile AWS_PROFILE in
      ~/.aws/credentials; they need s3:ListBucket and s3:GetObject. Objects are read
      over TLS as they are needed and kept nowhere.

      EXAMPLES
        sojourn ingest heap-connect s3://heap-rs3-acme --store shop --plan
        sojourn ingest heap-connect s3://heap-rs3-acme --store shop
        sojourn ingest heap-connect bucket --store shop
        sojourn ingest heap-connect bucket --store shop --keep-going \\
          --time-zone America/Los_Angeles --bucket-prefix s3://heap-rs3-acme
      """)

  @Argument(help: "The bucket, as s3://name[/folder], or the directory that mirrors it.")
  var bucket: String

  @OptionGroup var store: StoreOption

  @Option(help: ArgumentHelp("What to call the source of the events.", valueName: "name"))
  var source = "heap"

  @Option(
    help: ArgumentHelp(
      "What stands before the keys in manifests; other addresses are refused. By default any bucket; repeat it for several.",
      valueName: "s3://bucket"))
  var bucketPrefix: [String] = []

  @Option(
    help: ArgumentHelp("The zone of times that carry none, such as America/Los_Angeles.", valueName: "zone"))
  var timeZone = "UTC"

  @OptionGroup var access: BucketAccessOptions

  @Flag(help: "Say what would be read and why, and read nothing.")
  var plan = false

  @Flag(help: "Leave out what is damaged or missing, say so, and load the rest.")
  var keepGoing = false

  @Flag(help: "Pass over the users table; a later run without this flag reads all of it.")
  var noUsers = false

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
    if source.isEmpty { throw ValidationError("--source must not be empty") }
  }

  func execute() throws -> CommandExit {
    guard let summary = try load() else { return .done }
    for note in summary.notes { StandardStream.note(note) }
    try StandardStream.output.write(summary.text)
    return summary.exit
  }

  func checkOptions() throws {
    _ = try OptionText.share(maxRejects, option: "--max-rejects")
    _ = try HeapBucketPath(prefixes: bucketPrefix)
    _ = try loadOptions()
  }

  func ingestForJob() throws -> JobIngestOutcome {
    guard let summary = try load() else { return .nothing }
    for note in summary.notes { StandardStream.note(note) }
    let ingest = summary.report.ingest
    return JobIngestOutcome(
      snapshot: ingest?.snapshot, rowsStored: ingest?.rowsStored ?? 0,
      rowsRejected: ingest?.rowsRejected ?? 0, exceedsRejects: summary.exit == .tooManyRejects)
  }

  private func loadOptions() throws -> HeapConnectOptions {
    var options = HeapConnectOptions()
    options.source = source
    options.threads = try threads.count()
    options.times = TimeTextParser(zone: try OptionText.zone(timeZone, option: "--time-zone"))
    options.keepsGoing = keepGoing
    options.keepsUsers = !noUsers
    if let memory {
      options.memoryBudget = try OptionText.byteSize(memory, option: "--memory", least: 1_000_000)
    }
    return options
  }

  /// Does it, with progress on the error stream; or prints the plan and answers `nil`.
  private func load() throws -> HeapConnectSummary? {
    let limit = try OptionText.share(maxRejects, option: "--max-rejects")
    let path = try store.path()
    let options = try loadOptions()
    let display = ProgressDisplay(progress)
    // A plan changes nothing, so it may be asked for before there is a store; and no store is made for a load that
    // fails early.
    let existing = try? Store(opening: path)
    let isOldDirectory = LocalFileSystem().exists(path)
    var opened: Store?
    defer { opened?.removeIfEmpty(keepingDirectory: isOldDirectory) }
    return try access.withBucket(bucket, isCancelled: { Interruption.shared.isRequested }) { source, root in
      let paths = try HeapBucketPath(prefixes: bucketPrefix, root: root)
      display.show(
        ProgressState(activity: "reading the manifests of \(DisplayText.clean(source.name))", amounts: []))
      let report: HeapConnectReport? = try Interruption.shared.whileCancellable {
        let load = try HeapConnectLoad(
          source, paths: paths, into: existing, options: options,
          isCancelled: { Interruption.shared.isRequested },
          openStore: {
            let store = try Store(openingOrCreating: path)
            opened = store
            return store
          })
        if plan {
          display.clear()
          try StandardStream.output.write(HeapPlanText(plan: load.plan).text)
          return nil
        }
        let text = HeapProgressText(plan: load.plan, display: display)
        return try load.run(onProgress: { text.show($0) })
      }
      guard let report else { return nil }
      display.clear()
      return HeapConnectSummary(report: report, store: path, limit: limit)
    }
  }
}
