import QueryEngine
import Reporting
import SegmentStore

extension Prompt {
  /// Does what a command says; `true` when it ends the session.
  mutating func obey(_ command: PromptCommand) throws -> Bool {
    do {
      switch command {
      case .quit: return true
      case .help(let topic): try help(topic)
      case .format(let format):
        answers.format = format
      case .timing:
        answers.showsTiming.toggle()
        StandardStream.note("timing is \(answers.showsTiming ? "on" : "off")")
      case .pager:
        usesPager.toggle()
        StandardStream.note("the pager is \(usesPager ? "on" : "off")")
      case .snapshot(let number):
        answers.engine = try session.engine(snapshot: number)
        let snapshot = answers.engine.snapshot
        StandardStream.note("asking \(Self.words(for: snapshot.number, rows: snapshot.rows))")
      case .output(let path): try redirect(to: path)
      case .writeStatement(let path):
        guard let lastStatement else { throw CommandError.nothingToWrite(.statement) }
        try ResultFile.write(lastStatement + "\n", to: path)
        StandardStream.note("wrote the statement to \(path)")
      case .exportLast(let path): try exportLast(to: path)
      }
    } catch {
      report(error)
    }
    return false
  }

  private func help(_ topic: String?) throws {
    let text = try StatementHelp.text(of: topic)
    if !usesPager || !Pager.isNeeded(for: text) || !Self.page(text) { try StandardStream.output.write(text) }
  }

  private mutating func redirect(to path: String?) throws {
    try output?.close()
    output = nil
    guard let path else { return StandardStream.note("answers go to the terminal") }
    output = try AnswerFile(path: path)
    StandardStream.note("answers go to \(path); \\o brings them back")
  }

  private func exportLast(to path: String) throws {
    guard let result = answers.lastResult else { throw CommandError.nothingToWrite(.answer) }
    guard let format = OutputFormat(pathEnding: path) else {
      throw CommandError.unknownResultEnding(path: path)
    }
    try ResultFile.write(Report.render(result, format: format), to: path)
    StandardStream.note("wrote the answer to \(path) as \(format.rawValue)")
  }
}
