internal import QueryResults

extension FunnelResult {
  func present(in document: inout Document, _ context: PresentationContext) {
    let countsAttempts = steps.contains { $0.attempts != $0.units }
    document.add(shapeTable(context, countsAttempts: countsAttempts))
    document.add(rateTable)
    document.add(timeTable)
    for step in steps {
      if let table = step.histogramTable(context, previous: label(before: step)) { document.add(table) }
    }
    if let optional { document.add(Self.optionalTable(optional)) }
    if let groups { document.add(groupTable(groups, context)) }
    if let buckets {
      document.add(bucketTable(buckets, title: groups == nil ? nil : "All", context))
    }
    for group in groups ?? [] {
      if let buckets = group.buckets {
        document.add(bucketTable(buckets, title: group.group.title, context))
      }
    }
    for comparison in compare ?? [] { document.add(comparisonTable(comparison)) }
    if let units { document.add(unitTable(units, context)) }
  }

  /// What the rates are shares of.
  static func basis(_ step: FunnelStep, countsAttempts: Bool) -> Int {
    countsAttempts ? step.attempts : step.units
  }

  /// The shape at a glance: how many reached each step, and where the others stopped.
  private func shapeTable(_ context: PresentationContext, countsAttempts: Bool) -> TextTable {
    let showsOpen = steps.contains { $0.open != nil }
    var table = TextTable(columns: [.key("#", .right), .text("Step"), .figure(context.unitHeading)])
    if countsAttempts { table.columns.append(.figure("Attempts")) }
    table.columns += [.bar(), .figure("Of first"), .figure("Dropped")]
    if showsOpen { table.columns.append(.figure("Open")) }
    for (place, step) in steps.enumerated() {
      var cells: [TextTable.Cell] = [
        .figure("\(step.step)"), .text(DisplayText.clean(step.label)), .count(step.units),
      ]
      if countsAttempts { cells.append(.count(step.attempts)) }
      cells += [.bar(step.rateOfFirst ?? 0), .percent(step.rateOfFirst)]
      if place + 1 < steps.count {
        let stopped =
          Self.basis(step, countsAttempts: countsAttempts)
          - Self.basis(steps[place + 1], countsAttempts: countsAttempts)
        cells.append(.count(stopped - (step.open ?? 0)))
        if showsOpen { cells.append(.count(step.open)) }
      } else {
        cells.append(.blank)
        if showsOpen { cells.append(.blank) }
      }
      table.rows.append(cells)
    }
    return table
  }

  private var rateTable: TextTable {
    var table = TextTable(columns: [.key("#", .right), .label("Step")])
    for header in ["Of previous", "Of first", "Of all"] { table.columns += .estimate(header) }
    for (place, step) in steps.enumerated() {
      // Of itself, the first step is all by definition, and an interval would only pretend otherwise.
      let first = place == 0 ? nil : step.intervalOfFirst
      table.rows.append(
        [.figure("\(step.step)"), .text(DisplayText.clean(step.label))]
          + .rate(step.rateOfPrevious, step.intervalOfPrevious) + .rate(step.rateOfFirst, first)
          + .rate(step.rateOfAll, step.intervalOfAll))
    }
    return table
  }

  /// Times between neighbouring mandatory steps; empty when the pattern has no times.
  private var timeTable: TextTable {
    var table = TextTable(columns: [
      .key("#", .right), .label("Step"), .figure("Count"), .figure("Median"), .figure("Mean"),
      .figure("p10"), .figure("p25"), .figure("p75"), .figure("p90"), .figure("p95"), .figure("Min"),
      .figure("Max"),
    ])
    for step in steps {
      guard let time = step.timeFromPrevious else { continue }
      table.rows.append(
        [.figure("\(step.step)"), .text(DisplayText.clean(step.label)), .count(time.count)]
          + [
            time.median, time.mean, time.p10, time.p25, time.p75, time.p90, time.p95, time.min, time.max,
          ].map { .duration($0) })
    }
    table.title = "Time from previous step"
    return table
  }

  private func label(before step: FunnelStep) -> String? {
    guard let place = steps.firstIndex(where: { $0.step == step.step }), place > 0 else { return nil }
    return steps[place - 1].label
  }

  private static func optionalTable(_ optional: [FunnelOptionalStep]) -> TextTable {
    TextTable(
      title: "Optional steps",
      columns: [.key("#", .right), .text("Step"), .figure("Attempts through it")],
      rows: optional.map {
        [.figure("\($0.step)"), .text(DisplayText.clean($0.label)), .count($0.attempts)]
      })
  }
}

extension FunnelStep {
  fileprivate func histogramTable(_ context: PresentationContext, previous: String?) -> TextTable? {
    guard let bins = timeFromPrevious?.histogram, !bins.isEmpty else { return nil }
    let fullest = max(1, bins.reduce(0) { max($0, $1.units) })
    let start = previous.map { DisplayText.clean($0) + " → " } ?? ""
    return TextTable(
      title: "Time \(start)\(DisplayText.clean(label))",
      columns: [.key("From", .right), .key("to", .right), .figure(context.unitHeading), .bar()],
      rows: bins.map { bin in
        [
          .duration(bin.from), .duration(bin.to), .count(bin.units),
          .bar(Double(bin.units) / Double(fullest)),
        ]
      })
  }
}

extension GroupKey {
  /// `platform web`, `platform web, plan (none)`.
  var title: String {
    values.map { entry in
      let value =
        kind == .other || kind == .notReached
        ? ValueText.text(nil, kind: kind) : ValueText.text(entry.value, kind: kind)
      return DisplayText.clean(entry.property) + " " + value
    }.joined(separator: ", ")
  }

  /// One cell for each property of the `by` clause.
  var cells: [TextTable.Cell] {
    values.map { entry in
      .text(
        kind == .other || kind == .notReached
          ? ValueText.text(nil, kind: kind) : ValueText.text(entry.value, kind: kind))
    }
  }
}

extension [TextTable.Cell] {
  /// A rate and its interval.
  static func rate(_ rate: Double?, _ interval: ConfidenceInterval?) -> Self {
    guard let rate else { return [.figure(NumberText.missing), .blank] }
    guard let interval else { return [.percent(rate), .blank] }
    return [
      .percent(rate),
      .figure(NumberText.percentInterval(lower: interval.lower, upper: interval.upper, around: rate)),
    ]
  }
}
