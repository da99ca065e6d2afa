/// Header fields of a request or an answer, in order; names compare without regard to case.
package struct HTTPFields: Sendable, Hashable {
  /// One line of a header.
  package struct Field: Sendable, Hashable {
    package let name: String
    package let value: String
    /// Whether the value must not be shown to anyone nor sent to another host.
    package let isSecret: Bool
  }

  package private(set) var fields: [Field] = []

  package init() {}

  package init(_ pairs: [(name: String, value: String)]) {
    for pair in pairs { append(pair.name, pair.value) }
  }

  /// The value of the first field of this name.
  package subscript(name: String) -> String? {
    fields.first { Self.isSame($0.name, name) }?.value
  }

  /// The values of all fields of this name, in order.
  package func values(_ name: String) -> [String] {
    fields.filter { Self.isSame($0.name, name) }.map(\.value)
  }

  /// Adds a field; those whose names are known to carry credentials are secret without being told.
  package mutating func append(_ name: String, _ value: String, isSecret: Bool = false) {
    fields.append(Field(name: name, value: value, isSecret: isSecret || Self.carriesCredentials(name)))
  }

  /// Sets a field in place of all others of its name.
  package mutating func set(_ name: String, _ value: String, isSecret: Bool = false) {
    fields.removeAll { Self.isSame($0.name, name) }
    append(name, value, isSecret: isSecret)
  }

  /// The fields another host may see.
  package var withoutSecrets: HTTPFields {
    var copy = self
    copy.fields.removeAll(where: \.isSecret)
    return copy
  }

  /// What a trace may show: names with values, secret values as `(secret)`.
  package var redacted: [(name: String, value: String)] {
    fields.map { ($0.name, $0.isSecret ? "(secret)" : $0.value) }
  }

  /// What must not be shown where a server repeats it: secret values, whole and without the scheme before them.
  package var secrets: [String] {
    fields.filter(\.isSecret).flatMap { field in
      [field.value] + (field.value.split(separator: " ").dropFirst().last.map { [String($0)] } ?? [])
    }
    .filter { $0.utf8.count >= Self.shortestSecret }
  }

  /// Shorter texts are words like any other.
  package static let shortestSecret = 4

  private static func isSame(_ left: String, _ right: String) -> Bool {
    left.utf8.count == right.utf8.count && left.lowercased() == right.lowercased()
  }

  /// Whether fields of this name carry credentials by convention.
  private static func carriesCredentials(_ name: String) -> Bool {
    let name = name.lowercased()
    return name.contains("authorization") || name.contains("token") || name.contains("secret")
      || name.contains("api-key") || name.contains("apikey") || name.contains("signature")
      || name == "cookie" || name == "set-cookie"
  }
}
