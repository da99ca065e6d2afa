import ArgumentParser
import QueryEngine
import QueryLanguage
import Reporting
import SegmentStore

/// `sojourn query`.
struct QueryCommand: ExecutableCommand {
  static let configuration = CommandConfiguration(
    commandName: "query",
    abstract: "Answer statements about a snapshot.",
    usage: """
      sojourn query <statement> --store <path> [<options>]
      sojourn query -f <file.soj> --store <path> [<options>]
      """,
    discussion: """
      Several statements are separated by ';', in files also by an empty line. One
      that cannot be answered does not keep the others from being answered; it makes
      the exit code 2 (the statement is wrong) or 1 (its data cannot be read).

      EXAMPLES
        sojourn query 'show events' --store shop
        sojourn query 'funnel view -> cart -> purchase within 7d' --store shop
        sojourn query 'journeys from view to purchase depth 6 top 10' --store shop
        sojourn query -f questions.soj --store shop --format markdown -o answers.md
        sojourn query 'describe event purchase' --store shop --format json
        sojourn query 'segment "Buyers" = did purchase in last 30d' --store shop

      Definitions (segment, event, group, set, remove) hold for the statements after
      them. Given as an argument they are stored with the store as a new snapshot;
      those of a file are not, unless --save says so.

      json is one object per statement and line, errors included. csv is for
      spreadsheets, markdown for pages. A file named by -o is replaced as a whole,
      and only if something was answered.
      """)

  @Argument(help: ArgumentHelp("The statement, in quotes.", valueName: "statement"))
  var statement: String?

  @Option(
    name: [.customShort("f"), .customLong("file")],
    help: ArgumentHelp("Read statements from a file; - is standard input.", valueName: "file.soj"))
  var file: String?

  @OptionGroup var store: StoreOption

  @Option(help: "How answers are written.")
  var format: OutputFormat = .table

  @Option(
    name: [.customShort("o"), .customLong("output")],
    help: ArgumentHelp("Write answers to a file instead of standard output.", valueName: "file"))
  var output: String?

  @Option(help: ArgumentHelp("Ask this snapshot instead of the newest.", valueName: "number"))
  var snapshot: Int?

  @Option(
    help: ArgumentHelp("The zone of days, weeks and dates in statements that name none.", valueName: "zone"))
  var timeZone: String?

  @OptionGroup var threads: ThreadsOption

  @Flag(
    inversion: .prefixedNo,
    help: "Store definitions; so it is for a statement, but not for a file, unless said otherwise.")
  var save: Bool?

  @Option(help: "Show progress: never, auto (a bar on a terminal, else a line every five seconds) or always.")
  var progress: ProgressChoice = .auto

  @Flag(help: "Leave out the statements after one that cannot be answered.")
  var stopOnError = false

  var reportsErrorsAsJSON: Bool { format == .json }

  func execute() throws -> CommandExit {
    let text = try statementText()
    let session = StatementSession(
      store: try store.path(), threads: try threads.count(),
      zone: try timeZone.map { try OptionText.zone($0, option: "--time-zone") })
    let engine = try session.engine(snapshot: snapshot)
    var answers = StatementAnswers(
      engine: engine, format: format, style: output == nil ? Terminal.style(of: .output) : .plain,
      width: output == nil ? Terminal.width : Terminal.defaultWidth)
    if save ?? (text.file == nil) { answers.definitionStore = DefinitionStore(store: session.store) }
    answers.progress = progress
    let script = Parser.parse(text.text, blankLineSeparates: text.file != nil)
    if script.entries.isEmpty && script.generalDiagnostics.isEmpty {
      throw CommandError.statementEmpty(file: text.file)
    }
    guard let output else {
      return try answers.answer(script, of: text, stopsOnError: stopOnError) { answer throws(CommandError) in
        try StandardStream.output.write(answer)
      }
    }
    var collected = ""
    let exit = try answers.answer(script, of: text, stopsOnError: stopOnError) { collected += $0 }
    if answers.answered > 0 && exit != .cancelled {
      try ResultFile.write(collected, to: output)
    } else {
      try StandardStream.output.write(collected)
    }
    return exit
  }

  private func statementText() throws(CommandError) -> ErrorRenderer.StatementText {
    switch (statement, file) {
    case (nil, nil): throw .statementMissing
    case (.some, .some): throw .statementTwice
    case (let statement?, nil): return .init(text: statement, file: nil)
    case (nil, let file?):
      // One byte more than is parsed, so that the parser is the one to say that a text is too long.
      let text = try TextFile.contents(file, limit: Parser.Limits.textBytes + 1)
      return .init(text: text, file: file == "-" ? "standard input" : file)
    }
  }
}
