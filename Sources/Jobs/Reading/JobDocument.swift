import Yams

/// The tree of a YAML text, and the keys that stand twice in one of its mappings.
///
/// The YAML reader stops at a mapping with such a key and tells only where the key stands first. So the first
/// letter there is exchanged and the text is read again; the letter gives the key away in the tree, and the second place
/// with it. No column moves.
struct JobDocument {
  /// A key that its mapping has already.
  struct RepeatedKey {
    var name: String
    var line: Int
    var column: Int
    var firstLine: Int
  }

  /// A text with more repeated keys than this is told of the first of them only.
  private static let mostRenamed = 32
  /// The letters that are put in, one for each key, are private ones, which no person's text has.
  private static let firstPrivateLetter: UInt32 = 0xE000

  /// `nil` for a text without anything in it.
  let root: Node?
  /// The keys that were renamed, by the name they have now.
  private var renamed: [String: String] = [:]
  private var found: [RepeatedKey] = []

  /// Reads a text; throws the reader's `YamlError`.
  init(_ text: String) throws {
    var scalars = Array(text.unicodeScalars)
    while true {
      do {
        root = try Yams.compose(yaml: Self.text(scalars))
        return
      } catch YamlError.duplicatedKeysInMapping(let names, let context) {
        let name = names.first ?? ""
        guard renamed.count < Self.mostRenamed, !name.isEmpty,
          let letter = Unicode.Scalar(Self.firstPrivateLetter + UInt32(renamed.count)),
          let place = Self.place(of: name, in: scalars, line: context.mark.line, column: context.mark.column)
        else {
          // A key that is written in a roundabout way is told by its first place.
          root = Node("")
          let line = context.mark.line
          found = [RepeatedKey(name: name, line: line, column: context.mark.column, firstLine: line)]
          return
        }
        scalars[place] = letter
        renamed[Self.text([letter] + name.unicodeScalars.dropFirst())] = name
      }
    }
  }

  private static func text(_ scalars: [Unicode.Scalar]) -> String {
    var text = String.UnicodeScalarView()
    text.append(contentsOf: scalars)
    return String(text)
  }

  /// Where the characters of a key begin, behind its quote if it has one.
  private static func place(of name: String, in scalars: [Unicode.Scalar], line: Int, column: Int) -> Int? {
    var start = 0
    for _ in 1..<max(1, line) {
      guard let end = scalars[start...].firstIndex(of: "\n") else { return nil }
      start = end + 1
    }
    start += column - 1
    guard scalars.indices.contains(start) else { return nil }
    if scalars[start] == "'" || scalars[start] == "\"" { start += 1 }
    return scalars[start...].starts(with: name.unicodeScalars) ? start : nil
  }

  /// The keys that stand in their mapping for a second time or more.
  func repeatedKeys() -> [RepeatedKey] {
    var keys = found
    if let root, !renamed.isEmpty { collect(root, into: &keys) }
    // What an alias repeats is written once.
    var places: Set<[Int]> = []
    return keys.filter { places.insert([$0.line, $0.column]).inserted }
  }

  private func collect(_ node: Node, into keys: inout [RepeatedKey]) {
    switch node {
    case .scalar, .alias: return
    case .sequence(let sequence): for item in sequence { collect(item, into: &keys) }
    case .mapping(let mapping):
      var firstLines: [String: Int] = [:]
      for (name, value) in mapping {
        let written = name.string ?? ""
        let word = renamed[written] ?? written
        let line = name.mark?.line ?? 1
        if let first = firstLines[word] {
          keys.append(RepeatedKey(name: word, line: line, column: name.mark?.column ?? 1, firstLine: first))
        } else {
          firstLines[word] = line
        }
        collect(value, into: &keys)
      }
    }
  }
}
