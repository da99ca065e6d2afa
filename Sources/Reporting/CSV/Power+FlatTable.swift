internal import QueryResults

extension PowerResult {
  /// The target, where there is one, and what each duration could find.
  var flatTables: [FlatTable] {
    let rows: [[FlatTable.Field]] =
      (target.map {
        [
          .integer($0.days), .integer($0.unitsPerArm), .number($0.absolute), .number($0.relative),
          .text($0.reason),
        ]
      }
      .map { [$0] } ?? [])
      + durations.map {
        [.integer($0.days), .integer($0.unitsPerArm), .number($0.absolute), .number($0.relative), .empty]
      }
    return [
      FlatTable(
        columns: ["metric", "days", "units_per_arm", "effect", "relative_effect", "reason"],
        rows: rows.map { [.text(metric)] + $0 })
    ]
  }
}
