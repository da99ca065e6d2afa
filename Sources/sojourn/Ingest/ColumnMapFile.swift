import Connectors
import EventModel
import Yams

/// A YAML file that says which columns are renamed, typed or left out.
///
/// ```yaml
/// columns:
///   amt: {rename: amount, type: double}
///   note: {ignore: true}
/// ```
struct ColumnMapFile {
  private static let longestText = 256 << 10
  private let name: String

  /// Reads and checks the file at `path`.
  static func load(_ path: String) throws -> ColumnMapping {
    let text = try TextFile.contents(path, limit: longestText)
    return try ColumnMapFile(name: path).mapping(of: text)
  }

  init(name: String) {
    self.name = name
  }

  /// Reads a map from its text.
  func mapping(of text: String) throws(ColumnMapError) -> ColumnMapping {
    let root: Node?
    do {
      root = try Yams.compose(yaml: text)
    } catch let error as YamlError {
      throw fault(of: error, in: text)
    } catch {
      throw ColumnMapError(file: name, line: 1, column: 1, problem: .syntax("\(error)"))
    }
    guard let root else { throw ColumnMapError(file: name, line: 1, column: 1, problem: .empty) }
    let members = try entries(root, key: "columns", allowed: ["columns"])
    guard let columns = members["columns"] else { throw fault(.missingKey("columns"), at: root) }
    var mapping = ColumnMapping()
    for (column, node) in try entries(columns, key: "columns", allowed: nil) {
      mapping.rules[column] = try rule(node, column: column)
    }
    return mapping
  }

  private func rule(_ node: Node, column: String) throws(ColumnMapError) -> ColumnMapping.Rule {
    let members = try entries(node, key: column, allowed: ["rename", "type", "ignore"])
    var rule = ColumnMapping.Rule()
    if let node = members["rename"] { rule.name = try text(node, key: "rename") }
    if let node = members["type"] {
      let word = try text(node, key: "type")
      guard let type = PropertyType.allCases.first(where: { $0.name == word }) else {
        throw fault(.unknownType(word, allowed: PropertyType.allCases.map(\.name)), at: node)
      }
      rule.type = type
    }
    if let node = members["ignore"] {
      guard let flag = node.bool else { throw fault(.wrongType(key: "ignore", expected: .flag), at: node) }
      rule.isIgnored = flag
    }
    if rule.isIgnored && (rule.name != nil || rule.type != nil) {
      throw fault(.ignoredAndKept(column: column), at: node)
    }
    return rule
  }

  /// The members of a mapping; `allowed` is `nil` where the keys are columns.
  private func entries(
    _ node: Node, key: String, allowed: [String]?
  ) throws(ColumnMapError) -> [String: Node] {
    guard case .mapping(let mapping) = node else {
      throw fault(.wrongType(key: key, expected: .mapping), at: node)
    }
    var entries: [String: Node] = [:]
    for (keyNode, value) in mapping {
      let name = try text(keyNode, key: key)
      if let allowed, !allowed.contains(name) {
        throw fault(.unknownKey(name, allowed: allowed), at: keyNode)
      }
      entries[name] = value
    }
    return entries
  }

  /// A scalar as written, whatever YAML would make of it.
  private func text(_ node: Node, key: String) throws(ColumnMapError) -> String {
    guard case .scalar(let scalar) = node, !scalar.string.isEmpty else {
      throw fault(.wrongType(key: key, expected: .text), at: node)
    }
    return scalar.string
  }

  private func fault(_ problem: ColumnMapError.Problem, at node: Node) -> ColumnMapError {
    ColumnMapError(file: name, line: node.mark?.line ?? 1, column: node.mark?.column ?? 1, problem: problem)
  }

  private func fault(of error: YamlError, in text: String) -> ColumnMapError {
    switch error {
    case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
      .composer(_, let problem, let mark, _):
      return ColumnMapError(file: name, line: mark.line, column: mark.column, problem: .syntax(problem))
    case .duplicatedKeysInMapping(let duplicates, let context):
      return ColumnMapError(
        file: name, line: context.mark.line, column: context.mark.column,
        problem: .repeatedKey(duplicates.first ?? ""))
    case .reader(let problem, let offset, _, _):
      let before = text.unicodeScalars.prefix(offset ?? 0)
      let line = before.count { $0 == "\n" } + 1
      let column = before.reversed().prefix { $0 != "\n" }.count + 1
      return ColumnMapError(file: name, line: line, column: column, problem: .syntax(problem))
    default:
      return ColumnMapError(file: name, line: 1, column: 1, problem: .syntax("\(error)"))
    }
  }
}
