import QueryEngine
import QueryLanguage
import QueryResults
import Reporting
import SegmentStore

/// Answers the statements of a text one after the other and writes each answer, or what is wrong with its statement.
struct StatementAnswers {
  var engine: QueryEngine
  var format: OutputFormat
  var style: Style
  var width: Int
  /// Whether the time each answer took is said.
  var showsTiming = false
  /// Where definitions are stored; without it they hold for the statements that follow only.
  var definitionStore: DefinitionStore?
  /// When the progress of long statements is shown.
  var progress = ProgressChoice.never
  /// The answer given last.
  private(set) var lastResult: QueryResult?
  /// Statements answered so far.
  private(set) var answered = 0
  /// Answers and errors written so far; what comes next is set off from them.
  private var written = 0

  init(engine: QueryEngine, format: OutputFormat, style: Style, width: Int) {
    self.engine = engine
    self.format = format
    self.style = style
    self.width = width
  }

  /// Answers all statements of `script`, which was read from `text`.
  ///
  /// In JSON every statement gives one line, its first error included; otherwise errors go to the error stream. Ends
  /// early when cancelled. `write` takes the answers.
  mutating func answer(
    _ script: Script, of text: ErrorRenderer.StatementText, stopsOnError: Bool,
    write: (String) throws -> Void
  ) throws -> CommandExit {
    try Interruption.shared.whileCancellable {
      try answerAll(script, of: text, stopsOnError: stopsOnError, write: write)
    }
  }

  private mutating func answerAll(
    _ script: Script, of text: ErrorRenderer.StatementText, stopsOnError: Bool,
    write: (String) throws -> Void
  ) throws -> CommandExit {
    let renderer = ErrorRenderer(statements: text, snapshot: engine.snapshot.number)
    var exit = CommandExit.done
    for entry in script.entries {
      // A key that was hit while an answer was written stops what comes next.
      if Interruption.shared.isRequested {
        return try report(renderer.messages(for: QueryError.cancelled), write: write)
      }
      let outcome = try answer(entry, renderer, write: write)
      exit = exit.combined(with: outcome)
      if outcome == .cancelled || (stopsOnError && outcome != .done) { return exit }
    }
    if !script.generalDiagnostics.isEmpty {
      let messages = script.generalDiagnostics.map { renderer.message(for: $0) }
      exit = exit.combined(with: try report(messages, write: write))
    }
    return exit
  }

  private mutating func answer(
    _ entry: Script.Entry, _ renderer: ErrorRenderer, write: (String) throws -> Void
  ) throws -> CommandExit {
    var renderer = renderer
    renderer.statements?.span = entry.span
    guard let statement = entry.statement else {
      return try report(entry.diagnostics.map { renderer.message(for: $0) }, write: write)
    }
    let (result, text): (QueryResult, String)
    do {
      (result, text) = try run(statement)
      try putInForce(statement)
    } catch {
      return try report(renderer.messages(for: error), write: write)
    }
    do {
      try write(separator + text)
    } catch CommandError.cancelled {
      written += 1
      return try report(renderer.messages(for: QueryError.cancelled), write: write)
    }
    lastResult = result
    answered += 1
    written += 1
    if format == .csv {
      for warning in result.warnings { StandardStream.note("warning: \(DisplayText.clean(warning.message))") }
    }
    if showsTiming {
      StandardStream.note("answered in \(DurationText.rounded(result.stats.elapsedMilliseconds / 1000))")
    }
    return .done
  }

  /// Lets what the statement defines or removes hold for those that follow, and stores it where that is wanted.
  private mutating func putInForce(_ statement: Statement) throws {
    var definitions = engine.definitions
    guard definitions.apply(statement) else { return }
    if let definitionStore { engine = try definitionStore.save(statement, engine) }
    engine = engine.defining(definitions)
  }

  /// The answer and how it looks.
  private func run(_ statement: Statement) throws -> (QueryResult, String) {
    let state = QueryProgress()
    let shown = progress == .never ? nil : StatementProgress(of: state, progress)
    defer { shown?.finish() }
    return try AbandonableWork.run { [engine, format, width, style] isCancelled in
      let result = try engine.run(statement, progress: state, isCancelled: isCancelled)
      if isCancelled() { throw QueryError.cancelled }
      return (result, Report.render(result, format: format, width: width, style: style))
    }
  }

  /// An empty line between two answers, but none between lines of JSON.
  private var separator: String { written == 0 || format == .json ? "" : format == .csv ? "\r\n" : "\n" }

  private mutating func report(
    _ messages: [ErrorMessage], write: (String) throws -> Void
  ) throws -> CommandExit {
    if format == .json {
      if let first = messages.first { try write(Report.json(first.report)) }
    } else {
      // The terminal has shown the key where the cursor stood.
      if messages.contains(where: { $0.exit == .cancelled }), StandardStream.error.isTerminal {
        try? StandardStream.error.write("\n")
      }
      for message in messages {
        try? StandardStream.error.write(message.text(style: Terminal.style(of: .error)))
      }
    }
    return messages.reduce(.done) { $0.combined(with: $1.exit) }
  }
}
