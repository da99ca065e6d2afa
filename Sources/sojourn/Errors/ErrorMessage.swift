import QueryLanguage
import Reporting

/// An error on its way to the person: one sentence, where, and what to do; and what it does to the exit code.
struct ErrorMessage: Equatable {
  var report: ErrorReport
  /// The marked line of a statement.
  var excerpt: SourceExcerpt?
  var exit: CommandExit

  init(
    _ code: String, _ message: String, hint: String? = nil, at location: ErrorLocation? = nil,
    excerpt: SourceExcerpt? = nil, exit: CommandExit
  ) {
    report = ErrorReport(code: code, message: message, hint: hint, location: location)
    self.excerpt = excerpt
    self.exit = exit
  }

  /// The message for people, on several lines, ending in a line break.
  ///
  /// Names come from files and may hold anything, so what would act on a terminal is made visible.
  func text(style: Style) -> String {
    var text = Emphasis.error.paint("error:", style) + " " + DisplayText.clean(report.message) + "\n"
    if let place { text += "  at \(DisplayText.clean(place))\n" }
    if let excerpt {
      let lines = excerpt.description.split(separator: "\n", maxSplits: 1)
      text += lines[0] + "\n"
      if lines.count > 1 {
        let carets = lines[1].drop { $0 != "^" }
        text += lines[1].dropLast(carets.count) + Emphasis.caret.paint(String(carets), style) + "\n"
      }
    }
    if let hint = report.hint {
      text += Emphasis.hint.paint("hint:", style) + " " + DisplayText.clean(hint) + "\n"
    }
    return text
  }

  /// `file:line:column`, or the byte; a statement that came from no file is shown, not named.
  private var place: String? {
    guard let location = report.location, let file = location.file else { return nil }
    if let line = location.line {
      return "\(file):\(line)" + (location.column.map { ":\($0)" } ?? "")
    }
    if let offset = location.offset { return "\(file), byte \(offset)" }
    // A file as a whole is named in the sentence.
    return report.message.contains("'\(file)'") ? nil : file
  }
}
