internal import QueryResults

extension RetentionResult {
  func present(in document: inout Document, _ context: PresentationContext) {
    document.add(Self.triangle(cohorts, overall, title: groups == nil ? nil : "All", context))
    for group in groups ?? [] {
      document.add(Self.triangle(group.cohorts, group.overall, title: group.group.title, context))
    }
    if overall.contains(where: { $0 != nil }) { document.add(Self.overallTable(overall, context)) }
    if let units {
      document.add(
        TextTable(
          title: context.unitHeading,
          columns: [
            .key(DisplayText.clean(context.unit)), .figure("Cohort"), .figure("Start"), .text("Returned in"),
          ],
          rows: units.map { unit in
            [
              .text(ValueText.text(unit.unit)), .figure(DisplayText.clean(unit.cohort)),
              .figure(context.time.moment(unit.start)),
              .list(unit.periods.isEmpty ? ["never"] : unit.periods.map(String.init)),
            ]
          }))
    }
  }

  /// One row per cohort; periods that are not over yet stay empty.
  private static func triangle(
    _ cohorts: [RetentionCohort], _ overall: [RetentionCell?], title: String?, _ context: PresentationContext
  ) -> TextTable {
    let periods = max(overall.count, cohorts.reduce(0) { max($0, $1.cells.count) })
    var table = TextTable(title: title, columns: [.key("Cohort"), .key(context.unitHeading, .right)])
    for place in 0..<periods {
      // A bracket starts at its own period, so the number comes from a cell where there is one.
      let cell = ([overall] + cohorts.map(\.cells)).lazy.compactMap { place < $0.count ? $0[place] : nil }
        .first
      table.columns.append(.figure("\(cell?.period ?? place)"))
    }
    func row(_ name: String, _ size: Int, _ cells: [RetentionCell?]) -> [TextTable.Cell] {
      let rates = (0..<periods).map { place -> TextTable.Cell in
        guard place < cells.count, let cell = cells[place] else { return .blank }
        return .percent(cell.rate)
      }
      return [.figure(name), .count(size)] + rates
    }
    table.rows.append(row("overall", cohorts.reduce(0) { $0 + $1.size }, overall))
    for cohort in cohorts {
      table.rows.append(row(DisplayText.clean(cohort.cohort), cohort.size, cohort.cells))
    }
    return table
  }

  /// The overall curve with its bars, counts and intervals.
  private static func overallTable(_ overall: [RetentionCell?], _ context: PresentationContext) -> TextTable {
    TextTable(
      title: "Overall curve",
      columns: [.key("Period", .right), .figure(context.unitHeading), .figure("of")] + .estimate("Rate")
        + [.bar()],
      rows: overall.compactMap(\.self).map { cell in
        [.figure("\(cell.period)"), .count(cell.units), .count(cell.of)]
          + .rate(cell.rate, cell.interval) + [.bar(cell.rate ?? 0)]
      })
  }
}

extension LifecycleResult {
  func present(in document: inout Document, _ context: PresentationContext) {
    let largest = periods.reduce(1) { max($0, $1.new + $1.returning + $1.resurrecting) }
    document.add(
      TextTable(
        columns: [
          .key("Period"), .figure("New"), .figure("Returning"), .figure("Resurrecting"), .figure("Active"),
          .bar(),
          .figure("Dormant"),
        ],
        rows: periods.map { period in
          let active = period.new + period.returning + period.resurrecting
          return [
            .figure(DisplayText.clean(period.period)), .count(period.new), .count(period.returning),
            .count(period.resurrecting), .count(active), .bar(Double(active) / Double(largest)),
            .count(period.dormant),
          ]
        }))
  }
}

extension StickinessResult {
  func present(in document: inout Document, _ context: PresentationContext) {
    let all = rows.reduce(0) { $0 + $1.exactly }
    document.add(.paragraph("Active periods out of \(NumberText.grouped(intervals))", .body))
    document.add(
      TextTable(
        columns: [
          .key("Active", .right), .figure("Exactly"), .gluedFigure(), .bar(), .figure("At least"),
          .gluedFigure(),
        ],
        rows: rows.map { row in
          let exactly = all > 0 ? Double(row.exactly) / Double(all) : nil
          let atLeast = all > 0 ? Double(row.atLeast) / Double(all) : nil
          return [
            .count(row.active), .count(row.exactly), .percent(exactly), .bar(exactly ?? 0),
            .count(row.atLeast),
            .percent(atLeast),
          ]
        }))
  }
}

extension TrendResult {
  /// One row per bucket and one column per series; a single series is drawn as bars too.
  func present(in document: inout Document, _ context: PresentationContext) {
    var buckets: [String] = []
    var seen: Set<String> = []
    for point in series.flatMap(\.points) where seen.insert(point.bucket).inserted {
      buckets.append(point.bucket)
    }
    let values = series.map { line in
      Dictionary(line.points.map { ($0.bucket, $0.value) }, uniquingKeysWith: { first, _ in first })
    }
    var table = TextTable(columns: [.key("Bucket")])
    for line in series {
      let group = line.group.map(ValueText.text) ?? ""
      let label = DisplayText.clean(line.label)
      table.columns.append(
        .figure(group.isEmpty ? label : Set(series.map(\.label)).count > 1 ? "\(label): \(group)" : group))
    }
    let single = series.count == 1 ? values.first : nil
    let largest = series.first?.points.reduce(0) { max($0, $1.value ?? 0) } ?? 0
    if single != nil { table.columns.append(.bar()) }
    for bucket in buckets {
      var cells: [TextTable.Cell] = [.figure(DisplayText.clean(bucket))]
      for line in values {
        cells.append(.figure((line[bucket] ?? nil).map(NumberText.general) ?? NumberText.missing))
      }
      if let single {
        let value = (single[bucket] ?? nil) ?? 0
        cells.append(.bar(largest > 0 ? value / largest : 0))
      }
      table.rows.append(cells)
    }
    if series.count > 1, buckets.count > 1 { document.add(overview) }
    let labels = Set(series.map(\.label))
    if labels.count == 1, let label = labels.first, series.contains(where: { $0.group != nil }) {
      table.title = DisplayText.clean(label)
    }
    document.add(table)
  }

  /// How each series goes up and down, beside each other.
  private var overview: TextTable {
    let labels = Set(series.map(\.label))
    return TextTable(
      columns: [.key("Series"), .figure("First"), .text("Course"), .figure("Last"), .figure("Highest")],
      rows: series.map { line in
        let group = line.group.map(ValueText.text) ?? ""
        let label = DisplayText.clean(line.label)
        let values = line.points.map(\.value)
        func figure(_ value: Double??) -> TextTable.Cell {
          .figure((value ?? nil).map(NumberText.general) ?? NumberText.missing)
        }
        return [
          .text(group.isEmpty ? label : labels.count > 1 ? "\(label): \(group)" : group),
          figure(values.first),
          .text(SparklineText.line(values, width: Self.sparklineWidth)), figure(values.last),
          figure(values.compactMap { $0 }.max()),
        ]
      })
  }

  private static let sparklineWidth = 30
}
