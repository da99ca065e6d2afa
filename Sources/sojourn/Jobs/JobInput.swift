import ArgumentParser
import Jobs

/// A command of `sojourn ingest` that jobs can do as well.
protocol JobInput: ParsableCommand {
  /// Looks at every option, and touches neither store nor input; throws what is wrong.
  func checkOptions() throws

  /// Does what the command does, without its summary; notes and progress go to the error stream.
  func ingestForJob() throws -> JobIngestOutcome
}
