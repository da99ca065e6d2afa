import ArgumentParser
import Connectors
import Jobs

/// `sojourn ingest csv`.
struct IngestCSVCommand: ExecutableCommand, JobInput {
  static let configuration = CommandConfiguration(
    commandName: "csv",
    abstract: "Read events from CSV files with a header.",
    usage: "sojourn ingest csv <file> ... --store <path> [<options>]",
    discussion: """
      Each row is an event. Which columns are the user, the event name and the time
      is guessed from usual names and printed; --user, --event and --time settle it.
      All other columns become properties. Rows that cannot be events are kept in a
      reject log with file, line and reason. A file whose content the store already
      holds is skipped, so a command may be run again.

      EXAMPLES
        sojourn ingest csv events.csv.gz --store shop
        sojourn ingest csv log.csv --store shop --user customer --time when \\
          --time-format '%d/%m/%Y %H:%M' --time-zone Europe/Berlin
        ssh db 'cat events.csv' | sojourn ingest csv - --store shop --source db
        sojourn ingest csv export.csv --store shop --delimiter ';' --map map.yml
        sojourn ingest csv users.csv --store shop --table users

      With --table users or --table accounts rows are no events but say what users or
      accounts are like; statements call that user.plan and account.tier. Of each
      property the newest value counts, by a column such as last_modified.

      A --map file renames columns, sets their type (string, integer, double,
      boolean, timestamp) or leaves them out:
        columns:
          amt: {rename: amount, type: double}
          note: {ignore: true}
      """)

  @OptionGroup var arguments: IngestArguments

  @Option(help: ArgumentHelp("What separates fields: comma, semicolon, tab or pipe.", valueName: "delimiter"))
  var delimiter = "comma"

  func execute() throws -> CommandExit { try ingestRun().run() }

  func checkOptions() throws { _ = try ingestRun() }

  func ingestForJob() throws -> JobIngestOutcome { try ingestRun().outcomeForJob() }

  private func ingestRun() throws -> IngestRun {
    let delimiter = try OptionText.delimiter(delimiter, option: "--delimiter")
    return try IngestRun(arguments: arguments, format: .csv(delimiter: delimiter))
  }
}
