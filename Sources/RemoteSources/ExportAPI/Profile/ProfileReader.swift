import Yams

/// Reads the nodes of a profile and collects every mistake with its place.
final class ProfileReader {
  static let longestText = 1 << 20

  private(set) var problems: [ProfileError.Problem] = []

  /// A mapping of the profile, whose keys are taken one by one; what is left in the end is unknown.
  struct Section {
    let node: Node
    let key: String
    fileprivate var values: [String: Node] = [:]
    fileprivate var names: [(name: String, node: Node)] = []
  }

  func report(_ kind: ProfileError.Kind, at node: Node) {
    problems.append(.init(kind: kind, line: node.mark?.line ?? 1, column: node.mark?.column ?? 1))
  }

  /// The root of the text; throws where there is none.
  static func root(of text: String, file: String) throws(ProfileError) -> Node {
    func fault(_ kind: ProfileError.Kind, _ line: Int = 1, _ column: Int = 1) -> ProfileError {
      ProfileError(file: file, problems: [.init(kind: kind, line: line, column: column)])
    }
    guard text.utf8.count <= longestText else { throw fault(.tooLong(limit: longestText)) }
    do {
      guard let root = try Yams.compose(yaml: text) else { throw fault(.empty) }
      return root
    } catch let error as YamlError {
      switch error {
      case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
        .composer(_, let problem, let mark, _):
        throw fault(.syntax(problem), mark.line, mark.column)
      case .duplicatedKeysInMapping(let names, let context):
        throw fault(.syntax("'\(names.first ?? "")' comes twice"), context.mark.line, context.mark.column)
      default: throw fault(.syntax("\(error)"))
      }
    } catch let error as ProfileError {
      throw error
    } catch {
      throw fault(.syntax("\(error)"))
    }
  }

  /// The mapping under a node with the keys allowed in it; `nil`, and a problem, for anything else.
  func section(_ node: Node, key: String, allowed: [String]) -> Section? {
    guard case .mapping(let mapping) = node else {
      report(.wrongValue(key: key, expected: "a mapping"), at: node)
      return nil
    }
    var section = Section(node: node, key: key)
    for (name, value) in mapping {
      let word = name.string ?? ""
      guard allowed.contains(word) else {
        report(.unknownKey(word, allowed: allowed), at: name)
        continue
      }
      section.values[word] = value
      section.names.append((word, name))
    }
    return section
  }

  /// All pairs of a mapping of free names.
  func pairs(_ section: Section, _ key: String) -> [(name: Node, value: Node)] {
    guard let node = section.values[key] else { return [] }
    guard case .mapping(let mapping) = node else {
      report(.wrongValue(key: key, expected: "a mapping"), at: node)
      return []
    }
    return mapping.map { ($0.key, $0.value) }
  }

  func node(_ section: Section, _ key: String) -> Node? { section.values[key] }

  func text(_ section: Section, _ key: String, isRequired: Bool = false) -> String? {
    guard let node = section.values[key] else {
      if isRequired { report(.missingKey(key), at: section.node) }
      return nil
    }
    return text(node, key)
  }

  func text(_ node: Node, _ key: String) -> String? {
    if case .scalar(let scalar) = node, !scalar.string.isEmpty { return scalar.string }
    report(.wrongValue(key: key, expected: "a text"), at: node)
    return nil
  }

  /// What `read` makes of the text under a key, which answers `nil` for one it cannot use.
  func value<Value>(
    _ section: Section, _ key: String, expected: String, _ read: (String) -> Value?
  ) -> Value? {
    guard let node = section.values[key] else { return nil }
    guard case .scalar(let scalar) = node, let value = read(scalar.string) else {
      report(.wrongValue(key: key, expected: expected), at: node)
      return nil
    }
    return value
  }

  func word<Word: RawRepresentable & CaseIterable>(_ section: Section, _ key: String) -> Word?
  where Word.RawValue == String {
    value(
      section, key, expected: "one of " + Word.allCases.map(\.rawValue).joined(separator: ", "),
      Word.init(rawValue:))
  }

  func count(_ section: Section, _ key: String, in range: ClosedRange<Int>) -> Int? {
    value(section, key, expected: "a whole number from \(range.lowerBound) to \(range.upperBound)") { text in
      Int(text).flatMap { range.contains($0) ? $0 : nil }
    }
  }

  func flag(_ section: Section, _ key: String) -> Bool? {
    value(section, key, expected: "true or false") { $0 == "true" ? true : $0 == "false" ? false : nil }
  }

  /// A duration such as `90s`, `15m`, `1h`, `3d`, in microseconds.
  func duration(_ section: Section, _ key: String) -> Int64? {
    value(section, key, expected: "a duration such as 90s, 15m, 1h or 3d", DurationText.microseconds)
  }

  func elements(_ section: Section, _ key: String) -> [Node] {
    guard let node = section.values[key] else { return [] }
    guard case .sequence(let sequence) = node else {
      report(.wrongValue(key: key, expected: "a list"), at: node)
      return []
    }
    return Array(sequence)
  }

  func template(_ node: Node, _ key: String) -> RequestTemplate? {
    guard case .scalar(let scalar) = node else {
      report(.wrongValue(key: key, expected: "a text"), at: node)
      return nil
    }
    do {
      return try RequestTemplate(scalar.string)
    } catch {
      switch error {
      case .unknownPlace(let name): report(.unknownPlace(name), at: node)
      case .unclosed: report(.wrongValue(key: key, expected: "a text whose braces are closed"), at: node)
      }
      return nil
    }
  }
}

/// Durations as people write them.
package enum DurationText {
  private static let units: [Character: Int64] = [
    "s": 1_000_000, "m": 60_000_000, "h": 3_600_000_000, "d": 86_400_000_000, "w": 604_800_000_000,
  ]

  /// Microseconds of a text such as `90s` or `3d`; at most a thousand years, `nil` for anything else. `0` is `0s`.
  package static func microseconds(_ text: String) -> Int64? {
    if text == "0" { return 0 }
    guard let unit = text.last.flatMap({ units[$0] }), let number = Int64(text.dropLast()), number >= 0,
      number <= 366_000 * 86_400_000_000 / unit
    else { return nil }
    return number * unit
  }

  /// The shortest text that reads as `microseconds`, whole seconds.
  package static func text(_ microseconds: Int64) -> String {
    for unit in ["d", "h", "m"] as [Character] {
      if let size = units[unit], microseconds > 0, microseconds % size == 0 {
        return "\(microseconds / size)\(unit)"
      }
    }
    return "\(microseconds / 1_000_000)s"
  }
}
