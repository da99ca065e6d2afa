import ArgumentParser

/// A command that does work and tells how it ended.
protocol ExecutableCommand: ParsableCommand {
  /// Whether errors go to standard output as JSON.
  var reportsErrorsAsJSON: Bool { get }

  /// Does the work.
  func execute() throws -> CommandExit
}

extension ExecutableCommand {
  var reportsErrorsAsJSON: Bool { false }
}
