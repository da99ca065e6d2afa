internal import EventModel
internal import QueryResults

extension EventListResult {
  var flatTables: [FlatTable] {
    [
      FlatTable(
        columns: ["event", "events", "users", "first", "last", "definition"],
        rows: events.map { event in
          [
            .text(event.name), .integer(event.events), .integer(event.users), .time(event.first),
            .time(event.last), .text(event.definition),
          ]
        })
    ]
  }
}

extension PropertyListResult {
  /// One row per property and type; the property's other columns repeat.
  var flatTables: [FlatTable] {
    let exampleCount = properties.reduce(0) { max($0, $1.examples.count) }
    let exampleColumns = (0..<exampleCount).map { "example_\($0 + 1)" }
    return [
      FlatTable(
        columns: ["property", "type", "count", "distinct"] + exampleColumns,
        rows: properties.flatMap { property in
          let examples = (0..<exampleCount).map { place -> FlatTable.Field in
            place < property.examples.count ? .value(property.examples[place]) : .empty
          }
          return property.types.map { entry in
            [
              .text(property.name), .text(entry.type.name), .integer(entry.count),
              .integer(property.distinct),
            ] + examples
          }
        })
    ]
  }
}

extension SnapshotListResult {
  var flatTables: [FlatTable] {
    [
      FlatTable(
        columns: [
          "snapshot", "time", "operation", "events", "change", "files", "bytes", "first", "last", "inputs",
          "rows_read", "rows_stored", "rows_dropped", "rows_superseded", "rows_rejected", "rows_replaced",
          "source",
        ],
        rows: snapshots.map { snapshot in
          [
            .integer(snapshot.number), .time(snapshot.time), .text(snapshot.operation),
            .integer(snapshot.events), .integer(snapshot.change), .integer(snapshot.files),
            .integer(snapshot.bytes), .time(snapshot.first), .time(snapshot.last), .integer(snapshot.inputs),
            .integer(snapshot.rows?.read), .integer(snapshot.rows?.stored), .integer(snapshot.rows?.dropped),
            .integer(snapshot.rows?.superseded), .integer(snapshot.rows?.rejected),
            .integer(snapshot.rows?.replaced), .text(snapshot.source),
          ]
        })
    ]
  }
}

extension EventDescription {
  /// One row per property and frequent value, then one per day; a property without values keeps one row.
  var flatTables: [FlatTable] {
    [
      FlatTable(
        columns: ["property", "present", "share", "types", "value", "count"],
        rows: properties.flatMap { property in
          let lead: [FlatTable.Field] = [
            .text(property.name), .integer(property.present), .number(property.share),
            .text(property.types.map(\.type.name).joined(separator: " ")),
          ]
          if property.top.isEmpty { return [lead + [.empty, .empty]] }
          return property.top.map { lead + [.value($0.value), .integer($0.count)] }
        }),
      FlatTable(columns: ["day", "events"], rows: days.map { [.text($0.day), .integer($0.events)] }),
    ]
  }
}

extension DefinitionResult {
  var flatTables: [FlatTable] { [FlatTable(columns: Self.columns, rows: [fields])] }

  fileprivate static let columns = ["definition", "name", "text", "units"]

  fileprivate var fields: [FlatTable.Field] {
    [.text(definition.rawValue), .text(name), .text(text), .integer(units)]
  }
}

extension DefinitionListResult {
  var flatTables: [FlatTable] {
    [FlatTable(columns: DefinitionResult.columns, rows: definitions.map(\.fields))]
  }
}
