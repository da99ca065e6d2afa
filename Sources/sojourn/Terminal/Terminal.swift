import Glibc
import Reporting

/// What is known about the terminal, if there is one.
enum Terminal {
  /// Columns where there is no terminal to ask.
  static let defaultWidth = 80

  /// The columns of the terminal that results go to.
  static var width: Int { width(of: .output) }

  static func width(of stream: StandardStream) -> Int {
    var size = winsize()
    guard stream.isTerminal, ioctl(stream.rawValue, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else {
      return defaultWidth
    }
    return Int(size.ws_col)
  }

  /// The lines of the terminal that results go to.
  static var height: Int {
    var size = winsize()
    guard StandardStream.output.isTerminal,
      ioctl(StandardStream.output.rawValue, UInt(TIOCGWINSZ), &size) == 0, size.ws_row > 0
    else { return 24 }
    return Int(size.ws_row)
  }

  /// Colours on a terminal that has them, unless `NO_COLOR` is set.
  static func style(of stream: StandardStream) -> Style {
    guard stream.isTerminal, environment("NO_COLOR") == nil, environment("TERM") != "dumb" else {
      return .plain
    }
    return .ansi
  }

  /// The value of an environment variable; an empty one counts as not set.
  static func environment(_ name: String) -> String? {
    guard let value = getenv(name) else { return nil }
    let text = String(cString: value)
    return text.isEmpty ? nil : text
  }
}

/// What a word in a message is for, which decides its colour.
enum Emphasis: String {
  case error = "1;31"
  case warning = "1;33"
  case hint = "1;36"
  case caret = "31"
  case quiet = "2"

  func paint(_ text: String, _ style: Style) -> String {
    style == .ansi ? "\u{1B}[\(rawValue)m\(text)\u{1B}[0m" : text
  }
}
