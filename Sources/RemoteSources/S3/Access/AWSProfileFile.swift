/// The settings of a shared file of AWS: `~/.aws/credentials` or `~/.aws/config`.
///
/// Sections in brackets, below them `name = value`; lines that begin with `#` or `;` are comments, indented ones belong
/// to the setting before them and are passed over
/// (https://docs.aws.amazon.com/cli/latest/userguide/cli-configure-files.html).
struct AWSProfileFile {
  /// By profile: its settings, names in lower case.
  private(set) var profiles: [String: [String: String]] = [:]

  /// Files larger than this are none that a person keeps credentials in.
  static let largestFile = 1 << 20

  /// Reads a file's text; where a profile or setting comes twice, the later one counts.
  init(parsing text: String, path: String) throws(S3Error) {
    var profile: String?
    // A carriage return and a line feed are one character.
    let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
    for (index, rawLine) in lines.enumerated() {
      let isIndented = rawLine.first == " " || rawLine.first == "\t"
      let line = Self.trimmed(rawLine)
      if line.isEmpty || line.first == "#" || line.first == ";" { continue }
      if line.first == "[" {
        guard let end = line.firstIndex(of: "]") else { throw .malformedFile(path: path, line: index + 1) }
        profile = Self.profile(ofSection: line[line.index(after: line.startIndex)..<end])
        if let profile { profiles[profile, default: [:]].merge([:]) { $1 } }
        continue
      }
      if isIndented { continue }
      guard let equals = line.firstIndex(of: "=") else { throw .malformedFile(path: path, line: index + 1) }
      guard let profile else { continue }
      let name = Self.trimmed(line[..<equals]).lowercased()
      profiles[profile]?[name] = String(Self.trimmed(line[line.index(after: equals)...]))
    }
  }

  /// `default`, `name` and `profile name`; other kinds of sections, such as `sso-session x`, are no profiles.
  private static func profile(ofSection section: Substring) -> String? {
    let words = section.split { $0 == " " || $0 == "\t" }
    switch words.count {
    case 1: return String(words[0])
    case 2 where words[0] == "profile": return String(words[1])
    default: return nil
    }
  }

  private static func trimmed(_ text: Substring) -> Substring {
    var text = text.drop { $0 == " " || $0 == "\t" }
    while let last = text.last, last == " " || last == "\t" { text.removeLast() }
    return text
  }
}
