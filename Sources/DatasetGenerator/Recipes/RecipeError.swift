/// What is wrong with a recipe, and where.
public enum RecipeError: Error, Hashable, Sendable {
  /// A place in a recipe; lines and columns count from 1.
  public struct Place: Hashable, Sendable {
    /// The recipe's name as the caller gave it.
    public var file: String
    public var line: Int
    /// In Unicode scalars.
    public var column: Int

    public init(file: String, line: Int, column: Int) {
      self.file = file
      self.line = line
      self.column = column
    }
  }

  /// What a value should have been.
  public enum Expectation: String, Hashable, Sendable {
    case mapping
    case list
    case text
    case integer
    case number
    /// `15s`, `500ms`, `2d`.
    case duration
    /// `2026-01-31`.
    case date
  }

  /// What a name that is not known should have named.
  public enum Subject: String, Hashable, Sendable {
    case recipeKind
    case state
    case property
    case propertyKind
    case userProperty
    case value
    case transition
  }

  /// Not YAML; `problem` is the YAML reader's own description.
  case syntax(Place, problem: String)
  /// There is no document in the text.
  case empty(Place)
  case tooLong(Place, bytes: Int, limit: Int)
  case missingKey(Place, key: String)
  case unknownKey(Place, key: String, allowed: [String])
  case repeatedKey(Place, key: String)
  case wrongType(Place, key: String, expected: Expectation, found: String)
  case outOfBounds(Place, key: String, value: String, least: String, most: String)
  case unknownName(Place, subject: Subject, name: String, known: [String])
  /// Two columns or states would have the same name.
  case repeatedName(Place, name: String)
  /// The weights of a choice are all zero, so nothing could ever be chosen.
  case noWeight(Place, key: String)
  /// From this state a session could never end.
  case endless(Place, state: String)
  /// No session could ever reach this state.
  case unreachable(Place, state: String)
  /// A property refers to one of a kind that cannot serve it.
  case unfitProperty(Place, name: String, expected: String)

  public var place: Place {
    switch self {
    case .syntax(let place, _), .empty(let place), .tooLong(let place, _, _), .missingKey(let place, _),
      .unknownKey(let place, _, _), .repeatedKey(let place, _), .wrongType(let place, _, _, _),
      .outOfBounds(let place, _, _, _, _), .unknownName(let place, _, _, _), .repeatedName(let place, _),
      .noWeight(let place, _), .endless(let place, _), .unreachable(let place, _),
      .unfitProperty(let place, _, _):
      place
    }
  }
}
