import Glibc
import QueryEngine
import QueryLanguage
import QueryResults
import Reporting
import SegmentStore

/// A session at the prompt: reads statements line by line, answers each, and goes on after errors.
///
/// Without a terminal it is a filter: no prompt, no greeting, and an exit code like that of `query`.
struct Prompt {
  let session: StatementSession
  var answers: StatementAnswers
  /// Where answers go instead of the terminal.
  var output: AnswerFile?
  var usesPager = true
  /// The text of the statement answered last.
  var lastStatement: String?
  /// The lines of the statement that is being typed.
  private var pending = ""
  private var exit = CommandExit.done
  private let editor: LineEditor?
  private let history = PromptHistory()
  private let isInteractive = isatty(STDIN_FILENO) == 1

  init(session: StatementSession, engine: QueryEngine, format: OutputFormat, progress: ProgressChoice) {
    self.session = session
    answers = StatementAnswers(
      engine: engine, format: format, style: Terminal.style(of: .output), width: Terminal.width)
    answers.definitionStore = DefinitionStore(store: session.store)
    answers.progress = progress
    editor = isInteractive ? LineEditor() : nil
  }

  private static let firstPrompt = "sojourn> "
  private static let nextPrompt = "    ...> "

  /// Answers statements until the input ends or the person leaves.
  mutating func run() throws -> CommandExit {
    if isInteractive { begin() }
    defer {
      Interruption.shared.atRest(nil)
      Interruption.shared.onResize(nil)
    }
    reading: while true {
      switch try nextLine() {
      case .end: break reading
      case .interrupted: pending = ""
      case .line(let line): if try take(line) { break reading }
      }
    }
    try answerPending()
    try output?.close()
    return isInteractive ? .done : exit
  }

  private mutating func begin() {
    for entry in history.load() { editor?.remember(entry) }
    let snapshot = answers.engine.snapshot
    StandardStream.note(
      "Sojourn \(Sojourn.version), store \(session.store), \(Self.words(for: snapshot.number, rows: snapshot.rows)).\n"
        + "help explains statements and commands, \\q ends the session.")
    guard let editor else {
      Interruption.shared.atRest { try? StandardStream.output.write("\n" + Self.firstPrompt) }
      return
    }
    let waker = editor.waker
    Interruption.shared.atRest { waker.wake(.interrupt) }
    Interruption.shared.onResize { waker.wake(.resize) }
  }

  private func nextLine() throws -> LineEditor.Reading {
    let prompt = pending.isEmpty ? Self.firstPrompt : Self.nextPrompt
    guard let editor else {
      if isInteractive { try StandardStream.output.write(prompt) }
      return readLine(strippingNewline: true).map { .line($0) } ?? .end
    }
    let completion = PromptCompletion(engine: answers.engine)
    let before = pending.isEmpty ? "" : pending + "\n"
    editor.complete = { completion.candidates(for: before + $0) }
    let reading = editor.readLine(prompt: prompt)
    switch reading {
    case .interrupted: try StandardStream.output.write("^C\n")
    case .end: try StandardStream.output.write("\n")
    case .line: break
    }
    return reading
  }

  static func words(for snapshot: Int, rows: Int) -> String {
    "snapshot \(snapshot) with \(Phrase.count(rows, "event"))"
  }

  /// Takes one line; `true` when it ends the session.
  private mutating func take(_ line: String) throws -> Bool {
    if pending.isEmpty {
      do {
        if let command = try PromptCommand(parsing: line) {
          remember(line)
          return try obey(command)
        }
      } catch {
        remember(line)
        report(error)
        return false
      }
    }
    pending += pending.isEmpty ? line : "\n" + line
    if pending.allSatisfy(\.isWhitespace) {
      pending = ""
    } else if Parser.isComplete(pending) {
      try answerPending()
    }
    return false
  }

  private func remember(_ text: String) {
    guard isInteractive else { return }
    let entry = PromptHistory.oneLine(text)
    guard !entry.isEmpty else { return }
    editor?.remember(entry)
    history.append(entry)
  }

  private mutating func answerPending() throws {
    let text = pending
    pending = ""
    guard !text.allSatisfy(\.isWhitespace) else { return }
    remember(text)
    lastStatement = text
    answers.width = output == nil ? Terminal.width : Terminal.defaultWidth
    answers.style = output == nil ? Terminal.style(of: .output) : .plain
    let script = Parser.parse(text, blankLineSeparates: false)
    let (output, pages) = (output, usesPager && isInteractive)
    let outcome = try answers.answer(script, of: .init(text: text, file: nil), stopsOnError: false) {
      answer in
      if let output {
        try output.write(answer)
      } else if !pages || !Pager.isNeeded(for: answer) || !Self.page(answer) {
        try StandardStream.output.write(answer)
      }
    }
    exit = exit.combined(with: outcome)
    if outcome == .cancelled && !isInteractive { _exit(outcome.rawValue) }
  }

  /// Shows a long text in the pager, where Ctrl-C is the pager's.
  static func page(_ text: String) -> Bool {
    Interruption.shared.leavingCtrlCToAnother { Pager.show(text) }
  }

  mutating func report(_ error: any Error) {
    let outcome = Sojourn.report(ErrorRenderer().messages(for: error), asJSON: answers.format == .json)
    exit = exit.combined(with: outcome)
  }
}
