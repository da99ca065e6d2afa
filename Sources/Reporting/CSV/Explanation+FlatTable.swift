internal import QueryResults

extension Explanation {
  /// What is read, a row per part; then the times if it was run.
  var flatTables: [FlatTable] {
    var rows: [[FlatTable.Field]] = files.map { file in
      [.text("file"), .text(file.name), .integer(file.rows), .integer(file.groups), .integer(file.bytes)]
    }
    rows += events.map { event in
      [
        .text("postings"), .text(event.name), .integer(event.rows), .integer(event.groups),
        .integer(event.bytes),
      ]
    }
    rows += columns.map { column in
      [.text("column"), .text(column.name), .empty, .integer(column.groups), .integer(column.bytes)]
    }
    rows.append([.text("times"), .empty, .empty, .empty, .integer(timeBytes)])
    rows.append([.text("users"), .empty, .empty, .empty, .integer(userBytes)])
    rows.append([.text("total"), .empty, .empty, .empty, .integer(bytes)])
    var tables = [FlatTable(columns: ["part", "name", "events", "row_groups", "bytes"], rows: rows)]
    if let measured {
      tables.append(
        FlatTable(
          columns: ["part", "seconds"],
          rows: measured.parts.map { [.text($0.name), .number($0.seconds)] }))
    }
    return tables
  }
}
