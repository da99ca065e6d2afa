internal import EventModel

/// Writes flat tables as RFC 4180: fields parted by commas, rows ended by CR LF, quotes doubled.
///
/// Text that a spreadsheet would run as a formula (it starts with `=`, `+`, `-`, `@`, tab or carriage return) gets a
/// leading apostrophe. Numbers and times are never touched, so `-1.5` stays a number.
enum CSVWriter {
  /// All tables, with an empty line between them.
  static func text(of tables: [FlatTable]) -> String {
    tables.map(text).joined(separator: "\r\n")
  }

  static func text(of table: FlatTable) -> String {
    var text = ""
    append(table.columns.map { .text($0) }, to: &text)
    for row in table.rows { append(row, to: &text) }
    return text
  }

  private static func append(_ fields: [FlatTable.Field], to text: inout String) {
    for (place, field) in fields.enumerated() {
      if place > 0 { text += "," }
      text += written(field)
    }
    text += "\r\n"
  }

  private static func written(_ field: FlatTable.Field) -> String {
    switch field {
    case .empty: ""
    case .text(let value): quoted(guarded(value))
    case .integer(let number): String(number)
    case .number(let number): number.isFinite ? number.description : ""
    case .flag(let flag): flag ? "true" : "false"
    case .time(let time): time.iso8601
    }
  }

  private static func guarded(_ text: String) -> String {
    switch text.utf8.first {
    case UInt8(ascii: "="), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "@"), 0x09, 0x0D: "'" + text
    default: text
    }
  }

  private static func quoted(_ text: String) -> String {
    // Empty text is quoted to tell it from a missing value; outer spaces because some readers trim them.
    let needsQuotes =
      text.isEmpty || text.utf8.first == 0x20 || text.utf8.last == 0x20
      || text.utf8.contains { $0 == 0x22 || $0 == 0x2C || $0 == 0x0A || $0 == 0x0D }
    guard needsQuotes else { return text }
    // Scalar by scalar: a quote that carries a combining mark is not a quote to Character.
    var result = String.UnicodeScalarView()
    result.append("\"")
    for scalar in text.unicodeScalars {
      if scalar == "\"" { result.append(scalar) }
      result.append(scalar)
    }
    result.append("\"")
    return String(result)
  }
}
