internal import QueryResults

extension SnapshotComparisonResult {
  /// One row per event and day.
  var flatTables: [FlatTable] {
    [
      FlatTable(
        columns: ["event", "day", "first", "second", "difference"],
        rows: events.flatMap { event in
          event.days.map { day in
            [
              .text(event.event), .text(day.day), .integer(day.count.first), .integer(day.count.second),
              .integer(day.count.difference),
            ]
          }
        })
    ]
  }
}
