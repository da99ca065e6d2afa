internal import EventModel
internal import QueryResults

extension FunnelResult {
  var flatTables: [FlatTable] {
    var tables = [stepTable]
    if let table = histogramTable { tables.append(table) }
    if let optional {
      tables.append(
        FlatTable(
          columns: ["step", "label", "attempts"],
          rows: optional.map { [.integer($0.step), .text($0.label), .integer($0.attempts)] }))
    }
    if let compare { tables.append(Self.comparisonTable(compare)) }
    if let units { tables.append(unitTable(units)) }
    return tables
  }

  private static let stepColumns = [
    "step", "label", "units", "attempts", "open", "rate_of_all", "rate_of_all_low", "rate_of_all_high",
    "rate_of_first", "rate_of_first_low", "rate_of_first_high", "rate_of_previous", "rate_of_previous_low",
    "rate_of_previous_high", "time_count", "time_mean", "time_median", "time_p10", "time_p25", "time_p75",
    "time_p90",
    "time_p95", "time_min", "time_max",
  ]

  /// One row per step of the total, of each bucket, of each group, and of each bucket of each group.
  private var stepTable: FlatTable {
    let properties = groups.map { $0.first?.group.values.map(\.property) ?? [] }
    let hasBuckets = buckets != nil || (groups ?? []).contains { $0.buckets != nil }
    var columns: [String] = []
    if let properties { columns += GroupKey.columns(properties, besides: Self.stepColumns) }
    if hasBuckets { columns.append("bucket") }
    var table = FlatTable(columns: columns + Self.stepColumns, rows: [])
    func add(_ steps: [FunnelStep], group: GroupKey?, bucket: String?) {
      var lead: [FlatTable.Field] = []
      if let properties { lead += group?.fields ?? GroupKey.totalFields(properties) }
      if hasBuckets { lead.append(.text(bucket)) }
      for step in steps { table.rows.append(lead + step.fields) }
    }
    add(steps, group: nil, bucket: nil)
    for bucket in buckets ?? [] { add(bucket.steps, group: nil, bucket: bucket.bucket) }
    for group in groups ?? [] {
      add(group.steps, group: group.group, bucket: nil)
      for bucket in group.buckets ?? [] { add(bucket.steps, group: group.group, bucket: bucket.bucket) }
    }
    return table
  }

  private var histogramTable: FlatTable? {
    guard steps.contains(where: { $0.timeFromPrevious?.histogram != nil }) else { return nil }
    return FlatTable(
      columns: ["step", "label", "from", "to", "units"],
      rows: steps.flatMap { step in
        (step.timeFromPrevious?.histogram ?? []).map { bin in
          [
            .integer(step.step), .text(step.label), .number(bin.from), .number(bin.to), .integer(bin.units),
          ]
        }
      })
  }

  private static func comparisonTable(_ comparisons: [FunnelComparison]) -> FlatTable {
    FlatTable(
      columns: [
        "a", "b", "step", "a_reached", "a_entered", "b_reached", "b_entered", "difference", "difference_low",
        "difference_high", "p", "p_adjusted",
      ],
      rows: comparisons.flatMap { comparison in
        comparison.steps.map { step in
          [
            .text(comparison.a.plainText), .text(comparison.b.plainText), .integer(step.step),
            .integer(step.a.reached), .integer(step.a.entered), .integer(step.b.reached),
            .integer(step.b.entered),
            .number(step.difference),
          ] + FlatTable.Field.bounds(step.interval) + [.number(step.p), .number(step.pAdjusted)]
        }
      })
  }

  private func unitTable(_ units: [FunnelUnit]) -> FlatTable {
    let stepCount = units.reduce(0) { max($0, $1.times.count) }
    let heldCount = units.reduce(0) { max($0, $1.held.count) }
    var columns = ["unit", "depth", "open"]
    for place in 0..<heldCount { columns.append("held_\(place + 1)") }
    for place in 0..<stepCount { columns.append("time_\(place + 1)") }
    return FlatTable(
      columns: columns,
      rows: units.map { unit in
        var row: [FlatTable.Field] = [.value(unit.unit), .integer(unit.depth), .flag(unit.open)]
        for place in 0..<heldCount { row.append(place < unit.held.count ? .value(unit.held[place]) : .empty) }
        for place in 0..<stepCount {
          row.append(place < unit.times.count ? .time(unit.times[place]) : .empty)
        }
        return row
      })
  }
}

extension FunnelStep {
  fileprivate var fields: [FlatTable.Field] {
    let time = timeFromPrevious
    var fields: [FlatTable.Field] = [
      .integer(step), .text(label), .integer(units), .integer(attempts), .integer(open),
    ]
    fields += [.number(rateOfAll)] + FlatTable.Field.bounds(intervalOfAll)
    fields += [.number(rateOfFirst)] + FlatTable.Field.bounds(intervalOfFirst)
    fields += [.number(rateOfPrevious)] + FlatTable.Field.bounds(intervalOfPrevious)
    fields += [
      .integer(time?.count), .number(time?.mean), .number(time?.median), .number(time?.p10),
      .number(time?.p25),
      .number(time?.p75), .number(time?.p90), .number(time?.p95), .number(time?.min), .number(time?.max),
    ]
    return fields
  }
}

extension GroupKey {
  /// The names of the columns a group takes; a property called like another column gets `group.` before it.
  static func columns(_ properties: [String], besides others: [String]) -> [String] {
    let taken = Set(others + ["group_kind", "bucket"])
    return ["group_kind"] + properties.map { taken.contains($0) ? "group." + $0 : $0 }
  }

  /// What stands in those columns in the rows of the total.
  static func totalFields(_ properties: [String]) -> [FlatTable.Field] {
    [.text("all")] + Array(repeating: .empty, count: properties.count)
  }

  var fields: [FlatTable.Field] {
    [.text(kind.rawValue)] + values.map { FlatTable.Field.value($0.value) }
  }
}

extension ComparisonSide {
  /// `segment EU`, `platform web`, `rest`.
  var plainText: String {
    switch self {
    case .segment(let name): "segment " + name
    case .property(let name, let value?): name + " " + value.plainText
    case .property(let name, nil): name + " (none)"
    case .period(let range): (range.from?.iso8601 ?? "") + "/" + (range.to?.iso8601 ?? "")
    case .rest: "rest"
    }
  }
}

extension PropertyValue {
  fileprivate var plainText: String {
    switch self {
    case .string(let text): text
    case .integer(let number): String(number)
    case .double(let number): number.description
    case .boolean(let flag): flag ? "true" : "false"
    case .timestamp(let time): time.iso8601
    }
  }
}
