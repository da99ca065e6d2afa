import QueryLanguage
import Reporting

/// What can be typed at the prompt beside statements.
enum PromptCommand: Equatable {
  case quit
  /// What is explained: a statement, a subject; `nil` for the overview.
  case help(String?)
  case format(OutputFormat)
  case timing
  case pager
  /// `nil` is the newest.
  case snapshot(Int?)
  /// Where answers go from now on; `nil` is the terminal.
  case output(String?)
  /// Writes the last statement to a file.
  case writeStatement(String)
  /// Writes the last answer to a file, whose ending tells the format.
  case exportLast(String)

  /// Reads a line that begins a statement; `nil` when it is no command but part of a statement.
  init?(parsing line: String) throws(CommandError) {
    let words = Self.words(of: line)
    guard let first = words.first else { return nil }
    guard first.hasPrefix("\\") else {
      guard let command = try Self.plain(words, line) else { return nil }
      self = command
      return
    }
    let word = first.dropFirst()
    let argument = words.count > 1 ? words[1] : nil
    let fault = CommandError.unknownPromptCommand(line)
    let isHelp = word == "h" || word == "help" || word == "?"
    guard words.count <= 2 || isHelp else { throw fault }
    switch (word, argument) {
    case ("q", nil), ("quit", nil): self = .quit
    case ("h", _), ("help", _), ("?", _):
      self = .help(argument.map { _ in words.dropFirst().joined(separator: " ") })
    case ("timing", nil): self = .timing
    case ("pager", nil): self = .pager
    case ("snapshot", nil): self = .snapshot(nil)
    case ("o", let argument): self = .output(argument)
    case ("w", let argument?): self = .writeStatement(argument)
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

  /// Their names, for completion.
  static let names = ["\\format", "\\help", "\\o", "\\pager", "\\q", "\\snapshot", "\\timing", "\\w"]

  /// The words people try first, without a backslash; none of them begins a statement.
  private static func plain(_ words: [String], _ line: String) throws(CommandError) -> PromptCommand? {
    switch (words[0].lowercased(), words.count) {
    case ("?", 1): return .help(nil)
    case ("help", 1): return .help(nil)
    case ("help", _):
      return .help(words.dropFirst().joined(separator: " "))
    case ("quit", 1), ("exit", 1): return .quit
    case ("export", _):
      guard words.count == 4, words[1].lowercased() == "last", words[2].lowercased() == "to" else {
        throw .unknownPromptCommand(line)
      }
      return .exportLast(words[3])
    default: return nil
    }
  }

  /// The words of a line; quotes hold words together, and a `;` at the end is nothing.
  private static func words(of line: String) -> [String] {
    var words: [String] = []
    var word: String?
    var quote: Character?
    var line = Substring(line)
    while line.last?.isWhitespace == true || line.last == ";" { line.removeLast() }
    for character in line {
      if let open = quote {
        if character == open { quote = nil } else { word?.append(character) }
      } else if character == "'" || character == "\"" {
        quote = character
        word = word ?? ""
      } else if character.isWhitespace {
        if let word { words.append(word) }
        word = nil
      } else {
        word = (word ?? "") + String(character)
      }
    }
    if let word { words.append(word) }
    return words
  }
}
