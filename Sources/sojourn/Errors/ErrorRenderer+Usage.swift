import ArgumentParser
import QueryLanguage

extension ErrorRenderer {
  /// The message for arguments that the argument parser refuses.
  ///
  /// Its text begins with a sentence; help on the option and the usage follow, of which the place to look them up is
  /// kept.
  static func usageMessage(for error: any Error) -> ErrorMessage {
    let lines = Sojourn.fullMessage(for: error).split(separator: "\n").map(String.init)
    var sentence = lines.first ?? ""
    let prefix = "Error: "
    if sentence.hasPrefix(prefix) { sentence.removeFirst(prefix.count) }
    if sentence.hasSuffix(".") { sentence.removeLast() }
    sentence = sentence.prefix(1).lowercased() + sentence.dropFirst()
    var hints: [String] = []
    if let word = unexpectedWord(in: sentence), lines.contains(where: { $0.hasSuffix("<subcommand>") }),
      let question = Phrase.didYouMean(Suggestion.ranked(for: word, among: commandNames, limit: 1))
    {
      hints.append(question)
    }
    if let pointer = lines.last?.drop(while: { $0 == " " }), pointer.hasPrefix("See '") {
      let command = pointer.dropFirst(5).prefix { $0 != "'" }
      hints.append("'\(command)' explains the options")
    }
    return ErrorMessage(
      "usage", sentence, hint: hints.isEmpty ? nil : hints.joined(separator: " "), exit: .wrongRequest)
  }

  private static func unexpectedWord(in sentence: String) -> String? {
    let prefix = "unexpected argument '"
    guard sentence.hasPrefix(prefix) else { return nil }
    return String(sentence.dropFirst(prefix.count).prefix { $0 != "'" })
  }

  private static var commandNames: [String] {
    func names(_ command: any ParsableCommand.Type) -> [String] {
      command.configuration.subcommands.flatMap { [$0.configuration.commandName ?? ""] + names($0) }
    }
    return names(Sojourn.self)
  }
}
