import Foundation

/// Checks JSON against the part of JSON Schema that this project's schemas use.
///
/// Refuses keywords it does not know, so that none is skipped in silence.
struct SchemaCheck {
  private let root: [String: Any]
  private(set) var problems: [String] = []

  init(schema data: Data) throws {
    guard let root = try JSONSerialization.jsonObject(with: data) as? [String: Any] else { throw NoSchema() }
    self.root = root
  }

  struct NoSchema: Error {}

  mutating func check(_ value: Any) { check(value, root, at: "$") }

  private static let known: Set<String> = [
    "$schema", "$defs", "title", "description", "type", "properties", "required", "additionalProperties",
    "enum",
    "items", "minItems", "maxItems", "minimum", "maximum", "anyOf", "$ref",
  ]

  private mutating func check(_ value: Any, _ schema: [String: Any], at path: String) {
    for keyword in schema.keys where !Self.known.contains(keyword) {
      problems.append("\(path): \(keyword) is not known")
    }
    if let name = schema["$ref"] as? String {
      let definitions = root["$defs"] as? [String: Any]
      guard let target = definitions?[String(name.dropFirst("#/$defs/".count))] as? [String: Any] else {
        problems.append("\(path): no \(name)")
        return
      }
      return check(value, target, at: path)
    }
    if let choices = schema["anyOf"] as? [[String: Any]] {
      let fits = choices.contains { choice in
        var attempt = self
        attempt.problems = []
        attempt.check(value, choice, at: path)
        return attempt.problems.isEmpty
      }
      if !fits { problems.append("\(path): fits no choice") }
    }
    let types = (schema["type"] as? [String]) ?? (schema["type"] as? String).map { [$0] } ?? []
    if !types.isEmpty, !types.contains(where: { Self.isType($0, value) }) {
      problems.append("\(path): \(value) is no \(types)")
      return
    }
    if let allowed = schema["enum"] as? [AnyHashable], let value = value as? AnyHashable,
      !allowed.contains(value)
    {
      problems.append("\(path): \(value) is not among \(allowed)")
    }
    if let number = value as? Double, !(value is NSNull) {
      if let least = schema["minimum"] as? Double, number < least {
        problems.append("\(path): below \(least)")
      }
      if let most = schema["maximum"] as? Double, number > most { problems.append("\(path): above \(most)") }
    }
    checkMembers(value, schema, at: path)
  }

  private mutating func checkMembers(_ value: Any, _ schema: [String: Any], at path: String) {
    if let object = value as? [String: Any] {
      let properties = schema["properties"] as? [String: [String: Any]] ?? [:]
      for name in schema["required"] as? [String] ?? [] where object[name] == nil {
        problems.append("\(path): \(name) is missing")
      }
      for (name, member) in object.sorted(by: { $0.key < $1.key }) {
        if let property = properties[name] {
          check(member, property, at: "\(path).\(name)")
        } else if schema["additionalProperties"] as? Bool == false {
          problems.append("\(path): \(name) is not allowed")
        }
      }
    }
    if let array = value as? [Any] {
      if let least = schema["minItems"] as? Int, array.count < least { problems.append("\(path): too short") }
      if let most = schema["maxItems"] as? Int, array.count > most { problems.append("\(path): too long") }
      if let items = schema["items"] as? [String: Any] {
        for (index, element) in array.enumerated() { check(element, items, at: "\(path)[\(index)]") }
      }
    }
  }

  private static func isType(_ type: String, _ value: Any) -> Bool {
    switch type {
    case "null": value is NSNull
    case "string": value is String
    case "array": value is [Any]
    case "object": value is [String: Any]
    case "boolean": (value as? NSNumber).map { JSONNumber($0).isBoolean } ?? false
    case "number": (value as? NSNumber).map { !JSONNumber($0).isBoolean } ?? false
    case "integer":
      (value as? NSNumber).map { !JSONNumber($0).isBoolean && $0.doubleValue == $0.doubleValue.rounded() }
        ?? false
    default: false
    }
  }

  /// Tells `true` from 1, which Foundation keeps in the same class.
  private struct JSONNumber {
    let isBoolean: Bool

    init(_ number: NSNumber) { isBoolean = String(cString: number.objCType) == "c" }
  }
}
