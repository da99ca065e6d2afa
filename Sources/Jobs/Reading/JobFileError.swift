public import QueryLanguage

/// What is wrong with a job file or the settings it is run with; at least one problem, in the order of the file.
public struct JobFileError: Error, Sendable {
  public var file: String
  public var problems: [Problem]

  public init(file: String, problems: [Problem]) {
    self.file = file
    self.problems = problems
  }

  /// One mistake.
  public struct Problem: Sendable {
    public var kind: Kind
    /// Counted from 1; 0 where the mistake is in the settings and not in the file.
    public var line: Int
    public var column: Int

    public init(_ kind: Kind, line: Int = 0, column: Int = 0) {
      self.kind = kind
      self.line = line
      self.column = column
    }
  }

  public enum Kind: Sendable {
    /// Not YAML; in the words of the YAML reader.
    case syntax(String)
    case empty
    case tooLong(limit: Int)
    case unknownKey(String, allowed: [String])
    /// The mapping has the key already.
    case repeatedKey(String, firstLine: Int)
    case missingKey(String)
    /// What stands under the key is of another type.
    case wrongType(key: String, expected: Expected)
    case unknownWord(key: String, value: String, allowed: [String])
    /// Two parts have one name.
    case repeatedName(String)
    /// An input is of no kind, or of several.
    case inputKinds([String], known: [String])
    case unknownVariable(String, known: [String])
    /// A `${…}` that does not read.
    case invalidTemplate(String)
    /// The value of a variable would change the statement around it.
    case unsafeText(variable: String)
    /// Neither a default nor a setting gives the parameter a value.
    case missingParameter(String)
    case invalidParameter(String, value: String, type: String)
    case forbiddenParameter(String, value: String, allowed: [String])
    case unknownSetting(String, known: [String])
    case unknownZone(String)
    case invalidExpectation(String)
    case unknownAnswer(String, known: [String])
    /// The statement is wrong; `text` is what the spans of the mistakes refer to.
    case statement(name: String, text: String, [Diagnostic])
    /// There must be exactly one.
    case statementCount(name: String, Int)
    /// The ending of an output's path tells no format and `format` is not given.
    case unknownEnding(String)
    /// The job neither reads nor asks anything.
    case nothingToDo
  }

  public enum Expected: String, Sendable {
    case text, integer, flag, list, mapping
    case scalar = "text or number"
    case ageOrCount = "age or count"
  }
}
