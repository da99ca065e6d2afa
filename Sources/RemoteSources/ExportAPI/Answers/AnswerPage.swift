package import Connectors

/// One answer of an export API: its rows as JSON Lines, and what stands around them.
package struct AnswerPage: Sendable {
  /// The rows, one object per line, a line break after each.
  package var rows: [UInt8] = []
  package var rowCount = 0
  /// The values found at the paths asked for.
  package var values: [AnswerPath: JSONValue] = [:]

  package init() {}

  /// The cursor of the next page: a text or number that is not empty.
  func cursor(at path: AnswerPath?) -> String? {
    switch path.flatMap({ values[$0] }) {
    case .string(let text): text.isEmpty ? nil : text
    case .number(let text): text
    case .null, .boolean, .array, .object, nil: nil
    }
  }

  /// Whether the value is `true`; `nil` where there is none.
  func flag(at path: AnswerPath?) -> Bool? { path.flatMap { values[$0]?.flag } }

  func count(at path: AnswerPath?) -> Int? {
    path.flatMap { values[$0]?.integer }.flatMap { Int(exactly: $0) }
  }
}

/// Why an answer cannot be used, and the byte where that shows.
package struct AnswerFault: Error, Sendable, Equatable {
  package var expected: String
  package var offset: Int
}
