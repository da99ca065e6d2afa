import ArgumentParser
import EventModel
import Glibc
import Jobs
import Reporting

/// `sojourn run`.
struct RunCommand: ExecutableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: "Do what a job file says: ingest, ask, write, check.",
    usage: """
      sojourn run <job.yml> [--set <name>=<value>] ... [<options>]
      sojourn run --schema
      """,
    discussion: """
      The whole file is checked before anything is done. Running a finished job again
      is harmless. A run that failed goes on at the failed part with --resume, for the
      day and with the values it began with. Paths begin at the job file's directory.

      EXAMPLES
        sojourn run nightly.yml
        sojourn run nightly.yml --set today=2026-01-31 --set country=DE
        sojourn run nightly.yml --resume
        sojourn run nightly.yml --dry-run
        sojourn run --schema > job.schema.json

      EXIT CODES
        0 done, 1 a part failed or an expectation does not hold, 2 the job is wrong,
        3 done, but more rows were rejected than allowed, 130 cancelled
      """)

  @Argument(help: "The job, a YAML file.")
  var job: String?

  @Option(
    name: .customLong("set"),
    help: ArgumentHelp("A parameter's value, or today's date.", valueName: "name=value"))
  var settings: [String] = []

  @OptionGroup var store: StoreOption

  @Flag(help: "Go on with the last run at the part that failed.")
  var resume = false

  @Flag(help: "Say what would be done, and do nothing.")
  var dryRun = false

  @Flag(help: "Print the JSON Schema of job files, for editors.")
  var schema = false

  @OptionGroup var threads: ThreadsOption

  @Option(help: "Show progress: never, auto (a bar on a terminal, else a line every five seconds) or always.")
  var progress: ProgressChoice = .auto

  func validate() throws {
    if job == nil && !schema { throw ValidationError("a job file is missing") }
  }

  func execute() throws -> CommandExit {
    guard let path = job, !schema else {
      try StandardStream.output.write(JobSchema.text)
      return .done
    }
    let job = try Job(yaml: try TextFile.contents(path, limit: Self.longestJob), file: path)
    var settings = try parsedSettings()
    var unfinished: UnfinishedRun?
    if resume {
      // The log's place may depend on values, so it is looked up with the settings given.
      let log = try JobPlan(job, settings: settings, now: Self.now()).log
      unfinished = JobRun<JobStoreWorker>.lastRun(ofLog: log, job: job.name)
      if let unfinished {
        if unfinished.isFinished {
          StandardStream.note("run \(unfinished.run) is done; there is nothing to go on with")
          return .done
        }
        settings.merge(unfinished.parameters) { given, _ in given }
        settings["today"] = settings["today"] ?? unfinished.today
      }
    }
    let plan = try JobPlan(job, settings: settings, now: Self.now())
    let store = try plan.store ?? store.path()
    let worker = JobStoreWorker(
      job: path, store: store, zone: plan.zone, threads: try threads.count(), progress: progress)
    if dryRun {
      for ingest in plan.ingests { try worker.check(ingest) }
      try StandardStream.output.write(JobWords.text(of: plan, store: store))
      return .done
    }
    var run = JobRun(plan, worker: worker, clock: Self.now)
    if let unfinished {
      guard run.fits(unfinished) else { throw CommandError.jobChanged(file: path, run: unfinished.run) }
      StandardStream.note("going on with run \(unfinished.run) for \(unfinished.today)")
      run.resume(unfinished)
    }
    let outcome = try Interruption.shared.whileCancellable { try run.run() }
    var exit = CommandExit.done
    if let error = outcome.error {
      exit = Sojourn.report(ErrorRenderer().messages(for: error), asJSON: false)
    }
    try StandardStream.output.write(JobWords.summary(of: outcome, plan: plan))
    if outcome.unmet > 0 { exit = exit.combined(with: .failed) }
    if outcome.exceedsRejects { exit = exit.combined(with: .tooManyRejects) }
    return exit
  }

  private static let longestJob = 1 << 20

  private func parsedSettings() throws(CommandError) -> [String: String] {
    var parsed: [String: String] = [:]
    for setting in settings {
      guard let equals = setting.firstIndex(of: "="), equals != setting.startIndex else {
        throw .invalidSetting(setting)
      }
      parsed[String(setting[..<equals])] = String(setting[setting.index(after: equals)...])
    }
    return parsed
  }

  private static func now() -> Timestamp {
    var clock = timespec()
    clock_gettime(CLOCK_REALTIME, &clock)
    return Timestamp(microseconds: Int64(clock.tv_sec) * 1_000_000 + Int64(clock.tv_nsec) / 1_000)
  }
}
