import ArgumentParser
import Connectors
import Jobs

/// `sojourn ingest jsonl`.
struct IngestJSONLinesCommand: ExecutableCommand, JobInput {
  static let configuration = CommandConfiguration(
    commandName: "jsonl",
    abstract: "Read events from JSON Lines files: one object per line.",
    usage: "sojourn ingest jsonl <file> ... --store <path> [<options>]",
    discussion: """
      Each object is an event. Nested keys become dotted names (page.path). Which
      keys are the user, the event name and the time is guessed from usual names and
      printed; --user, --event and --time settle it. Lines that cannot be events are
      kept in a reject log with file, line and reason. A file whose content the store
      already holds is skipped, so a command may be run again.

      EXAMPLES
        sojourn ingest jsonl events.jsonl.zst --store shop
        sojourn ingest jsonl part-*.jsonl --store shop --source tracker --max-rejects 1%
        curl -s https://example.com/events.jsonl | sojourn ingest jsonl - --store shop
        sojourn ingest jsonl raw.jsonl --store shop --user context.user.id --event type
        sojourn ingest jsonl accounts.jsonl --store shop --table accounts

      With --table users or --table accounts objects are no events but say what users
      or accounts are like; statements call that user.plan and account.tier.
      """)

  @OptionGroup var arguments: IngestArguments

  func execute() throws -> CommandExit { try ingestRun().run() }

  func checkOptions() throws { _ = try ingestRun() }

  func ingestForJob() throws -> JobIngestOutcome { try ingestRun().outcomeForJob() }

  private func ingestRun() throws -> IngestRun { try IngestRun(arguments: arguments, format: .jsonLines) }
}
