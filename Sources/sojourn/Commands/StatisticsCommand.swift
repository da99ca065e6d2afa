import ArgumentParser

/// `sojourn statistics`.
struct StatisticsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "statistics",
    abstract: "Compute statistics outside of any store.",
    discussion: """
      EXAMPLES
        sojourn statistics evaluate cases.json
      """,
    subcommands: [StatisticsEvaluateCommand.self])
}
