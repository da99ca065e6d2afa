import EventModel
import Yams

/// One value of a recipe together with where it stands and the key it stands under.
struct RecipeNode {
  private let node: Node
  private let file: String
  let key: String

  /// The root of a recipe.
  init(yaml text: String, file: String) throws(RecipeError) {
    let start = RecipeError.Place(file: file, line: 1, column: 1)
    guard text.utf8.count <= RecipeNode.longestText else {
      throw .tooLong(start, bytes: text.utf8.count, limit: RecipeNode.longestText)
    }
    let root: Node?
    do {
      root = try Yams.compose(yaml: text)
    } catch let error as YamlError {
      throw RecipeNode.recipeError(error, file: file)
    } catch {
      throw .syntax(start, problem: "\(error)")
    }
    guard let root else { throw .empty(start) }
    self.init(root, file: file, key: "")
  }

  private init(_ node: Node, file: String, key: String) {
    self.node = node
    self.file = file
    self.key = key
  }

  private static let longestText = 256 * 1024
  private static let longestName = 200

  var place: RecipeError.Place {
    RecipeError.Place(file: file, line: node.mark?.line ?? 1, column: node.mark?.column ?? 1)
  }

  /// The entries of a mapping in the order written; a key names whatever the recipe's author likes.
  func entries() throws(RecipeError) -> [(name: String, place: RecipeError.Place, value: RecipeNode)] {
    guard case .mapping(let mapping) = node else { throw wrongType(.mapping) }
    var entries: [(name: String, place: RecipeError.Place, value: RecipeNode)] = []
    for (key, value) in mapping {
      let keyNode = RecipeNode(key, file: file, key: self.key)
      let name = try keyNode.name()
      entries.append((name, keyNode.place, RecipeNode(value, file: file, key: name)))
    }
    return entries
  }

  /// The entries of a mapping that may have just these keys.
  func fields(_ allowed: [String]) throws(RecipeError) -> RecipeFields {
    var values: [String: RecipeNode] = [:]
    for entry in try entries() {
      guard allowed.contains(entry.name) else {
        throw .unknownKey(entry.place, key: entry.name, allowed: allowed)
      }
      values[entry.name] = entry.value
    }
    return RecipeFields(place: place, values: values)
  }

  func elements() throws(RecipeError) -> [RecipeNode] {
    guard case .sequence(let sequence) = node else { throw wrongType(.list) }
    return sequence.map { RecipeNode($0, file: file, key: key) }
  }

  var isMapping: Bool {
    if case .mapping = node { return true }
    return false
  }

  var isList: Bool {
    if case .sequence = node { return true }
    return false
  }

  /// A scalar as written, whatever YAML would make of it: the country `NO` is not false here.
  func text() throws(RecipeError) -> String {
    guard case .scalar(let scalar) = node else { throw wrongType(.text) }
    return scalar.string
  }

  /// A text that can be a name or value in the output: not empty, not long, without control characters.
  func name() throws(RecipeError) -> String {
    let text = try text()
    guard 1...RecipeNode.longestName ~= text.utf8.count else {
      throw .outOfBounds(
        place, key: key, value: text, least: "1 byte", most: "\(RecipeNode.longestName) bytes")
    }
    guard text.unicodeScalars.allSatisfy({ $0.value >= 32 && $0.value != 127 }) else {
      throw wrongType(.text)
    }
    return text
  }

  func integer(_ bounds: ClosedRange<Int>) throws(RecipeError) -> Int {
    let text = try scalar(.integer)
    guard let value = Int(text) else { throw wrongType(.integer) }
    guard bounds ~= value else { throw outOfBounds(text, "\(bounds.lowerBound)", "\(bounds.upperBound)") }
    return value
  }

  func number(_ bounds: ClosedRange<Double>) throws(RecipeError) -> Double {
    let text = try scalar(.number)
    guard let value = Double(text), value.isFinite else { throw wrongType(.number) }
    guard bounds ~= value else { throw outOfBounds(text, "\(bounds.lowerBound)", "\(bounds.upperBound)") }
    return value
  }

  /// A duration in milliseconds: a positive number and `ms`, `s`, `m`, `h` or `d`, up to 3,650 days.
  func milliseconds() throws(RecipeError) -> Double {
    let text = try scalar(.duration)
    let units: [(suffix: String, length: Double)] = [
      ("ms", 1), ("s", 1_000), ("m", 60_000), ("h", 3_600_000), ("d", 86_400_000),
    ]
    for unit in units where text.hasSuffix(unit.suffix) {
      guard let count = Double(text.dropLast(unit.suffix.count)), count.isFinite else { break }
      let value = count * unit.length
      guard value >= 1, value <= 3_650 * 86_400_000 else { throw outOfBounds(text, "1ms", "3650d") }
      return value
    }
    throw wrongType(.duration)
  }

  func date() throws(RecipeError) -> CivilDate {
    let text = try scalar(.date)
    guard text.utf8.count == 10, case .time(let time) = TimeTextParser(format: .iso8601).parse(text) else {
      throw wrongType(.date)
    }
    return CivilDateTime(wallMicroseconds: time.microseconds).date
  }

  private func scalar(_ expected: RecipeError.Expectation) throws(RecipeError) -> String {
    guard case .scalar(let scalar) = node else { throw wrongType(expected) }
    return scalar.string
  }

  private func wrongType(_ expected: RecipeError.Expectation) -> RecipeError {
    let found =
      switch node {
      case .scalar(let scalar): String(scalar.string.prefix(RecipeNode.longestName))
      case .mapping: "mapping"
      case .sequence: "list"
      case .alias: "alias"
      }
    return .wrongType(place, key: key, expected: expected, found: found)
  }

  private func outOfBounds(_ value: String, _ least: String, _ most: String) -> RecipeError {
    .outOfBounds(place, key: key, value: value, least: least, most: most)
  }

  private static func recipeError(_ error: YamlError, file: String) -> RecipeError {
    func place(_ mark: Mark) -> RecipeError.Place {
      RecipeError.Place(file: file, line: mark.line, column: mark.column)
    }
    switch error {
    case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
      .composer(_, let problem, let mark, _):
      return .syntax(place(mark), problem: problem)
    case .duplicatedKeysInMapping(let duplicates, let context):
      return .repeatedKey(place(context.mark), key: duplicates.first ?? "")
    case .reader(let problem, let offset, _, let text):
      let before = text.prefix(offset ?? 0)
      let line = before.count { $0.isNewline } + 1
      let column =
        (before.split(separator: "\n", omittingEmptySubsequences: false).last?.unicodeScalars.count ?? 0) + 1
      return .syntax(RecipeError.Place(file: file, line: line, column: column), problem: problem)
    default:
      return .syntax(RecipeError.Place(file: file, line: 1, column: 1), problem: "\(error)")
    }
  }
}

/// The entries of a mapping whose keys have been checked.
struct RecipeFields {
  let place: RecipeError.Place
  fileprivate let values: [String: RecipeNode]

  func optional(_ key: String) -> RecipeNode? { values[key] }

  func required(_ key: String) throws(RecipeError) -> RecipeNode {
    guard let value = values[key] else { throw .missingKey(place, key: key) }
    return value
  }
}
