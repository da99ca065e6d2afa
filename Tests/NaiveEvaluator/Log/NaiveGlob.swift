/// Globs: `*` is any run, `?` is any one Unicode scalar, a backslash takes the next scalar literally.
package enum NaiveGlob {
  package static func matches(_ pattern: String, _ text: String, ignoresCase: Bool = false) -> Bool {
    let pattern = ignoresCase ? pattern.lowercased() : pattern
    let text = ignoresCase ? text.lowercased() : text
    return matches(ArraySlice(pattern.unicodeScalars), ArraySlice(text.unicodeScalars))
  }

  private static func matches(_ pattern: ArraySlice<Unicode.Scalar>, _ text: ArraySlice<Unicode.Scalar>)
    -> Bool
  {
    guard let first = pattern.first else { return text.isEmpty }
    switch first {
    case "*":
      for end in text.startIndex...text.endIndex where matches(pattern.dropFirst(), text[end...]) {
        return true
      }
      return false
    case "?":
      return !text.isEmpty && matches(pattern.dropFirst(), text.dropFirst())
    case "\\" where pattern.count > 1:
      let literal = pattern[pattern.startIndex + 1]
      return text.first == literal && matches(pattern.dropFirst(2), text.dropFirst())
    default:
      return text.first == first && matches(pattern.dropFirst(), text.dropFirst())
    }
  }
}
