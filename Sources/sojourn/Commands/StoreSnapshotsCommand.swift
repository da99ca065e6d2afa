import ArgumentParser
import QueryLanguage
import Reporting

/// `sojourn store snapshots`.
struct StoreSnapshotsCommand: ExecutableCommand {
  static let configuration = CommandConfiguration(
    commandName: "snapshots",
    abstract: "List the snapshots of a store.",
    usage: "sojourn store snapshots --store <path> [--format <format>]",
    discussion: """
      Any statement can be asked about an older snapshot: sojourn query --snapshot N.

      EXAMPLES
        sojourn store snapshots --store shop
        sojourn store snapshots --store shop --format csv
      """)

  @OptionGroup var store: StoreOption

  @Option(help: "How the list is written.")
  var format: OutputFormat = .table

  var reportsErrorsAsJSON: Bool { format == .json }

  func execute() throws -> CommandExit {
    let session = StatementSession(store: try store.path(), threads: 1, zone: nil)
    let statement = ErrorRenderer.StatementText(text: "show snapshots", file: nil)
    var answers = StatementAnswers(
      engine: try session.engine(snapshot: nil), format: format, style: Terminal.style(of: .output),
      width: Terminal.width)
    return try answers.answer(Parser.parse(statement.text), of: statement, stopsOnError: true) {
      try StandardStream.output.write($0)
    }
  }
}
