/// Whether text for people carries the escape sequences of terminals.
public enum Style: Sendable, Equatable {
  case plain
  /// Bold, dim and the eight basic colours, which every terminal theme defines.
  case ansi

  func paint(_ text: String, as role: Role) -> String {
    guard self == .ansi, role != .body, !text.isEmpty else { return text }
    return "\u{1B}[\(role.code)m\(text)\u{1B}[0m"
  }
}

/// What a piece of text is for, which decides how it is painted.
enum Role: Sendable, Equatable {
  case body
  case title
  case heading
  case quiet
  case bar
  case good
  case warning
  case bad

  fileprivate var code: String {
    switch self {
    case .body: "0"
    case .title: "1"
    case .heading: "1"
    case .quiet: "2"
    case .bar: "36"
    case .good: "1;32"
    case .warning: "1;33"
    case .bad: "1;31"
    }
  }
}
