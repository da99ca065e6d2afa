import Glibc
import QueryEngine
import QueryLanguage
import Reporting
import SegmentStore
import Synchronization

/// A session at the prompt: reads statements line by line, answers each, and goes on after errors.
///
/// Without a terminal it is a filter: no prompt, no greeting, and an exit code like that of `query`.
struct Prompt {
  private let session: StatementSession
  private var answers: StatementAnswers
  /// The lines of the statement that is being typed.
  private var pending = ""
  private let isInteractive = isatty(STDIN_FILENO) == 1
  private var exit = CommandExit.done

  init(session: StatementSession, engine: QueryEngine, format: OutputFormat) {
    self.session = session
    answers = StatementAnswers(
      engine: engine, format: format, style: Terminal.style(of: .output), width: Terminal.width)
    answers.definitionStore = DefinitionStore(store: session.store)
  }

  /// Answers statements until the input ends or the person leaves.
  mutating func run() throws -> CommandExit {
    let wasInterrupted = Interrupted()
    if isInteractive {
      greet()
      Interruption.shared.atRest {
        wasInterrupted.set()
        try? StandardStream.output.write("\n" + Self.firstPrompt)
      }
    }
    defer { Interruption.shared.atRest(nil) }
    while true {
      if isInteractive {
        try StandardStream.output.write(pending.isEmpty ? Self.firstPrompt : Self.nextPrompt)
      }
      guard let line = readLine(strippingNewline: true) else { break }
      // What was typed before a Ctrl-C is forgotten, as everywhere else.
      if wasInterrupted.take() { pending = "" }
      if try take(line) { break }
    }
    if isInteractive {
      try StandardStream.output.write("\n")
      return .done
    }
    try answerPending()
    return exit
  }

  private static let firstPrompt = "sojourn> "
  private static let nextPrompt = "    ...> "

  private func greet() {
    let snapshot = answers.engine.snapshot
    StandardStream.note(
      "Sojourn \(Sojourn.version), store \(session.store), \(Self.words(for: snapshot.number, rows: snapshot.rows)).\n"
        + "\\help for help, \\q to leave.")
  }

  private static func words(for snapshot: Int, rows: Int) -> String {
    "snapshot \(snapshot) with \(Phrase.count(rows, "event"))"
  }

  /// Takes one line; `true` when it ends the session.
  private mutating func take(_ line: String) throws -> Bool {
    if pending.isEmpty {
      do {
        if let command = try PromptCommand(parsing: line) { return try obey(command) }
      } catch {
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

  private mutating func answerPending() throws {
    let text = pending
    pending = ""
    guard !text.allSatisfy(\.isWhitespace) else { return }
    answers.width = Terminal.width
    let script = Parser.parse(text, blankLineSeparates: false)
    let outcome = try answers.answer(script, of: .init(text: text, file: nil), stopsOnError: false) {
      try StandardStream.output.write($0)
    }
    exit = exit.combined(with: outcome)
    if outcome == .cancelled && !isInteractive { Glibc.exit(outcome.rawValue) }
  }

  private mutating func obey(_ command: PromptCommand) throws -> Bool {
    switch command {
    case .quit: return true
    case .help: try StandardStream.output.write(PromptCommand.helpText)
    case .format(let format): answers.format = format
    case .timing:
      answers.showsTiming.toggle()
      StandardStream.note("timing is \(answers.showsTiming ? "on" : "off")")
    case .snapshot(let number):
      do {
        answers.engine = try session.engine(snapshot: number)
        let snapshot = answers.engine.snapshot
        StandardStream.note("asking \(Self.words(for: snapshot.number, rows: snapshot.rows))")
      } catch {
        report(error)
      }
    }
    return false
  }

  private mutating func report(_ error: any Error) {
    let outcome = Sojourn.report(ErrorRenderer().messages(for: error), asJSON: answers.format == .json)
    exit = exit.combined(with: outcome)
  }
}

/// Whether a Ctrl-C came since the last look.
private final class Interrupted: Sendable {
  private let flag = Atomic(false)

  func set() { flag.store(true, ordering: .relaxed) }

  func take() -> Bool { flag.exchange(false, ordering: .relaxed) }
}
