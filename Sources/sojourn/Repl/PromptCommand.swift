import Reporting

/// What can be typed at the prompt beside statements.
enum PromptCommand: Equatable {
  case quit
  case help
  case format(OutputFormat)
  case timing
  /// `nil` is the newest.
  case snapshot(Int?)

  /// Reads a line that begins a statement; `nil` when it is no command but part of a statement.
  init?(parsing line: String) throws(CommandError) {
    let words = line.split { $0 == " " || $0 == "\t" }.map(String.init)
    guard let first = words.first else { return nil }
    let argument = words.count > 1 ? words[1] : nil
    let word = first.hasPrefix("\\") ? String(first.dropFirst()) : first
    if !first.hasPrefix("\\") {
      // The words people try first; none of them begins a statement.
      guard words.count == 1 else { return nil }
      switch word.lowercased().filter({ $0 != ";" }) {
      case "help", "?": self = .help
      case "quit", "exit": self = .quit
      default: return nil
      }
      return
    }
    let fault = CommandError.unknownPromptCommand(line)
    guard words.count <= 2 else { throw fault }
    switch (word, argument) {
    case ("q", nil), ("quit", nil): self = .quit
    case ("h", nil), ("help", nil), ("?", nil): self = .help
    case ("timing", nil): self = .timing
    case ("snapshot", nil): self = .snapshot(nil)
    case ("format", let argument?):
      guard let format = OutputFormat(rawValue: argument) else {
        throw .invalidValue(option: "\\format", value: argument, expectation: .outputFormat)
      }
      self = .format(format)
    case ("snapshot", let argument?):
      guard let number = Int(argument), number >= 1 else {
        throw .invalidValue(option: "\\snapshot", value: argument, expectation: .positiveInteger)
      }
      self = .snapshot(number)
    default: throw fault
    }
  }

  static let helpText = """
    A statement ends with ';' and may take several lines.

      show events;                                    what happened, and how often
      show properties;                                what is known about it
      describe event purchase;                        one event in detail
      funnel view -> cart -> purchase within 7d;      how many get how far
      journeys from view to purchase depth 6 top 10;  the ways they take
      show snapshots;                                 what the store holds

      \\format table|json|csv|markdown|html   how answers are written
      \\timing                           say how long answers take, or stop saying it
      \\snapshot N                       ask snapshot N; without N the newest
      \\help                             this text
      \\q                                end the session (or Ctrl-D)

    """
}
