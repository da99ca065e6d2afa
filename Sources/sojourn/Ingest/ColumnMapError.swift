/// What is wrong with a column map, and where.
struct ColumnMapError: Error, Equatable {
  /// What a value should have been.
  enum Expectation: String {
    case mapping = "a mapping"
    case text = "a text"
    case flag = "true or false"
  }

  enum Problem: Equatable {
    /// Not YAML; in the words of the YAML reader.
    case syntax(String)
    case empty
    case missingKey(String)
    case unknownKey(String, allowed: [String])
    case repeatedKey(String)
    case wrongType(key: String, expected: Expectation)
    case unknownType(String, allowed: [String])
    /// A column that is left out cannot get a name or a type.
    case ignoredAndKept(column: String)
  }

  var file: String
  /// Lines and columns count from 1.
  var line: Int
  var column: Int
  var problem: Problem

  /// What a map looks like.
  static let example = "a map reads: columns: {amt: {rename: amount, type: double}, note: {ignore: true}}"
}
