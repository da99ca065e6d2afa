import Jobs
import QueryLanguage
import Reporting

extension ErrorRenderer {
  /// What is wrong with an option of an input, at the input's place and by the key that the job file has for it.
  func messages(for failure: IngestOptionFailure) -> [ErrorMessage] {
    var error = failure.error
    if case CommandError.invalidValue(let option, let value, let expectation) = error {
      error = CommandError.invalidValue(
        option: JobInputArguments.key(ofOption: option), value: value, expectation: expectation)
    }
    let place = ErrorLocation(file: failure.file, line: failure.place.line, column: failure.place.column)
    return (failure.isOfParser ? [Self.usageMessage(for: error)] : messages(for: error)).map { message in
      var message = message
      message.report.message = "input '\(failure.name)': " + message.report.message
      message.report.location = message.report.location ?? place
      return message
    }
  }

  /// One message per mistake, in the order of the file; those of a statement show the statement.
  func messages(for error: JobFileError) -> [ErrorMessage] {
    error.problems.flatMap { problem -> [ErrorMessage] in
      let place =
        problem.line == 0
        ? nil : ErrorLocation(file: error.file, line: problem.line, column: problem.column)
      if case .statement(let name, let text, let diagnostics) = problem.kind {
        return diagnostics.map { diagnostic in
          ErrorMessage(
            diagnostic.code.rawValue, "statement '\(name)': \(diagnostic.message)", hint: diagnostic.hint,
            at: place,
            excerpt: SourceExcerpt(of: diagnostic.span, in: text), exit: .wrongRequest)
        }
      }
      let (code, sentence, hint) = Self.words(for: problem.kind)
      return [ErrorMessage(code, sentence, hint: hint, at: place, exit: .wrongRequest)]
    }
  }

  private static func words(for kind: JobFileError.Kind) -> (code: String, sentence: String, hint: String?) {
    switch kind {
    case .syntax(let problem): ("invalid-yaml", "this is not YAML: \(problem)", nil)
    case .empty: ("empty-job", "there is no job in the file", "a job needs the keys 'job' and 'statements'")
    case .tooLong(let limit):
      ("file-too-long", "a job file may have \(NumberText.bytes(limit))", "make it two jobs")
    case .unknownKey(let key, let allowed):
      ("unknown-key", "the key '\(key)' means nothing here", near(key, allowed))
    case .repeatedKey(let key, let line):
      (
        "repeated-key", "the key '\(key)' stands here a second time; the first is in line \(line)",
        "leave one out"
      )
    case .missingKey(let key): ("missing-key", "the key '\(key)' is missing", nil)
    case .wrongType(let key, let expected): ("wrong-type", "'\(key)' must be \(words(expected))", nil)
    case .unknownWord(let key, let value, let allowed):
      ("unknown-word", "'\(value)' is nothing that '\(key)' can be", near(value, allowed))
    case .repeatedName(let name): ("repeated-name", "two statements are named '\(name)'", "rename one")
    case .inputKinds(let kinds, let known):
      kinds.isEmpty
        ? ("missing-key", "this input does not say what it reads", "add \(Phrase.list(known, last: "or"))")
        : ("conflicting-keys", "an input is of one kind, not \(Phrase.list(kinds))", "make it two inputs")
    case .unknownVariable(let name, let known):
      ("unknown-variable", "there is no '\(name)' to put in here", near(name, known))
    case .invalidTemplate(let text):
      (
        "invalid-variable", "'\(text)' does not read",
        "write ${name}, ${day - 30d}, ${day:%Y-%m-%d} or ${name:text}"
      )
    case .unsafeText(let name):
      (
        "unsafe-text", "the value of '\(name)' would end a quote or a statement",
        "write ${\(name):text}, which quotes it, in place of '${\(name)}'"
      )
    case .missingParameter(let name):
      (
        "missing-parameter", "the parameter '\(name)' has no value",
        "give it a default, or run with --set \(name)=…"
      )
    case .invalidParameter(let name, let value, let type):
      (
        "invalid-parameter", "'\(value)' is no \(type), which '\(name)' must be",
        type == "date" ? "write 2026-01-31, yesterday, start of month - 1d" : nil
      )
    case .forbiddenParameter(let name, let value, let allowed):
      ("invalid-parameter", "'\(name)' may not be '\(value)'", "allowed are \(Phrase.list(allowed))")
    case .unknownSetting(let name, let known):
      ("unknown-setting", "the job has no parameter '\(name)'", known.isEmpty ? nil : near(name, known))
    case .unknownZone(let name):
      ("unknown-zone", "'\(name)' is not a time zone", "write a name like Europe/Berlin")
    case .invalidExpectation(let text):
      ("invalid-expectation", "'\(text)' is no expectation", "write: funnel.steps[3].rate >= 0.02")
    case .unknownAnswer(let name, let known):
      ("unknown-answer", "no statement up to here is named '\(name)'", near(name, known))
    case .statement(let name, _, _): ("invalid-statement", "statement '\(name)' is wrong", nil)
    case .statementCount(let name, let count):
      (
        "statement-count", "'\(name)' must ask one statement, not \(count)",
        count == 0 ? nil : "make it \(count) statements of the job"
      )
    case .unknownEnding(let path):
      (
        "unknown-ending", "the ending of '\(path)' tells no format",
        "add 'format': csv, json, markdown, html or table"
      )
    case .nothingToDo: ("empty-job", "the job reads nothing and asks nothing", "add 'ingest' or 'statements'")
    }
  }

  private static func near(_ word: String, _ known: [String]) -> String {
    Phrase.didYouMean(Suggestion.ranked(for: word, among: known))
      ?? "known are \(Phrase.list(known, limit: 24))"
  }

  private static func words(_ expected: JobFileError.Expected) -> String {
    switch expected {
    case .text: "a text"
    case .integer: "a whole number of at least 1"
    case .flag: "true or false"
    case .list: "a list"
    case .mapping: "a mapping of keys to values"
    case .scalar: "a text or a number"
    case .ageOrCount: "a number of files such as 30, or an age such as 30d"
    }
  }
}
