import Glibc
import QueryLanguage
import Reporting

extension ErrorRenderer {
  /// What the system says about an error number.
  static func reason(_ errorNumber: Int32) -> String {
    guard let text = strerror(errorNumber) else { return "error \(errorNumber)" }
    let words = String(cString: text)
    return words.prefix(1).lowercased() + words.dropFirst()
  }

  /// A path somebody named that is not there is a wrong request; everything else went wrong while working.
  static func exit(for errorNumber: Int32) -> CommandExit {
    [ENOENT, ENOTDIR, EISDIR].contains(errorNumber) ? .wrongRequest : .failed
  }

  /// What to do about the error numbers that a person can do something about.
  static func hint(for errorNumber: Int32) -> String? {
    switch errorNumber {
    case ENOENT: "check the path"
    case EACCES, EPERM, EROFS: "check the permissions of the file and of its directory"
    case ENOSPC, EDQUOT: "make room on the disk and run the command again"
    case EISDIR: "name a file in the directory"
    case EMFILE, ENFILE: "raise the limit of open files (ulimit -n)"
    default: nil
    }
  }

  func message(for error: CommandError) -> ErrorMessage {
    switch error {
    case .system(let action, let path, let number):
      return ErrorMessage(
        "cannot-\(action.rawValue)", "cannot \(action.rawValue) '\(path)': \(Self.reason(number))",
        hint: Self.hint(for: number), at: ErrorLocation(file: path), exit: Self.exit(for: number))
    case .membersMissing(let source, let segment, let snapshot):
      return ErrorMessage(
        "members-missing",
        "snapshot \(snapshot) has no members of segment '\(segment)' from source '\(source)'",
        hint: "run sojourn ingest heap-api again with its segments", exit: .wrongRequest)
    case .figuresMissing(let snapshot):
      return ErrorMessage(
        "figures-missing", "snapshot \(snapshot) keeps no figures of a source to compare with",
        hint: "run sojourn ingest heap-api with a profile that describes funnels", exit: .wrongRequest)
    case .figuresUnreadable(let source):
      return ErrorMessage(
        "figures-unreadable", "the figures of source '\(source)' were written by a newer version",
        hint: "update sojourn, or read them anew with it", exit: .failed)
    case .storeNotNamed:
      return ErrorMessage(
        "store-not-named", "no store is named", hint: "add --store PATH, or set SOJOURN_STORE",
        exit: .wrongRequest)
    case .invalidValue(let option, let value, let expectation):
      return ErrorMessage(
        "invalid-value", "'\(value)' is no value for \(option)", hint: Self.hint(for: expectation),
        exit: .wrongRequest)
    case .statementMissing:
      return ErrorMessage(
        "statement-missing", "there is nothing to ask",
        hint: "give a statement in quotes, or a file of statements with -f FILE", exit: .wrongRequest)
    case .statementTwice:
      return ErrorMessage(
        "statement-twice", "a statement and a file of statements are both given", hint: "leave one out",
        exit: .wrongRequest)
    case .statementEmpty(let file):
      return ErrorMessage(
        "statement-empty", "the text holds no statement", hint: "try: show events",
        at: file.map { ErrorLocation(file: $0) }, exit: .wrongRequest)
    case .invalidUTF8(let path, let offset):
      return ErrorMessage(
        "invalid-utf8", "'\(path)' is not UTF-8 text", hint: "convert it: iconv -f ENCODING -t UTF-8",
        at: ErrorLocation(file: path, offset: offset), exit: .wrongRequest)
    case .fileTooLong(let path, let limit):
      return ErrorMessage(
        "file-too-long",
        "'\(path)' is longer than \(NumberText.bytes(limit)), which is all that is read of it",
        hint: "split it into several files", at: ErrorLocation(file: path), exit: .wrongRequest)
    case .standardInputTwice:
      return ErrorMessage(
        "standard-input-twice", "standard input is named more than once", hint: "name '-' once",
        exit: .wrongRequest)
    case .outputExists(let path):
      return ErrorMessage(
        "output-exists", "'\(path)' exists already", hint: "choose another path, or replace it with --force",
        at: ErrorLocation(file: path), exit: .wrongRequest)
    case .invalidCases(let path, let line, let detail):
      return ErrorMessage(
        "invalid-cases", "cases cannot be read: \(detail)",
        hint:
          #"give {"cases":[…]}, an array of cases, or one case per line; a case is {"id":…,"kind":…,"inputs":{…}}"#,
        at: ErrorLocation(file: path, line: line), exit: .wrongRequest)
    case .unknownPromptCommand(let text):
      return ErrorMessage(
        "unknown-command", "'\(text)' is not a command of the prompt", hint: "\\help lists the commands",
        exit: .wrongRequest)
    case .nothingToWrite(let remembered):
      return ErrorMessage(
        "nothing-to-write",
        remembered == .answer ? "there is no answer yet" : "there is no statement yet",
        hint: "answer a statement first", exit: .wrongRequest)
    case .unknownResultEnding(let path):
      return ErrorMessage(
        "unknown-ending", "the ending of '\(path)' tells no format",
        hint: "name a file that ends in .csv, .json, .md, .html or .txt", exit: .wrongRequest)
    case .invalidSetting(let text):
      return ErrorMessage(
        "invalid-setting", "'\(text)' is not a setting", hint: "write --set name=value", exit: .wrongRequest)
    case .jobChanged(let file, let run):
      return ErrorMessage(
        "job-changed", "'\(file)' has changed since run \(run) began", hint: "begin anew, without --resume",
        at: ErrorLocation(file: file), exit: .wrongRequest)
    case .unknownHelpTopic(let topic, let suggestions):
      return ErrorMessage(
        "unknown-topic", "there is no help on '\(topic)'",
        hint: Phrase.didYouMean(suggestions) ?? "help lists what is explained", exit: .wrongRequest)
    case .cancelled: return Self.cancelled
    }
  }

  private static func hint(for expectation: OptionExpectation) -> String {
    switch expectation {
    case .positiveInteger: "give a whole number of at least 1"
    case .count: "give a whole number, such as 200000 or 200_000"
    case .byteSize(let least): "give a size such as 512MB or 2GB, at least \(NumberText.bytes(least))"
    case .share: "give a share of the rows such as 0.1%"
    case .delimiter: "give comma, semicolon, tab or pipe, or the character itself"
    case .timeZone: "give a name like Europe/Berlin, or an offset like +01:00"
    case .instant: "give a date or an instant of ISO 8601, such as 2026-01-01 or 2026-01-01T12:00:00Z"
    case .duration: "give a whole number with its unit, such as 12h, 30d or 8w"
    case .outputFormat: "give table, json, csv or markdown"
    }
  }
}
