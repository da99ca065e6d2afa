internal import QueryResults

extension ExperimentReport {
  /// Longer tables of days are for programs; JSON and CSV have all.
  private static let daysShown = 7

  /// New units by day, the effects after each day, and the looks of a group-sequential test.
  func presentDays(in document: inout Document) {
    document.add(lookTable)
    for table in lookOutcomes { document.add(table) }
    guard days.count > 1 else { return }
    document.add(dayTable)
    for series in series { present(series, in: &document) }
  }

  /// Days at about equal distances in units, the last one among them.
  private func shown(_ points: [EffectPoint]) -> [EffectPoint] {
    guard points.count > Self.daysShown, let last = points.last else { return points }
    var shown: [EffectPoint] = []
    for point in points.dropLast() where shown.count < Self.daysShown - 1 {
      if point.units * Self.daysShown >= last.units * (shown.count + 1) { shown.append(point) }
    }
    return shown + [last]
  }

  private var dayTable: TextTable {
    let arms = inputs.arms.map(\.arm)
    return TextTable(
      title: days.count > Self.daysShown
        ? "New units by day (last \(Self.daysShown) of \(days.count) days)" : "New units by day",
      columns: [.key("Day")] + arms.map { .figure(DisplayText.clean($0)) },
      rows: days.suffix(Self.daysShown).map { day in
        [.text(DisplayText.clean(day.day))]
          + arms.map { arm in .count(day.arms.first { $0.arm == arm }?.units ?? 0) }
      })
  }

  private func present(_ series: EffectSeries, in document: inout Document) {
    let isShare = metrics.first { $0.name == series.metric }?.isShare ?? false
    let scale = isShare ? 100.0 : 1.0
    let sides = "\(DisplayText.clean(series.treatment)) – \(DisplayText.clean(series.control))"
    let name = "\(DisplayText.clean(series.metric)), \(sides), day by day"
    if let reason = series.reason {
      document.add(.footnote([["\(name): \(DisplayText.clean(reason))"]], .quiet))
      return
    }
    let showsRunning = series.points.contains { $0.runningP != nil }
    let showsChance = series.points.contains { $0.chanceToWin != nil }
    let shown = shown(series.points)
    let part = shown.count < series.points.count ? " (\(shown.count) of \(series.points.count) days)" : ""
    var table = TextTable(
      title: name + part, columns: [.key("Until"), .figure("Units")])
    table.columns += .estimate(isShare ? "Effect, pp" : "Effect", level: "[interval]")
    table.columns.append(.figure(showsChance ? "Chance to win" : "p"))
    if showsRunning { table.columns.append(.figure("Smallest p")) }
    for point in shown {
      var cells: [TextTable.Cell] = [.text(DisplayText.clean(point.day)), .count(point.units)]
      cells += .amount(
        point.effect.map { $0 * scale },
        point.interval.map { ConfidenceInterval(lower: $0.lower * scale, upper: $0.upper * scale) },
        isSigned: true)
      cells.append(
        showsChance ? .percent(point.chanceToWin) : .figure(NumberText.probability(point.p)))
      if showsRunning { cells.append(.figure(NumberText.probability(point.runningP))) }
      table.rows.append(cells)
    }
    document.add(table)
    let points = series.points.compactMap { point -> SeriesPlot.Point? in
      guard let effect = point.effect, let interval = point.interval, effect.isFinite else { return nil }
      return SeriesPlot.Point(
        label: DisplayText.clean(point.day), estimate: effect * scale, lower: interval.lower * scale,
        upper: interval.upper * scale)
    }
    if points.count > 1 {
      document.add(.series(SeriesPlot(title: name, points: points, unit: isShare ? " pp" : "")))
    }
  }

  // MARK: Planned looks

  private var lookTable: TextTable {
    TextTable(
      title: "Planned looks",
      columns: [
        .key("Look", .right), .figure("Waits for"), .text("Taken"), .figure("Units"),
        .figure("Information"), .figure("Alpha spent"), .figure("Bound"),
      ],
      rows: (progress?.looks ?? []).map { look in
        [
          .count(look.look), .count(look.plannedUnits), .text(look.day.map(DisplayText.clean) ?? "not yet"),
          .count(look.units),
          .percent(look.share), .figure(NumberText.probability(look.spent)),
          .figure(look.bound.map { NumberText.fixed($0, digits: 3) } ?? NumberText.missing),
        ]
      })
  }

  private var lookOutcomes: [TextTable] {
    metrics.flatMap { metric in
      metric.comparisons.map { comparison in
        let scale = metric.isShare ? 100.0 : 1.0
        return TextTable(
          title: "Looks: \(DisplayText.clean(metric.name)), \(comparison.sides)",
          columns: [
            .key("Look", .right), .figure(metric.isShare ? "Effect, pp" : "Effect"), .figure("z"),
            .figure("Bound"), .text("Crossed"),
          ],
          rows: comparison.looks.map { look in
            [
              .count(look.look),
              .figure(look.effect.map { NumberText.general($0 * scale) } ?? NumberText.missing),
              .figure(look.statistic.map { NumberText.fixed($0, digits: 3) } ?? NumberText.missing),
              .figure(look.bound.isFinite ? NumberText.fixed(look.bound, digits: 3) : NumberText.missing),
              look.isCrossed ? .mark("yes", .good) : .text("no"),
            ]
          })
      }
    }
  }
}
