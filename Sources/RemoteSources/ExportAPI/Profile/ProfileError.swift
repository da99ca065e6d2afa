/// What is wrong with a profile; at least one problem, in the order of the file.
package struct ProfileError: Error, Sendable, Equatable {
  package var file: String
  package var problems: [Problem]

  /// One mistake; lines and columns count from 1.
  package struct Problem: Sendable, Equatable {
    package var kind: Kind
    package var line: Int
    package var column: Int
  }

  package enum Kind: Sendable, Equatable {
    /// Not YAML; in the words of the YAML reader.
    case syntax(String)
    case empty
    case tooLong(limit: Int)
    case unreadable(errorNumber: Int32)
    case unknownKey(String, allowed: [String])
    case missingKey(String)
    /// What stands under the key cannot be that; `expected` says in words what could.
    case wrongValue(key: String, expected: String)
    case unknownPlace(String)
    /// The query names `place`, which this way of paging does not have, or lacks the one it needs.
    case misplaced(place: String, paging: String)
    /// A secret stands in the profile itself.
    case secretInProfile(key: String)
  }
}
