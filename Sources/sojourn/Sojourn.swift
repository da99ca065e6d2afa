import ArgumentParser
import Glibc
import QueryEngine
import Reporting

// sojourn: the command line.
//
//   Commands      one command per file: its options, its help
//   Ingest        what `ingest` does: inputs, column maps, the summary
//   HeapAPI       what `ingest heap-api` and `verify heap` say
//   Jobs          what `run` does: the worker of a job, what it says
//   Help          what `help` says at the prompt
//   Statements    what `query` and `repl` share: texts in, answers and errors out
//   Stores        what `store` says of a store: findings, sizes
//   Repl          the prompt
//   Errors        the one place where errors become sentences and exit codes
//   Terminal      streams, width, colours, progress
//   Interruption  Ctrl-C
//   Files         small files read and results written whole

/// The root command.
@main
struct Sojourn: ParsableCommand {
  static let version = QueryEngine.version

  static let configuration = CommandConfiguration(
    commandName: "sojourn",
    abstract: "Answers questions about what users did and in which order, offline.",
    discussion: """
      EXAMPLES
        sojourn ingest csv events.csv.gz --store shop
        sojourn query 'show events' --store shop
        sojourn query 'funnel view -> cart -> purchase within 7d' --store shop
        sojourn repl --store shop

      Results go to standard output, everything else to standard error.
      SOJOURN_STORE stands in for --store. NO_COLOR turns colours off.

      EXIT CODES
        0 done, 1 failed while working, 2 the request was wrong,
        3 done, but more rows were rejected than allowed, 130 cancelled
      """,
    version: version,
    subcommands: [
      IngestCommand.self, QueryCommand.self, ReplCommand.self, RunCommand.self, StoreCommand.self,
      VerifyCommand.self, GenerateCommand.self,
      StatisticsCommand.self,
    ])

  static func main() {
    Interruption.shared.install()
    let exit = run(Array(CommandLine.arguments.dropFirst())).rawValue
    // Nothing may be torn down under a thread that still works; all that was said has been written.
    if AbandonableWork.isAnyLeftBehind { _exit(exit) }
    Glibc.exit(exit)
  }

  /// Runs the command that `arguments` spell.
  static func run(_ arguments: [String]) -> CommandExit {
    let command: any ParsableCommand
    do {
      command = try parseAsRoot(arguments)
    } catch {
      return finish(error, asJSON: asksForJSON(arguments))
    }
    guard let command = command as? any ExecutableCommand else {
      do {
        var command = command
        try command.run()
        return .done
      } catch {
        return finish(error, asJSON: false)
      }
    }
    do {
      return try command.execute()
    } catch {
      return report(ErrorRenderer().messages(for: error), asJSON: command.reportsErrorsAsJSON)
    }
  }

  /// Prints what the argument parser has to say: help and the version, or what is wrong with the arguments.
  private static func finish(_ error: any Error, asJSON: Bool) -> CommandExit {
    guard exitCode(for: error).isSuccess else {
      return report([ErrorRenderer.usageMessage(for: error)], asJSON: asJSON)
    }
    try? StandardStream.output.write(fullMessage(for: error) + "\n")
    return .done
  }

  /// Prints errors: sentences on the error stream, or objects on the output.
  static func report(_ messages: [ErrorMessage], asJSON: Bool) -> CommandExit {
    for message in messages {
      if asJSON {
        try? StandardStream.output.write(Report.json(message.report))
      } else {
        try? StandardStream.error.write(message.text(style: Terminal.style(of: .error)))
      }
    }
    return messages.reduce(.done) { $0.combined(with: $1.exit) }
  }

  /// Whether arguments that cannot be read ask for JSON, so that their error is JSON too.
  private static func asksForJSON(_ arguments: [String]) -> Bool {
    arguments.contains("--format=json")
      || zip(arguments, arguments.dropFirst()).contains { $0 == ("--format", "json") }
  }
}
