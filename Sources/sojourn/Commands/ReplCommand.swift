import ArgumentParser
import Reporting

/// `sojourn repl`.
struct ReplCommand: ExecutableCommand {
  static let configuration = CommandConfiguration(
    commandName: "repl",
    abstract: "Answer statements as you type them.",
    usage: "sojourn repl --store <path> [<options>]",
    discussion: """
      A statement may take several lines and ends with ';'. Tab completes words,
      events, properties and values; the arrow keys bring earlier statements back.
      Ctrl-C stops a running statement and keeps the session; Ctrl-D ends it. Where
      standard input is no terminal, statements are read from it without a prompt.

      help explains the statements, help funnel one of them, and the commands of
      the prompt:
        \\format json   \\timing   \\o answers.txt   \\snapshot 2   \\q

      EXAMPLES
        sojourn repl --store shop
        sojourn repl --store shop --format csv < questions.soj > answers.csv
      """)

  @OptionGroup var store: StoreOption

  @Option(help: "How answers are written.")
  var format: OutputFormat = .table

  @Option(help: ArgumentHelp("Ask this snapshot instead of the newest.", valueName: "number"))
  var snapshot: Int?

  @Option(
    help: ArgumentHelp("The zone of days, weeks and dates in statements that name none.", valueName: "zone"))
  var timeZone: String?

  @OptionGroup var threads: ThreadsOption

  @Option(help: "Show progress: never, auto (a bar on a terminal, else a line every five seconds) or always.")
  var progress: ProgressChoice = .auto

  var reportsErrorsAsJSON: Bool { format == .json }

  func execute() throws -> CommandExit {
    let session = StatementSession(
      store: try store.path(), threads: try threads.count(),
      zone: try timeZone.map { try OptionText.zone($0, option: "--time-zone") })
    let engine = try session.engine(snapshot: snapshot)
    var prompt = Prompt(session: session, engine: engine, format: format, progress: progress)
    return try prompt.run()
  }
}
