import DatasetGenerator
import EventModel
import QueryLanguage
import Reporting

extension ErrorRenderer {
  func message(for error: RecipeError) -> ErrorMessage {
    let (code, sentence, hint) = Self.sentence(for: error)
    let place = error.place
    return ErrorMessage(
      code, sentence, hint: hint,
      at: ErrorLocation(file: place.file, line: place.line, column: place.column), exit: .wrongRequest)
  }

  private static func sentence(for error: RecipeError) -> (code: String, sentence: String, hint: String?) {
    switch error {
    case .syntax(_, let problem): ("invalid-yaml", "this is not YAML: \(problem)", nil)
    case .empty: ("empty-recipe", "there is no recipe in the file", "datasets/README.md explains recipes")
    case .tooLong(_, let bytes, let limit):
      (
        "recipe-too-long",
        "a recipe of \(NumberText.bytes(bytes)) is too long; at most \(NumberText.bytes(limit)) are read", nil
      )
    case .missingKey(_, let key): ("missing-key", "the key '\(key)' is missing", "add it here")
    case .unknownKey(_, let key, let allowed):
      ("unknown-key", "the key '\(key)' means nothing here", knownNames(key, allowed))
    case .repeatedKey(_, let key): ("repeated-key", "the key '\(key)' stands here twice", "leave one out")
    case .wrongType(_, let key, let expected, let found):
      ("wrong-type", "'\(key)' must be \(article(expected)), found '\(found)'", nil)
    case .outOfBounds(_, let key, let value, let least, let most):
      ("out-of-bounds", "\(value) is out of bounds for '\(key)'; allowed is \(least) to \(most)", nil)
    case .unknownName(_, let subject, let name, let known):
      ("unknown-name", "there is no \(words(subject)) '\(name)'", knownNames(name, known))
    case .repeatedName(_, let name):
      ("repeated-name", "the name '\(name)' is used twice", "give one of them another name")
    case .noWeight(_, let key):
      (
        "no-weight", "all weights of '\(key)' are zero, so nothing could be chosen",
        "make one of them positive"
      )
    case .endless(_, let state):
      ("endless-session", "from state '\(state)' a session could never end", "add a transition to 'end'")
    case .unreachable(_, let state):
      (
        "unreachable-state", "no session could ever reach state '\(state)'",
        "add a transition to it, or remove it"
      )
    case .unfitProperty(_, let name, let expected):
      ("unfit-property", "the property '\(name)' must be of kind \(expected)", nil)
    }
  }

  func message(for error: DatasetError) -> ErrorMessage {
    switch error {
    case .unknownEnding(let path):
      return ErrorMessage(
        "unknown-ending", "the ending of '\(path)' names no format",
        hint: "end it in .jsonl or .csv, perhaps with .gz or .zst behind; '-' is standard output",
        at: ErrorLocation(file: path), exit: .wrongRequest)
    case .invalidEventCount(let count):
      return ErrorMessage(
        "invalid-value", "\(NumberText.grouped(count)) events cannot be generated",
        hint: "give a number from 0 to \(NumberText.grouped(DatasetWriter.largestEventCount))",
        exit: .wrongRequest)
    case .invalidDumpCount(let count):
      return ErrorMessage(
        "invalid-value", "\(Phrase.count(count, "dump")) cannot be generated",
        hint: "give a number from 1 to \(NumberText.grouped(HeapConnectRecipe.mostDumps))",
        exit: .wrongRequest)
    case .cannotCreate(let path, let number):
      return ErrorMessage(
        "cannot-create", "cannot create '\(path)': \(Self.reason(number))", hint: Self.hint(for: number),
        at: ErrorLocation(file: path), exit: Self.exit(for: number))
    case .cannotWrite(let path, let number):
      return ErrorMessage(
        "cannot-write", "cannot write '\(path)': \(Self.reason(number))", hint: Self.hint(for: number),
        at: ErrorLocation(file: path), exit: .failed)
    case .cannotRename(let from, let to, let number):
      return ErrorMessage(
        "cannot-rename", "cannot rename '\(from)' to '\(to)': \(Self.reason(number))",
        hint: Self.hint(for: number), at: ErrorLocation(file: to), exit: .failed)
    case .cannotCompress(let path, let code):
      return ErrorMessage(
        "cannot-compress", "'\(path)' cannot be compressed: the library answers \(code)",
        at: ErrorLocation(file: path), exit: .failed)
    case .cancelled: return Self.cancelled
    }
  }

  func message(for error: ColumnMapError) -> ErrorMessage {
    let (code, sentence, hint): (String, String, String?) =
      switch error.problem {
      case .syntax(let problem): ("invalid-yaml", "this is not YAML: \(problem)", nil)
      case .empty: ("empty-map", "there is no column map in the file", ColumnMapError.example)
      case .missingKey(let key): ("missing-key", "the key '\(key)' is missing", ColumnMapError.example)
      case .unknownKey(let key, let allowed):
        ("unknown-key", "the key '\(key)' means nothing here", Self.knownNames(key, allowed))
      case .repeatedKey(let key): ("repeated-key", "the key '\(key)' stands here twice", "leave one out")
      case .wrongType(let key, let expected):
        ("wrong-type", "'\(key)' must be \(expected.rawValue)", ColumnMapError.example)
      case .unknownType(let name, let allowed):
        ("unknown-type", "'\(name)' is not a type of values", Self.knownNames(name, allowed))
      case .ignoredAndKept(let column):
        ("conflicting-keys", "column '\(column)' cannot be ignored and renamed or typed", "leave one out")
      }
    return ErrorMessage(
      code, sentence, hint: hint,
      at: ErrorLocation(file: error.file, line: error.line, column: error.column), exit: .wrongRequest)
  }

  func message(for error: TimePattern.Fault) -> ErrorMessage {
    let (sentence, hint): (String, String) =
      switch error {
      case .unknownFormat(let text):
        (
          "'\(text)' is not a format of times",
          "give auto, iso, s, ms, us or ns, or a pattern such as '%d/%m/%Y %H:%M:%S'"
        )
      case .unknownDirective(let letter, let offset):
        (
          letter.isEmpty
            ? "the pattern ends in a lone '%'"
            : "'%\(letter)' at byte \(offset) of the pattern means nothing",
          "known are %Y %y %m %b %B %d %H %I %p %M %S %f %z %F %T %%"
        )
      case .repeatedDirective(let letter, let offset):
        ("'%\(letter)' at byte \(offset) of the pattern says something a second time", "leave one out")
      case .missingDirective(let directive):
        ("the pattern lacks '\(directive)', without which it makes no time", "add '\(directive)'")
      }
    return ErrorMessage("invalid-time-format", "--time-format: \(sentence)", hint: hint, exit: .wrongRequest)
  }

  private static func knownNames(_ name: String, _ known: [String]) -> String {
    Phrase.didYouMean(Suggestion.ranked(for: name, among: known, limit: 3))
      ?? "known are \(Phrase.list(known, limit: 20))"
  }

  private static func article(_ expected: RecipeError.Expectation) -> String {
    switch expected {
    case .mapping: "a mapping"
    case .list: "a list"
    case .text: "a text"
    case .integer: "a whole number"
    case .number: "a number"
    case .duration: "a duration such as 15s"
    case .date: "a date such as 2026-01-31"
    }
  }

  private static func words(_ subject: RecipeError.Subject) -> String {
    switch subject {
    case .recipeKind: "kind of recipe"
    case .state: "state"
    case .property: "property"
    case .propertyKind: "kind of property"
    case .userProperty: "property of users"
    case .value: "value"
    case .transition: "transition"
    }
  }
}
