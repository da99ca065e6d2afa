import Connectors

/// Reads the rows of small objects as values.
enum ExportFigures {
  /// The rows of a spool, one value per line.
  static func rows(of bytes: [UInt8], object: ExportProfile.Object) throws(ExportError) -> [JSONValue] {
    var rows: [JSONValue] = []
    for line in bytes.split(separator: UInt8(ascii: "\n")) {
      do {
        rows.append(try JSONDocument.value(of: Array(line)))
      } catch {
        throw .malformedRow(object: object.rawValue, field: error.expected, excerpt: excerpt(Array(line)))
      }
    }
    return rows
  }

  static func funnels(of bytes: [UInt8], _ query: ExportQuery) throws(ExportError) -> [ReferenceFigures
    .Funnel]
  {
    var funnels: [ReferenceFigures.Funnel] = []
    for row in try rows(of: bytes, object: .funnels) {
      func field(_ key: String) -> JSONValue? { query.fields[key].flatMap { value(of: row, at: $0) } }
      func fault(_ key: String) -> ExportError {
        .malformedRow(
          object: "funnels", field: query.fields[key] ?? key, excerpt: excerpt(Array(JSONText.line(row).utf8))
        )
      }
      guard let name = field("name")?.text else { throw fault("name") }
      guard let steps = field("steps")?.elements?.compactMap(\.text), !steps.isEmpty else {
        throw fault("steps")
      }
      guard let counts = field("counts")?.elements?.compactMap(\.integer), counts.count == steps.count else {
        throw fault("counts")
      }
      funnels.append(
        .init(
          id: text(field("id")) ?? "", name: name, unit: field("unit")?.text ?? "user",
          from: field("from")?.text,
          to: field("to")?.text, steps: steps, counts: counts))
    }
    return funnels.sorted { ($0.id, $0.name) < ($1.id, $1.name) }
  }

  /// The value at a field's name, which may lead into objects: `properties.name`.
  static func value(of row: JSONValue, at name: String) -> JSONValue? {
    if let value = row[name] { return value }
    return name.split(separator: ".").reduce(row as JSONValue?) { $0?[String($1)] }
  }

  /// An id as text, whether it came as text or as a number.
  static func text(_ value: JSONValue?) -> String? {
    switch value {
    case .string(let text): text.isEmpty ? nil : text
    case .number(let text): text
    case .null, .boolean, .array, .object, nil: nil
    }
  }

  static func excerpt(_ bytes: [UInt8]) -> String { String(decoding: bytes.prefix(120), as: UTF8.self) }
}
