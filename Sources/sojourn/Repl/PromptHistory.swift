import Glibc

/// The statements of earlier sessions, one per line in a file that only its owner can read.
///
/// Sessions append as they go, so that two at once lose nothing. Trouble with the file ends nothing: the session goes on
/// without it.
struct PromptHistory {
  private static let kept = 2_000
  private static let longestFile = 4 << 20
  /// `nil` where there is no home to keep it in.
  let path: String?

  /// `$SOJOURN_HISTORY`, else `sojourn/history` under `$XDG_STATE_HOME`, else under `~/.local/state`.
  init() {
    if let named = Terminal.environment("SOJOURN_HISTORY") {
      path = named
    } else if let state = Terminal.environment("XDG_STATE_HOME"), state.hasPrefix("/") {
      path = state + "/sojourn/history"
    } else {
      path = Terminal.environment("HOME").map { $0 + "/.local/state/sojourn/history" }
    }
  }

  /// The entries, oldest first; a file that has grown too long is cut.
  func load() -> [String] {
    guard let path, let text = try? TextFile.contents(path, limit: Self.longestFile) else { return [] }
    let entries = text.split(separator: "\n").map(String.init)
    guard entries.count > 2 * Self.kept else { return entries }
    let rest = Array(entries.suffix(Self.kept))
    try? ResultFile.write(rest.map { $0 + "\n" }.joined(), to: path)
    chmod(path, 0o600)
    return rest
  }

  /// Adds an entry, which becomes one line.
  func append(_ entry: String) {
    guard let path, !entry.isEmpty else { return }
    Self.makeParents(of: path)
    let descriptor = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { return }
    defer { close(descriptor) }
    fchmod(descriptor, 0o600)
    var line = entry + "\n"
    line.withUTF8 { _ = write(descriptor, $0.baseAddress, $0.count) }
  }

  private static func makeParents(of path: String) {
    var directory = ""
    for part in path.split(separator: "/").dropLast() {
      directory += (directory.isEmpty && !path.hasPrefix("/") ? "" : "/") + part
      mkdir(directory, 0o700)
    }
  }

  /// A statement of several lines as one, without its comments.
  static func oneLine(_ text: String) -> String {
    var line = ""
    var quote: Character?
    var isComment = false
    var isEscaped = false
    var rest = Substring(text)
    while let character = rest.popFirst() {
      if isComment {
        if character.isNewline { isComment = false } else { continue }
      }
      if let open = quote {
        if isEscaped {
          isEscaped = false
        } else if character == "\\" {
          isEscaped = true
        } else if character == open || character.isNewline {
          quote = nil
        }
      } else if character == "-" && rest.first == "-" {
        isComment = true
        continue
      } else if character == "'" || character == "\"" {
        quote = character
      }
      if character.isWhitespace && quote == nil {
        if !line.isEmpty && line.last != " " { line.append(" ") }
      } else {
        line.append(character)
      }
    }
    while line.last == " " { line.removeLast() }
    return line
  }
}
