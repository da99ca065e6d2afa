internal import EventModel
internal import QueryResults

extension RetentionResult {
  private static let cellColumns = [
    "cohort", "size", "period", "units", "of", "rate", "rate_low", "rate_high",
  ]

  /// One row per cell, the overall row under the cohort `overall`; cells that are not over yet are left out.
  var flatTables: [FlatTable] {
    let properties = groups.map { $0.first?.group.values.map(\.property) ?? [] }
    var table = FlatTable(columns: Self.cellColumns, rows: [])
    if let properties {
      table.columns = GroupKey.columns(properties, besides: Self.cellColumns) + table.columns
    }
    func add(_ cohort: String, _ size: Int?, _ cells: [RetentionCell?], group: GroupKey?) {
      var lead: [FlatTable.Field] = []
      if let properties { lead = group?.fields ?? GroupKey.totalFields(properties) }
      for case let cell? in cells {
        table.rows.append(
          lead + [
            .text(cohort), .integer(size), .integer(cell.period), .integer(cell.units), .integer(cell.of),
            .number(cell.rate),
          ] + FlatTable.Field.bounds(cell.interval))
      }
    }
    for cohort in cohorts { add(cohort.cohort, cohort.size, cohort.cells, group: nil) }
    add("overall", nil, overall, group: nil)
    for group in groups ?? [] {
      for cohort in group.cohorts { add(cohort.cohort, cohort.size, cohort.cells, group: group.group) }
      add("overall", nil, group.overall, group: group.group)
    }
    guard let units else { return [table] }
    return [
      table,
      FlatTable(
        columns: ["unit", "cohort", "start", "periods"],
        rows: units.map { unit in
          [
            .value(unit.unit), .text(unit.cohort), .time(unit.start),
            .text(unit.periods.map(String.init).joined(separator: " ")),
          ]
        }),
    ]
  }
}

extension LifecycleResult {
  var flatTables: [FlatTable] {
    [
      FlatTable(
        columns: ["period", "new", "returning", "resurrecting", "dormant"],
        rows: periods.map { period in
          [
            .text(period.period), .integer(period.new), .integer(period.returning),
            .integer(period.resurrecting),
            .integer(period.dormant),
          ]
        })
    ]
  }
}

extension StickinessResult {
  var flatTables: [FlatTable] {
    [
      FlatTable(
        columns: ["active", "exactly", "at_least"],
        rows: rows.map { [.integer($0.active), .integer($0.exactly), .integer($0.atLeast)] })
    ]
  }
}

extension TrendResult {
  private static let pointColumns = ["series", "bucket", "value"]

  /// One row per point of each series.
  var flatTables: [FlatTable] {
    let properties = series.lazy.compactMap(\.group).first.map { $0.values.map(\.property) }
    var table = FlatTable(columns: Self.pointColumns, rows: [])
    if let properties {
      table.columns = GroupKey.columns(properties, besides: Self.pointColumns) + table.columns
    }
    for line in series {
      var lead: [FlatTable.Field] = []
      if let properties { lead = line.group?.fields ?? GroupKey.totalFields(properties) }
      for point in line.points {
        table.rows.append(lead + [.text(line.label), .text(point.bucket), .number(point.value)])
      }
    }
    return [table]
  }
}
