internal import QueryResults

/// The parts of a funnel that exist only when asked for: groups, buckets, comparisons, units.
extension FunnelResult {
  /// One row per group: how many reached each step and which share of the first step that is.
  func groupTable(_ groups: [FunnelGroup], _ context: PresentationContext) -> TextTable {
    let properties = groups.first?.group.values.map(\.property) ?? []
    var table = TextTable(
      title: "By " + properties.map(DisplayText.clean).joined(separator: ", "),
      columns: properties.map { .key(DisplayText.clean($0)) } + stepColumns)
    let keys = [TextTable.Cell.text("(all)")] + Array(repeating: .blank, count: max(0, properties.count - 1))
    if !properties.isEmpty { table.rows.append(keys + Self.stepCells(steps)) }
    for group in groups { table.rows.append(group.group.cells + Self.stepCells(group.steps)) }
    return table
  }

  /// One row per bucket, drawn as a trend of the conversion to the last step.
  func bucketTable(_ buckets: [FunnelBucket], title: String?, _ context: PresentationContext) -> TextTable {
    // Bars are shares of the best bucket: trends are about differences, which a share of 100 % would hide.
    let best = buckets.reduce(0) { max($0, $1.steps.last?.rateOfFirst ?? 0) }
    var table = TextTable(title: title, columns: [.key("Entered")] + stepColumns + [.bar()])
    for bucket in buckets {
      let rate = bucket.steps.last?.rateOfFirst ?? 0
      table.rows.append(
        [.figure(DisplayText.clean(bucket.bucket))] + Self.stepCells(bucket.steps)
          + [.bar(best > 0 ? rate / best : 0)])
    }
    return table
  }

  func comparisonTable(_ comparison: FunnelComparison) -> TextTable {
    let first = ValueText.text(comparison.a)
    let second = ValueText.text(comparison.b)
    var table = TextTable(
      title: "\(second) against \(first)",
      columns: [
        .key("#", .right), .label("Step"), .figure(first), .interval(), .figure(second), .interval(),
      ] + .estimate("Diff, pp") + [.figure("p"), .figure("p Holm")])
    for step in comparison.steps {
      let label = steps.first { $0.step == step.step }?.label ?? ""
      var cells: [TextTable.Cell] = [.figure("\(step.step)"), .text(DisplayText.clean(label))]
      for side in [step.a, step.b] {
        cells += [
          .figure("\(NumberText.grouped(side.reached))/\(NumberText.grouped(side.entered))"),
          .percent(side.entered > 0 ? Double(side.reached) / Double(side.entered) : nil),
        ]
      }
      cells += .amount(
        step.difference.map { $0 * 100 },
        step.interval.map { ConfidenceInterval(lower: $0.lower * 100, upper: $0.upper * 100) }, isSigned: true
      )
      cells += [.figure(NumberText.probability(step.p)), .figure(NumberText.probability(step.pAdjusted))]
      table.rows.append(cells)
    }
    return table
  }

  func unitTable(_ units: [FunnelUnit], _ context: PresentationContext) -> TextTable {
    let stepCount = units.reduce(0) { max($0, $1.times.count) }
    let heldCount = units.reduce(0) { max($0, $1.held.count) }
    var table = TextTable(
      title: context.unitHeading,
      columns: [.key(DisplayText.clean(context.unit)), .figure("Depth")])
    for place in 0..<heldCount {
      table.columns.append(.text(heldCount == 1 ? "Held" : "Held \(place + 1)"))
    }
    for place in 0..<stepCount {
      let label =
        steps.first { $0.step == place + 1 }?.label ?? optional?.first { $0.step == place + 1 }?.label
      table.columns.append(.figure("\(place + 1) \(DisplayText.clean(label ?? ""))"))
    }
    if units.contains(where: { $0.open != nil }) { table.columns.append(.text("Open")) }
    let showsOpen = units.contains { $0.open != nil }
    for unit in units {
      var cells: [TextTable.Cell] = [.text(ValueText.text(unit.unit)), .figure("\(unit.depth)")]
      for place in 0..<heldCount {
        cells.append(place < unit.held.count ? .text(ValueText.text(unit.held[place])) : .blank)
      }
      for place in 0..<stepCount {
        let time = place < unit.times.count ? unit.times[place] : nil
        cells.append(.figure(time.map(context.time.moment) ?? NumberText.missing))
      }
      if showsOpen { cells.append(.figure(unit.open.map { $0 ? "open" : "" } ?? NumberText.missing)) }
      table.rows.append(cells)
    }
    return table
  }

  /// A count for the first step, a count and a rate for each further one, and the interval of the last rate.
  private var stepColumns: [TextTable.Column] {
    var columns: [TextTable.Column] = []
    for (place, step) in steps.enumerated() {
      columns.append(.figure(DisplayText.clean(step.label)))
      if place > 0 { columns.append(.gluedFigure()) }
    }
    if steps.count > 1 { columns.append(.interval()) }
    return columns
  }

  private static func stepCells(_ steps: [FunnelStep]) -> [TextTable.Cell] {
    let countsAttempts = steps.contains { $0.attempts != $0.units }
    var cells: [TextTable.Cell] = []
    for (place, step) in steps.enumerated() {
      cells.append(.count(basis(step, countsAttempts: countsAttempts)))
      if place > 0 { cells.append(.percent(step.rateOfFirst)) }
    }
    if let last = steps.last, steps.count > 1 {
      cells.append(
        last.intervalOfFirst.map {
          .figure(
            NumberText.percentInterval(lower: $0.lower, upper: $0.upper, around: last.rateOfFirst))
        } ?? .blank)
    }
    return cells
  }
}
