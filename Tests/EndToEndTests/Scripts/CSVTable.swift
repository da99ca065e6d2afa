/// A table read back from CSV text.
struct CSVTable {
  var columns: [String]
  var rows: [[String]]

  /// The tables of a text, separated by empty lines.
  static func all(in lines: [String]) -> [CSVTable] {
    lines.split(separator: "", omittingEmptySubsequences: true).compactMap { lines in
      var rows = lines.map { fields(of: $0) }
      let columns = rows.removeFirst()
      return CSVTable(columns: columns, rows: rows)
    }
  }

  /// Only the named columns, in their order; `nil` if one is missing.
  func selecting(_ names: [String]) -> CSVTable? {
    let places = names.compactMap { columns.firstIndex(of: $0) }
    guard places.count == names.count else { return nil }
    return CSVTable(columns: names, rows: rows.map { row in places.map { $0 < row.count ? row[$0] : "" } })
  }

  private static func fields(of line: String) -> [String] {
    var fields: [String] = [""]
    var isQuoted = false
    for character in line {
      if character == "\"" {
        isQuoted.toggle()
      } else if character == ",", !isQuoted {
        fields.append("")
      } else {
        fields[fields.count - 1].append(character)
      }
    }
    return fields
  }
}
