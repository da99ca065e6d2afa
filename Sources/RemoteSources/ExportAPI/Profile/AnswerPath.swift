/// Where a value stands in an answer: names joined by dots, or `$` for the whole answer.
package struct AnswerPath: Sendable, Hashable {
  package let names: [String]

  /// The whole answer.
  package static let whole = AnswerPath(names: [])

  private init(names: [String]) { self.names = names }

  /// `nil` for a text with an empty name in it.
  package init?(_ text: String) {
    if text == "$" {
      names = []
      return
    }
    let names = text.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
    guard !names.contains("") else { return nil }
    self.names = names
  }
}
