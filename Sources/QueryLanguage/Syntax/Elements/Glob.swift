/// A text pattern in which `*` stands for any run of characters and `?` for any one.
public struct Glob: Hashable, Sendable {
  /// The pattern in one normal form: a literal `*`, `?` or `\` carries a `\` before it, nothing else does.
  public var pattern: String

  public init(pattern: String) {
    self.pattern = pattern
  }

  /// One unit of a pattern.
  public enum Element: Hashable, Sendable {
    case literal(Unicode.Scalar)
    /// `?`
    case anyOne
    /// `*`
    case anyRun
  }

  /// The pattern taken apart, with escapes resolved.
  public var elements: [Element] {
    var result: [Element] = []
    var escaped = false
    for scalar in pattern.unicodeScalars {
      if escaped {
        result.append(.literal(scalar))
        escaped = false
      } else if scalar == "\\" {
        escaped = true
      } else if scalar == "*" {
        if result.last != .anyRun { result.append(.anyRun) }
      } else if scalar == "?" {
        result.append(.anyOne)
      } else {
        result.append(.literal(scalar))
      }
    }
    return result
  }

  /// The only text the pattern fits, or nil when it holds a wildcard.
  public var literalText: String? {
    var text = String.UnicodeScalarView()
    for element in elements {
      guard case .literal(let scalar) = element else { return nil }
      text.append(scalar)
    }
    return String(text)
  }
}
