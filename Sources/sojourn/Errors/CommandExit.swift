/// How a command ended, as its exit code.
enum CommandExit: Int32 {
  case done = 0
  /// Something went wrong while working: input and output, corrupt data.
  case failed = 1
  /// The request was wrong: a flag, a statement, a file named that is not there.
  case wrongRequest = 2
  /// Done, but more rows were rejected than allowed.
  case tooManyRejects = 3
  case cancelled = 130

  /// The code that says more about two outcomes of one command.
  func combined(with other: CommandExit) -> CommandExit {
    let order: [CommandExit] = [.cancelled, .failed, .wrongRequest, .tooManyRejects, .done]
    return order.first { $0 == self || $0 == other } ?? .done
  }
}
